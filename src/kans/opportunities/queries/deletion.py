"""Which closed opportunities the batch job deletes, and what they come to (DEL-2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Min

from kans.foundation.records.sums import MoneySum
from kans.lists.frame.columns import Column, bind
from kans.lists.frame.filters import Filtered, filtered
from kans.lists.frame.keeping import settled_text
from kans.opportunities.models import ZERO, Opportunity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal

# What they may be chosen by, each with a filter as in every list (LST-2).
CHOSEN_BY = {
    column.part: column
    for column in (
        bind(Column(path), Opportunity)
        for path in (
            "number",
            "date_closed",
            "salesperson",
            "contact",
            "contact_name",
            "company_name",
            "sales_cycle",
            "status",
            "close_code",
        )
    )
}


@dataclass(frozen=True)
class Deletion:
    """How many would go, what they are worth, and when they were closed."""

    count: int
    estimated_value: Decimal
    current_value: Decimal
    first_closed: date | None
    last_closed: date | None


def settled(filters: Mapping[str, str]) -> dict[str, str]:
    """The filters as they are meant now, on whatever day they are read again."""
    return {
        name: settled_text(text, CHOSEN_BY[name])
        for name, text in filters.items()
        if text
    }


def to_be_deleted(
    filters: Mapping[str, str], *, known_at: datetime | None = None
) -> Filtered:
    """The closed opportunities that pass every filter; blank ones let all pass.

    With `known_at`, only those that nobody has touched since: what was counted then
    is what goes, and no more.
    """
    closed = Opportunity.objects.filter(closed=True)
    if known_at:
        closed = closed.filter(modified_at__lte=known_at)
    given = {name: (text,) for name, text in filters.items() if text}
    return filtered(closed, CHOSEN_BY, given)


def deletion(
    filters: Mapping[str, str], *, known_at: datetime | None = None
) -> Deletion:
    """What would go, summed up by the database."""
    figures: dict[str, Any] = to_be_deleted(filters, known_at=known_at).rows.aggregate(
        count=Count("pk"),
        estimated_value=MoneySum("estimated_value"),
        current_value=MoneySum("calculated_current_value"),
        first_closed=Min("date_closed"),
        last_closed=Max("date_closed"),
    )
    for name in ("estimated_value", "current_value"):
        figures[name] = figures[name] or ZERO
    return Deletion(**figures)
