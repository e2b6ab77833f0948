"""When an opportunity may be closed, reopened and deleted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.text.amounts import LARGEST_AMOUNT
from kans.opportunities.rules.estimates import money
from kans.opportunities.rules.moves import CycleWithoutStages

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from kans.opportunities.models import CloseOpportunityCode, SalesCycle


class Status(TextChoices):
    """Where an opportunity is in its life (OPP-3); never typed."""

    NOT_STARTED = "Not Started", _("Not Started")
    IN_PROGRESS = "In Progress", _("In Progress")
    WON = "Won", _("Won")
    LOST = "Lost", _("Lost")


class Outcome(TextChoices):
    """How an opportunity ends."""

    WON = "Won", _("Won")
    LOST = "Lost", _("Lost")


CLOSED = (Status.WON, Status.LOST)


class OpportunityClosed(DomainError):
    message = _("Opportunity %(number)s is closed. Reopen it first.")
    cure = "reopen_opportunity"


class OpportunityStillOpen(DomainError):
    message = _("Opportunity %(number)s is still open. Close it first.")
    cure = "close_opportunity"


class OpportunityNotClosed(DomainError):
    message = _("Opportunity %(number)s is not closed, so there is nothing to reopen.")


class OpportunityNotStarted(DomainError):
    message = _("Opportunity %(number)s has not started. Activate its first stage.")
    cure = "activate_first_stage"


class OpportunityAlreadyStarted(DomainError):
    message = _("Opportunity %(number)s has started already. Update it instead.")
    cure = "move_opportunity"


class ContactGone(DomainError):
    message = _(
        "The contact of opportunity %(number)s was deleted. Edit the opportunity and "
        "choose another contact first."
    )
    cure = "edit_opportunity"


class OutcomeMissing(DomainError):
    field = "outcome"
    message = _("Choose whether the opportunity was won or lost.")


class CloseCodeMissing(DomainError):
    field = "code"
    message = _("Choose a close opportunity code.")


class CloseCodeOfOtherOutcome(DomainError):
    field = "code"
    message = _(
        "Close opportunity code %(code)s is for %(type)s opportunities. Choose another."
    )


class DateClosedMissing(DomainError):
    field = "on"
    message = _("Enter the date closed.")


class ClosedBeforeLastChange(DomainError):
    field = "on"
    message = _(
        "The opportunity last changed on %(since)s. Choose that date or a later one."
    )


class OrderHangsOnIt(DomainError):
    message = _(
        "Sales order %(order)s was made of opportunity %(number)s. Cancel or delete "
        "the order, which sets the opportunity to lost, first."
    )


class ReopenedBeforeClosed(DomainError):
    message = _(
        "The opportunity was closed on %(closed)s, after the work date. "
        "Set the work date to that date or a later one."
    )


class SalesValueMissing(DomainError):
    field = "sales_value"
    message = _("Enter the sales amount, above 0, of an opportunity that is won.")


class QuoteComesToNothing(DomainError):
    field = "sales_value"
    message = _(
        "Quote %(quote)s comes to 0, and a sale brings in more. Add lines to the "
        "quote, or take it off the opportunity with Assign Opportunity, first."
    )


class SalesValueTooLarge(DomainError):
    field = "sales_value"
    message = _("Enter a sales amount of %(limit)s or less.")


@dataclass(frozen=True)
class Closing:
    """What is said when an opportunity is closed; None is not given."""

    outcome: Outcome | None
    code: CloseOpportunityCode | None
    on: date | None
    sales_value: Decimal | None = None

    def rounded(self, *, minor_unit: int) -> Closing:
        """With the sales amount in whole cents, as it is kept (MOV-12)."""
        if self.sales_value is None:
            return self
        sales = money(self.sales_value, minor_unit=minor_unit)
        return replace(self, sales_value=sales)

    def refusals(self, since: date, *, quote: str = "") -> tuple[DomainError, ...]:
        """What is missing or wrong, all together (END-2, END-5).

        `since` is the last date of change or, before the first one, of creation; what
        is sold comes from the quote, if there is one.
        """
        found: list[DomainError] = []
        if self.outcome is None:
            found.append(OutcomeMissing())
        if self.code is None:
            found.append(CloseCodeMissing())
        elif self.outcome and self.code.outcome != self.outcome:
            kind = Outcome(self.code.outcome).label
            found.append(CloseCodeOfOtherOutcome(code=self.code.code, type=kind))
        if self.on is None:
            found.append(DateClosedMissing())
        elif self.on < since:
            found.append(ClosedBeforeLastChange(since=since))
        if self.outcome == Outcome.WON:
            found += may_bring_in(self.sales_value, quote=quote)
        if (self.sales_value or 0) > LARGEST_AMOUNT:
            found.append(SalesValueTooLarge(limit=LARGEST_AMOUNT))
        return tuple(found)


def may_bring_in(sales: Decimal | None, *, quote: str) -> tuple[DomainError, ...]:
    """A sale brings something in: what is typed or, with a quote, what that says."""
    if sales is not None and sales > 0:
        return ()
    return (QuoteComesToNothing(quote=quote),) if quote else (SalesValueMissing(),)


def may_close(status: Status, number: str) -> tuple[DomainError, ...]:
    """Not started or in progress may be closed (END-1)."""
    return (OpportunityClosed(number=number),) if status in CLOSED else ()


def may_win(number: str, *, has_contact: bool) -> tuple[DomainError, ...]:
    """Whoever buys must be there (END-6)."""
    return () if has_contact else (ContactGone(number=number, at="outcome"),)


def may_move(
    status: Status, number: str, *, has_contact: bool
) -> tuple[DomainError, ...]:
    """Only in progress may be updated (LST-3), for somebody (END-6)."""
    match status:
        case Status.NOT_STARTED:
            return (OpportunityNotStarted(number=number),)
        case Status.IN_PROGRESS:
            return () if has_contact else (ContactGone(number=number),)
        case Status.WON | Status.LOST:
            return (OpportunityClosed(number=number),)


def may_activate(
    status: Status, number: str, cycle: SalesCycle, *, has_contact: bool
) -> tuple[DomainError, ...]:
    """Only one that has not started gets its first stage, if there is one (CRE-3)."""
    match status:
        case Status.NOT_STARTED if not has_contact:
            return (ContactGone(number=number),)
        case Status.NOT_STARTED if cycle.stages_in_order:
            return ()
        case Status.NOT_STARTED:
            return (CycleWithoutStages(cycle=cycle.code),)
        case Status.IN_PROGRESS:
            return (OpportunityAlreadyStarted(number=number),)
        case Status.WON | Status.LOST:
            return (OpportunityClosed(number=number),)


def may_delete(status: Status, number: str) -> tuple[DomainError, ...]:
    """Only a closed one may be deleted (DEL-1)."""
    return () if status in CLOSED else (OpportunityStillOpen(number=number),)


def may_reopen(
    status: Status, number: str, *, closed_on: date | None, on: date, order: str = ""
) -> tuple[DomainError, ...]:
    """Only a closed one that has no order, and not before it was closed (END-6)."""
    if status not in CLOSED:
        return (OpportunityNotClosed(number=number),)
    if order:
        return (OrderHangsOnIt(number=number, order=order),)
    if closed_on and on < closed_on:
        return (ReopenedBeforeClosed(closed=closed_on),)
    return ()
