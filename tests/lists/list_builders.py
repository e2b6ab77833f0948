"""What the tests of lists are made of: number series and their lines."""

from __future__ import annotations

from typing import Any

from kans.foundation.journal.journal import open_change
from kans.number_series.models import NumberSeries, NumberSeriesLine


def a_series(code: str = "S", description: str = "", **facts: Any) -> NumberSeries:
    series = NumberSeries(code=code, description=description, **facts)
    with open_change("test"):
        series.save()
    return series


def a_line(
    series: NumberSeries, starting_number: str = "A1", **facts: Any
) -> NumberSeriesLine:
    line = NumberSeriesLine(series=series, starting_number=starting_number, **facts)
    with open_change("test"):
        line.save()
    return line
