"""What somebody else did is undone by who may do the opposite by hand."""

from __future__ import annotations

import pytest

from kans.contacts.actions import create_contact, edit_contact
from kans.foundation.acting.actors import NotPermitted, acting_as, who_acts
from kans.foundation.acting.permissions import Level, held_by
from kans.foundation.models import Change, Job
from kans.lists.bulk.running import run_at_once
from kans.opportunities.bulk import MANY_OPPORTUNITIES
from kans.opportunities.rules.closing import Outcome
from kans.undo import pages as undo_pages
from kans.undo.actions import may_be_undone
from kans.undo.rules.undoing import OppositeNotPermitted
from tests.architecture import samples_of_sales  # noqa: F401 (adds its own)
from tests.architecture.samples import SAMPLES
from tests.builders import (
    MARCH_1,
    a_close_code,
    a_membership,
    a_role,
    a_user,
    an_actor,
    an_opportunity,
    ann_without,
)
from tests.clients import FormClient
from tests.undo.undoing import redo, refused, the_last, undo

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


def test_of_a_large_batch_it_is_said_before_the_worker_begins(monkeypatch):
    monkeypatch.setattr(undo_pages, "MOST_AT_ONCE", 0)
    ids = [an_opportunity(standing_on="Qualify").pk for _ in range(2)]
    given = {"code": a_close_code("PRICE", Outcome.LOST), "on": MARCH_1}
    run_at_once(MANY_OPPORTUNITIES, MANY_OPPORTUNITIES.verb("lose"), ids, given)
    undo_it = f"/c/cronus/changes/{the_last().pk}/undo/"
    some = held_by(Level.ADMINISTRATOR) - {"opportunities.reopen_opportunity"}
    ben = FormClient()
    ben.force_login(a_membership(a_user("Ben"), role=a_role("SOME", *some)).user)

    asked, told = ben.get(undo_it), ben.post(undo_it)

    sentence = "you need the right to do the opposite by hand: “Reopen”."
    assert sentence in asked.text
    assert (told.status_code, sentence in told.text) == (422, True)
    assert not Job.objects.exists()


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
