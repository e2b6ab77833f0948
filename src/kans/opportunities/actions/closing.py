"""Closing opportunities as won or lost, reopening and deleting them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.clock import minor_unit, work_date
from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged
from kans.foundation.records import contributions
from kans.notes.actions.belongings import delete_belongings_of, delete_belongings_of_all
from kans.opportunities.actions.buying import (
    lock_buyer,
    make_customer_if_needed,
    may_buy,
)
from kans.opportunities.models import Opportunity
from kans.opportunities.rules import closing as rules
from kans.opportunities.rules.closing import Closing, Outcome, Status

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from decimal import Decimal
    from uuid import UUID

    from kans.customers.models import CustomerTemplate
    from kans.foundation.errors import DomainError
    from kans.opportunities.models import CloseOpportunityCode, OpportunityEntry


@action(permission="opportunities.close_opportunity", caption=_("Close"))
def close_opportunity(
    opportunity: Opportunity,
    outcome: Outcome | None,
    code: CloseOpportunityCode | None,
    *,
    on: date | None,
    sales_value: Decimal | None = None,
    template: CustomerTemplate | None = None,
    version: int | None = None,
) -> OpportunityEntry:
    """Close an opportunity as won or lost, for a reason and on a date (END-1 to 5).

    Whoever buys becomes a customer, from that template (END-3).
    """
    if outcome == Outcome.WON:
        lock_buyer(opportunity)
    opportunity = Opportunity.objects.locked(opportunity)
    must_be_unchanged(opportunity, version)
    sales_value = opportunity.sales_value_of(sales_value)
    closing = Closing(outcome, code, on, sales_value).rounded(minor_unit=minor_unit())

    refuse_if_any(
        rules.may_close(Status(opportunity.status), opportunity.number)
        or (
            *_may_close_so(opportunity, closing),
            *may_buy(opportunity, outcome, template),
        )
    )

    make_customer_if_needed(opportunity, outcome, template)
    entry = opportunity.close(closing, minor_unit=minor_unit())
    opportunity.write_history()
    return entry


@action(permission="opportunities.reopen_opportunity", caption=_("Reopen"))
def reopen_opportunity(
    opportunity: Opportunity, *, version: int | None = None
) -> Opportunity:
    """Take a closing back: it stands where it stood before (END-6)."""
    opportunity = Opportunity.objects.locked(opportunity)
    must_be_unchanged(opportunity, version)
    on = work_date()

    refuse_if_any(may_reopen(opportunity, on))

    opportunity.reopen(on)
    opportunity.write_history()
    return opportunity


@action(permission="opportunities.delete_opportunity", caption=_("Delete"))
def delete_opportunity(opportunity: Opportunity, *, version: int | None = None) -> None:
    """Delete a closed opportunity with all that hangs on it (DEL-1)."""
    opportunity = Opportunity.objects.locked(opportunity)
    must_be_unchanged(opportunity, version)

    refuse_if_any(may_delete(opportunity))

    contributions.release([opportunity])
    delete_belongings_of(opportunity)
    opportunity.forget()


@action(
    permission="opportunities.delete_opportunity", caption=_("Delete Opportunities")
)
def delete_opportunities(ids: Collection[UUID]) -> int:
    """Delete those that are closed, with all that hangs on them (DEL-2).

    One that has been reopened or deleted meanwhile is passed over.
    """
    closed = Opportunity.objects.filter(pk__in=ids, closed=True)
    going = list(closed.select_for_update().values_list("pk", flat=True))

    contributions.release([Opportunity(pk=pk) for pk in going])
    delete_belongings_of_all(Opportunity, going)
    Opportunity.forget_many(going)
    return len(going)


def may_close(opportunity: Opportunity, closing: Closing) -> tuple[DomainError, ...]:
    """Whether it may be closed at all and, if so, like this (END-1, END-2, END-5)."""
    at_all = rules.may_close(Status(opportunity.status), opportunity.number)
    return at_all or _may_close_so(opportunity, closing)


def _may_close_so(
    opportunity: Opportunity, closing: Closing
) -> tuple[DomainError, ...]:
    return (
        *_may_win(opportunity, closing),
        *closing.refusals(
            opportunity.changed_on, quote=opportunity.sales_document_number
        ),
    )


def _may_win(opportunity: Opportunity, closing: Closing) -> tuple[DomainError, ...]:
    if closing.outcome != Outcome.WON:
        return ()
    return rules.may_win(opportunity.number, has_contact=opportunity.has_contact)


def may_delete(opportunity: Opportunity) -> tuple[DomainError, ...]:
    """Whether it may be deleted (DEL-1)."""
    return rules.may_delete(Status(opportunity.status), opportunity.number)


def may_reopen(opportunity: Opportunity, on: date) -> tuple[DomainError, ...]:
    """Whether it may be reopened on that work date."""
    return rules.may_reopen(
        Status(opportunity.status),
        opportunity.number,
        closed_on=opportunity.date_closed,
        on=on,
        order=opportunity.order_number,
    )
