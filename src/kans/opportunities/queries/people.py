"""What the opportunities of a contact or a salesperson come to (CON-37, SP-5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from kans.foundation.records.sums import MoneySum
from kans.opportunities.models import ZERO, Opportunity
from kans.opportunities.rules.closing import Status

if TYPE_CHECKING:
    from decimal import Decimal

    from kans.contacts.models import Contact
    from kans.opportunities.models import OpportunityQuerySet
    from kans.team.models import Salesperson


@dataclass(frozen=True)
class Statistics:
    """How many opportunities there are, what the open ones and the won ones come to.

    Open is what is not closed (DEF-3); won is what the sales brought in (DEF-20).
    """

    all: int
    open: int
    estimated: Decimal
    current: Decimal
    won: int
    sales: Decimal


def statistics_of_contact(contact: Contact) -> Statistics:
    return _statistics(Opportunity.objects.of_contact(contact))


def statistics_of_salesperson(salesperson: Salesperson) -> Statistics:
    return _statistics(Opportunity.objects.of_salesperson(salesperson))


def _statistics(rows: OpportunityQuerySet) -> Statistics:
    still, won = Q(closed=False), Q(status=Status.WON)
    current = "calculated_current_value"
    sums = rows.aggregate(
        all=Count("pk"),
        open=Count("pk", filter=still),
        estimated=MoneySum("estimated_value", filter=still, default=ZERO),
        current=MoneySum(current, filter=still, default=ZERO),
        won=Count("pk", filter=won),
        sales=MoneySum(current, filter=won, default=ZERO),
    )
    return Statistics(**sums)
