"""What a story is: all that happens to one opportunity, told but not yet done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kans.contacts.models import Contact
    from kans.customers.models import CustomerTemplate
    from kans.demo.tables import Work
    from kans.opportunities.models import (
        CloseOpportunityCode,
        Priority,
        SalesCycle,
        SalesCycleStage,
    )
    from kans.opportunities.rules.closing import Outcome
    from kans.opportunities.rules.estimates import Estimate
    from kans.opportunities.rules.moves import Move
    from kans.sales.actions.lines import LineFacts
    from kans.team.models import Salesperson
    from kans.trade.models import Currency, Item


class Fate(Enum):
    """How a story stands today."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    OVERDUE = "overdue"
    WON = "won"
    LOST = "lost"
    LOST_UNSTARTED = "lost before it started"
    RESUMED = "reopened and in progress"
    WON_AFTER_ALL = "reopened and won"


UNDER_WAY = (Fate.IN_PROGRESS, Fate.OVERDUE, Fate.RESUMED)


@dataclass(frozen=True)
class Created:
    """A salesperson begins it."""

    on: date


@dataclass(frozen=True)
class Moved:
    """It moves to a stage; the first time it is activated."""

    on: date
    move: Move
    to: SalesCycleStage
    estimate: Estimate


@dataclass(frozen=True)
class Closed:
    """It is won, at a price, or lost."""

    on: date
    outcome: Outcome
    code: CloseOpportunityCode
    sales_value: Decimal | None


@dataclass(frozen=True)
class Reopened:
    """The sales manager takes the closing back."""

    on: date


@dataclass(frozen=True)
class Remarked:
    """A salesperson leaves a remark."""

    on: date
    text: str


@dataclass(frozen=True)
class Offer:
    """What is offered to a company, and how; the template is for who is no customer."""

    lines: list[LineFacts]
    template: CustomerTemplate | None
    as_customer: bool
    discount: Decimal | None = None
    reference: str = ""
    currency: Currency | None = None


@dataclass(frozen=True)
class Quoted:
    """A quote is made of it."""

    on: date
    offer: Offer


@dataclass(frozen=True)
class Accepted:
    """The customer agrees with the quote."""

    on: date


@dataclass(frozen=True)
class Released:
    """The quote or the order is ready."""

    on: date


@dataclass(frozen=True)
class Ordered:
    """An order is made of the quote, which wins it."""

    on: date
    code: CloseOpportunityCode


@dataclass(frozen=True)
class Completed:
    """What was ordered is delivered."""

    on: date


@dataclass(frozen=True)
class Welcomed:
    """The company is made a customer."""

    on: date
    template: CustomerTemplate


Trade = Quoted | Accepted | Released | Ordered | Completed | Welcomed
Happened = Moved | Closed | Reopened | Remarked | Trade
Deed = Created | Happened


@dataclass(frozen=True)
class Story:
    """One opportunity, and all that happens to it in the order of its days."""

    description: str
    contact: Contact
    salesperson: Salesperson
    sales_cycle: SalesCycle
    priority: Priority
    fate: Fate
    work: Work
    number: int  # of what the work is counted in
    deeds: list[Deed]


@dataclass(frozen=True)
class Cast:
    """Who and what the stories are about."""

    contacts: dict[Contact, list[Contact]]  # companies, with their persons
    salespeople: Sequence[Salesperson]
    cycles: Sequence[SalesCycle]
    codes: dict[Outcome, list[CloseOpportunityCode]]
    wares: dict[str, Item]
    templates: dict[str, CustomerTemplate]  # "home" and "abroad"
    currency: Currency


def workday(day: date) -> date:
    """That day or, of a weekend, the Friday before."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def rounded(value: Decimal) -> Decimal:
    """A price as one estimates it: in fifties, in five hundreds when it is large."""
    step = 500 if value > 20_000 else 50
    return max(Decimal(round(value / step) * step), Decimal(step))
