"""Assigning an opportunity to a quote, or letting it go: from either side (ON)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.actions.action import OvertakenByAnother, action
from kans.foundation.errors import refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged
from kans.sales.actions.held import assign, free, held_to_assign
from kans.sales.models import SalesDocument
from kans.sales.rules.assigning import (
    QuoteOfAnotherOpportunity,
    may_be_assigned,
    may_change_opportunity,
)

if TYPE_CHECKING:
    from kans.foundation.errors import DomainError
    from kans.opportunities.models import Opportunity
    from kans.sales.actions.held import ToAssign


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

    _assign(held)
    return held.document


@action(permission="sales.edit_document", caption=_("Choose Another Quote"))
def assign_quote(
    opportunity: Opportunity, quote: SalesDocument | None, *, version: int | None = None
) -> Opportunity:
    """Have an opportunity have this quote, or none; the former one is free (ON-5)."""
    former = SalesDocument.objects.filter(opportunity=opportunity).first()
    if quote is None and former is None:
        return opportunity
    held = held_to_assign(quote or former, opportunity)
    assert held.opportunity is not None
    must_be_unchanged(held.opportunity, version)
    refuse_if_any(may_take(held, quote))

    _assign(held if quote else held._replace(opportunity=None))
    return opportunity


def may_take(held: ToAssign, quote: SalesDocument | None) -> tuple[DomainError, ...]:
    """What stands in the way of an opportunity having a quote, or letting one go."""
    has = held.document.opportunity
    if quote is None:
        if has != held.opportunity:  # it was given away meanwhile
            return (OvertakenByAnother(),)
        return may_assign(held._replace(opportunity=None), reassign=False)
    if has not in (None, held.opportunity):
        return (QuoteOfAnotherOpportunity(document=quote.number, number=has.number),)
    return may_assign(held, reassign=True)


def _assign(held: ToAssign) -> None:
    take_opportunity(held)
    held.document.save()
    assign(held.document)


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
