"""What one looks at when numbers are set up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Q, Subquery

from kans.foundation.acting.clock import work_date
from kans.number_series.models import NumberSeries, NumberSeriesLine

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


@dataclass(frozen=True)
class NextNumber:
    """The number that a series would give, and whether it is near its end."""

    number: str
    warns: bool


def next_number_on(series: NumberSeries, on: date) -> NextNumber:
    """The number that would be given for a date; it is not used up (NS-14)."""
    line, number = series.peek(on)
    return NextNumber(number, warns=line.run.warns_of(number))


def number_series_with_current_line() -> QuerySet[NumberSeries]:
    """Number series with the line that gives their numbers now (NS-4)."""
    lines = NumberSeriesLine.objects.filter(
        Q(starting_date=None) | Q(starting_date__lte=work_date()),
        series=OuterRef("pk"),
    ).order_by(F("starting_date").desc(nulls_last=True), "-open", "id")
    return NumberSeries.objects.annotate(
        **{
            f"current_{name}": Subquery(lines.values(name)[:1])
            for name in ("starting_number", "ending_number", "last_number_used")
        },
        current_last_date_used=Subquery(lines.values("last_date_used")[:1]),
    )


def lines_of(series: NumberSeries) -> list[NumberSeriesLine]:
    """The lines of a series, in the order in which they come into use."""
    return list(series.lines.order_by(F("starting_date").asc(nulls_first=True), "id"))
