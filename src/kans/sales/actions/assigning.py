"""Assigning an opportunity to a quote, or letting it go (ON-1 to ON-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.actions import action
from kans.foundation.errors import refuse_if_any
from kans.sales.actions.held import assign, free, held_to_assign
from kans.sales.rules.assigning import may_be_assigned, may_change_opportunity

if TYPE_CHECKING:
    from kans.foundation.errors import DomainError
    from kans.opportunities.models import Opportunity
    from kans.sales.actions.held import ToAssign
    from kans.sales.models import SalesDocument


@action(permission="sales.edit_document", caption=_("Assign Opportunity"))
def assign_opportunity(
    document: SalesDocument,
    opportunity: Opportunity | None,
    *,
    reassign: bool = False,
    version: int | None = None,
) -> SalesDocument:
    """Have a document be of this opportunity, or of none; the former one is free.

    One that another quote has is taken from there only with `reassign` (ON-3).
    """
    held = held_to_assign(document, opportunity, version)
    refuse_if_any(may_assign(held, reassign=reassign))

    take_opportunity(held)
    held.document.save()
    assign(held.document)
    return held.document


def may_assign(held: ToAssign, *, reassign: bool) -> tuple[DomainError, ...]:
    """What stands in the way; to leave it as it is nothing does."""
    if held.opportunity == held.document.opportunity:
        return ()
    if refusals := may_change_opportunity(held.document):
        return refusals
    if held.opportunity is None:
        return ()
    document, contact = held.document, held.document.contact
    return may_be_assigned(
        document, held.opportunity, held.other, of=contact, reassign=reassign
    )


def take_opportunity(held: ToAssign) -> None:
    """Be of the opportunity, still to be written; nobody else knows it or is known.

    The other quote lets go first: no two documents are of one opportunity.
    """
    document = held.document
    if held.opportunity == document.opportunity:
        return
    if held.other is not None:
        held.other.opportunity = None
        held.other.save()
    free(document)
    document.opportunity = held.opportunity
