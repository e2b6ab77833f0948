"""What can be done to many contacts at once, from their list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.contacts.actions import delete_contact, edit_contact
from kans.contacts.actions.judging import may_become
from kans.contacts.forms.contacts import OwnerForm
from kans.contacts.models import Contact
from kans.contacts.queries.cards import to_be_judged, with_their_persons
from kans.foundation.records import contributions
from kans.lists.bulk import Bulk, BulkVerb, offer_in_bulk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kans.lists.bulk.declared import Refusals
    from kans.team.models import Salesperson


def judge_owner(
    contacts: Sequence[Contact], *, salesperson: Salesperson | None
) -> Iterable[Refusals]:
    return (may_become(each, {"salesperson": salesperson}) for each in contacts)


def judge_deleting(contacts: Sequence[Contact]) -> Iterable[Refusals]:
    return contributions.may_delete_each(with_their_persons(contacts))


MANY_CONTACTS = offer_in_bulk(
    Bulk(
        name="contacts",
        model=Contact,
        read=to_be_judged,
        verbs=(
            BulkVerb(
                name="salesperson",
                action="edit_contact",
                caption=_("Change Salesperson"),
                form=OwnerForm,
                judge=judge_owner,
                act=edit_contact,
                effect=_(
                    "Each gets this salesperson. Persons follow their company if the "
                    "marketing setup says so."
                ),
                icon="user",
            ),
            BulkVerb(
                name="delete",
                action="delete_contact",
                caption=_("Delete"),
                judge=judge_deleting,
                act=delete_contact,
                effect=_(
                    "Each goes, a company with its persons. What is closed of theirs "
                    "stays, with their names."
                ),
                icon="trash",
                danger=True,
                submit=_("Delete"),
            ),
        ),
    )
)
