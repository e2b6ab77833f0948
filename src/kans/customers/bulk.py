"""What can be done to many customers at once, from their list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.customers.actions import delete_customer, edit_customer
from kans.customers.actions.judging import may_be_told
from kans.customers.forms import BlockForm, CustomerOwnerForm
from kans.customers.models import Customer
from kans.customers.queries import to_be_judged
from kans.foundation.records import contributions
from kans.lists.bulk import Bulk, BulkVerb, offer_in_bulk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kans.customers.models import Block
    from kans.lists.bulk.declared import Refusals
    from kans.team.models import Salesperson


def judge_owner(
    customers: Sequence[Customer], *, salesperson: Salesperson | None
) -> Iterable[Refusals]:
    return (may_be_told(each, {"salesperson": salesperson}) for each in customers)


def judge_block(customers: Sequence[Customer], *, blocked: Block) -> Iterable[Refusals]:
    return (may_be_told(each, {"blocked": blocked}) for each in customers)


def judge_deleting(customers: Sequence[Customer]) -> Iterable[Refusals]:
    return contributions.may_delete_each([[each] for each in customers])


MANY_CUSTOMERS = offer_in_bulk(
    Bulk(
        name="customers",
        model=Customer,
        read=to_be_judged,
        verbs=(
            BulkVerb(
                name="salesperson",
                action="edit_customer",
                caption=_("Change Salesperson"),
                form=CustomerOwnerForm,
                judge=judge_owner,
                act=edit_customer,
                effect=_("Each gets this salesperson, and so does its contact."),
                icon="user",
            ),
            BulkVerb(
                name="block",
                action="edit_customer",
                caption=_("Block or Unblock"),
                form=BlockForm,
                judge=judge_block,
                act=edit_customer,
                effect=_("For who is blocked, no quotes and orders are made."),
                icon="ban",
                synonyms=(_("Block"), _("Unblock")),
            ),
            BulkVerb(
                name="delete",
                action="delete_customer",
                caption=_("Delete"),
                judge=judge_deleting,
                act=delete_customer,
                effect=_("Each goes, unless it has documents. Its contact stays."),
                icon="trash",
                danger=True,
                submit=_("Delete"),
            ),
        ),
    )
)
