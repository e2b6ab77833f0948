"""What the opportunities of a contact or a salesperson come to (CON-37, SP-5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from kans.foundation.sums import MoneySum
from kans.opportunities.models import ZERO, Opportunity
from kans.opportunities.rules.closing import Status

if TYPE_CHECKING:
    from decimal import Decimal

    from kans.contacts.models import Contact
    from kans.opportunities.models import OpportunityQuerySet
    from kans.team.models import Salesperson


@dataclass(frozen=True)
class Statistics:
    """How many opportunities there are, and the sums of their active entries.

    One that has not started has no entry: it counts among all, not in the sums.
    """

    all: int
    open: int
    count: int
    estimated_value: Decimal
    calculated_current_value: Decimal


def statistics_of_contact(contact: Contact) -> Statistics:
    return _statistics(Opportunity.objects.of_contact(contact))


def statistics_of_salesperson(salesperson: Salesperson) -> Statistics:
    return _statistics(Opportunity.objects.of_salesperson(salesperson))


def _statistics(rows: OpportunityQuerySet) -> Statistics:
    started = ~Q(status=Status.NOT_STARTED)
    sums = rows.aggregate(
        all=Count("pk"),
        open=Count("pk", filter=Q(closed=False)),
        count=Count("pk", filter=started),
        estimated_value=MoneySum("estimated_value", filter=started, default=ZERO),
        calculated_current_value=MoneySum(
            "calculated_current_value", filter=started, default=ZERO
        ),
    )
    return Statistics(**sums)
