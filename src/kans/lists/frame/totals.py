"""Sums below a list and beside its groups: of all rows that pass, by the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Sum

from kans.foundation.records.sums import MoneySum
from kans.lists.frame.columns import Kind, Total

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import Aggregate, QuerySet

    from kans.lists.frame.columns import BoundColumn

PREFIX = "total_"
AT_ONCE = 1000  # rows that are added up with the page; for more it is asked again


def totalled(columns: Iterable[BoundColumn]) -> list[BoundColumn]:
    """The columns that have a sum, or an average."""
    return [column for column in columns if column.total is not Total.NONE]


def aggregates(columns: Iterable[BoundColumn]) -> dict[str, Aggregate]:
    """What the database is asked for, by a name for each column."""
    return {PREFIX + column.part: _aggregate(column) for column in totalled(columns)}


def totals_of(rows: QuerySet[Any], columns: list[BoundColumn]) -> dict[str, Any]:
    """Of each column its sum or average, in one query."""
    asked = aggregates(columns)
    return plain(rows).order_by().aggregate(**asked) if asked else {}


def total_in(values: Mapping[str, Any], column: BoundColumn) -> str:
    """The sum of a column as it is shown; nothing where there is none."""
    value = values.get(PREFIX + column.part)
    return "" if value is None else column.shower()(value)


def plain(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The same rows, to be added up: without what is already added up for each."""
    if not rows.query.group_by:
        return rows
    found: QuerySet[Any] = rows.model._default_manager.filter(pk__in=rows.values("pk"))
    return found


def _aggregate(column: BoundColumn) -> Aggregate:
    if column.total is Total.AVERAGE:
        return Avg(column.value_path)
    if column.kind is Kind.MONEY:
        return MoneySum(column.value_path)
    return Sum(column.value_path)
