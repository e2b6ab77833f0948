"""What somebody else did is undone by who may do the opposite by hand."""

from __future__ import annotations

import pytest

from kans.contacts.actions import create_contact, edit_contact
from kans.foundation.actors import NotPermitted, acting_as, who_acts
from kans.foundation.models import Change
from kans.foundation.rules.undoing import OppositeNotPermitted
from kans.foundation.undo import may_be_undone
from tests.architecture import samples_of_sales  # noqa: F401 (adds its own)
from tests.architecture.samples import SAMPLES
from tests.builders import a_user, an_actor, ann_without
from tests.foundation.undoing import redo, refused, the_last, undo

pytestmark = pytest.mark.usefixtures("ann")

# What Ann did, the permission that her colleague lacks, and the opposite that this is
# the permission of; none if it does not stand in the way.
OF_ANOTHER = [
    ("create_contact", "contacts.delete_contact", "Delete Contact"),
    ("create_contact", "contacts.edit_contact", None),
    ("create_opportunity", "opportunities.delete_opportunity", "Delete"),
    ("import_opportunities", "opportunities.delete_opportunity", "Delete"),
    ("create_customer", "customers.delete_customer", "Delete Customer"),
    ("copy_role", "security.delete_role", "Delete Role"),
    ("create_quote", "sales.delete_document", "Delete"),
    ("create_quote", "customers.delete_customer", "Delete Customer"),
    ("make_order", "opportunities.reopen_opportunity", "Reopen"),
    ("attach_files", "foundation.delete_attachment", "Delete Attachment"),
    ("delete_contact", "contacts.create_contact", "Create Contact"),
    ("delete_contact", "foundation.add_comment", "Add Comment"),
    ("remove_user", "security.create_user", "New User"),
    ("merge_contacts", "contacts.create_contact", "Create Contact"),
    ("merge_contacts", "contacts.delete_contact", None),
    ("edit_contact", "contacts.delete_contact", None),
    ("edit_contact", "contacts.create_contact", None),
    ("move_opportunity", "opportunities.delete_opportunity", None),
    ("close_opportunity", "opportunities.reopen_opportunity", "Reopen"),
    ("reopen_opportunity", "opportunities.close_opportunity", "Close"),
    ("release_document", "sales.delete_document", None),
    ("add_lines", "sales.delete_document", None),
]


@pytest.mark.parametrize("verb, lacking, opposite", OF_ANOTHER)
def test_of_another_it_takes_the_right_to_the_opposite(verb, lacking, opposite):
    SAMPLES[verb]()()
    done = Change.objects.filter(verb=verb).latest("id")

    with acting_as(ann_without(lacking)):
        told = may_be_undone(done)

    captions = [str(each.facts["verb"]) for each in told]
    assert captions == ([opposite] if opposite else [])
    assert all(isinstance(each, OppositeNotPermitted) for each in told)


def test_it_is_refused_in_words_and_nothing_happens():
    create_contact(name="Contoso", number="C1")

    with (
        acting_as(ann_without("contacts.delete_contact")),
        refused(OppositeNotPermitted) as sentences,
    ):
        undo(the_last())

    [sentence] = sentences
    assert sentence == (
        "To undo what somebody else did, you need the right to do the opposite by "
        "hand: “Delete Contact”. Ask Ann to undo it, or an administrator for that "
        "right."
    )


def test_what_one_did_oneself_one_takes_back_with_the_right_to_do_it(ann):
    ben = an_actor(
        who_acts().company,
        name="Ben",
        user_id=a_user("Ben").pk,
        without="contacts.delete_contact",
    )
    with acting_as(ben):
        contact = create_contact(name="Contoso", number="C1")
        undo()
        redo()
        edit_contact(type(contact).objects.get(), phone="2")
        undo()


def test_to_redo_what_another_undid_is_the_opposite_of_that():
    create_contact(name="Contoso", number="C1")
    undo()

    with acting_as(ann_without("contacts.create_contact")), refused(NotPermitted):
        redo()
    with acting_as(ann_without("contacts.delete_contact")):
        redo()
