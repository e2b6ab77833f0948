"""Groups of rows that have the same in a column: how many there are, and their sums."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from babel.dates import format_skeleton
from django.db.models import CharField, Count, F, Min, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Lower, TruncMonth

from kans.foundation.acting.actors import who_acts
from kans.foundation.text import formats
from kans.foundation.text.date_formulas import period_around
from kans.lists.filtering import condition
from kans.lists.frame.columns import Kind
from kans.lists.frame.filters import NO, YES, in_moments
from kans.lists.frame.paging import ByBytes
from kans.lists.frame.state import BLANK
from kans.lists.frame.totals import aggregates, plain, total_in
from kans.lists.rules.filter_parts import Range

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kans.lists.frame.columns import BoundColumn

MOST = 200
KEY, NAME, ROWS = "group_key", "group_name", "group_rows"
DATED = {Kind.DATE, Kind.MOMENT}


@dataclass(frozen=True)
class RowGroup:
    """Rows that have the same in a column."""

    name: str  # as the address has it
    caption: str
    count: int
    totals: Mapping[str, str]  # by the part of the column


@dataclass(frozen=True)
class RowGroups:
    groups: list[RowGroup]
    more: bool  # whether there are others, too many to show


def groups_of(
    rows: QuerySet[Any],
    column: BoundColumn,
    columns: list[BoundColumn],
    *,
    descending: bool = False,
) -> RowGroups:
    """The groups in order, blanks last, with the sums of the columns: one query."""
    keyed = plain(rows).order_by().annotate(**{KEY: _key(column)}).values(KEY)
    if column.kind.is_text:
        keyed = keyed.annotate(**{NAME: Min(column.value_path)})
    summed = keyed.annotate(**{ROWS: Count("pk")}, **aggregates(columns))
    found = list(summed.order_by(f"-{KEY}" if descending else KEY)[: MOST + 1])
    shown = _in_order(found[:MOST], column, descending=descending)
    groups = [_group(values, column, columns) for values in shown]
    return RowGroups(groups, more=len(found) > MOST)


def inside(rows: QuerySet[Any], column: BoundColumn, name: str) -> QuerySet[Any]:
    """The rows of one group, by its name in the address; of none, if it is garbage."""
    if name == BLANK:
        return rows.filter(_is_blank(column))
    path = column.value_path
    if column.kind is Kind.BOOLEAN:
        return rows.filter(**{path: name == YES})
    if column.kind is Kind.CHOICE:
        values = [value for value, _caption in column.choices if str(value) == name]
        return rows.filter(**{f"{path}__in": values})
    if column.kind in DATED:
        return _of_month(rows, column, name)
    if column.has_key:
        return rows.filter(**{column.key_path: name})
    keyed: QuerySet[Any] = rows.alias(**{KEY: _lower(path)})
    return keyed.filter(**{KEY: name})


def _key(column: BoundColumn) -> Any:
    """What rows of a group have in common; nothing and a blank are the same."""
    path = column.value_path
    if column.kind is Kind.DATE:
        return TruncMonth(path)
    if column.kind is Kind.MOMENT:
        return TruncMonth(path, tzinfo=who_acts().company.zone)
    if not column.kind.is_text:
        return F(path)
    key = F(column.key_path) if column.has_key else ByBytes(_lower(path))
    return Coalesce(key, Value(""), output_field=CharField())


def _lower(path: str) -> Lower:
    """A code is no longer one: it would be compared in capitals."""
    return Lower(path, output_field=CharField())


def _in_order(
    found: list[dict[str, Any]], column: BoundColumn, *, descending: bool
) -> list[dict[str, Any]]:
    """As the database has them, but choices by their place, and blanks last."""
    if column.kind is Kind.CHOICE:
        places = {value: at for at, (value, _name) in enumerate(column.choices)}
        found = sorted(
            found,
            key=lambda values: places.get(values[KEY], len(places)),
            reverse=descending,
        )
    return sorted(found, key=lambda values: values[KEY] in {None, ""})


def _group(
    values: dict[str, Any], column: BoundColumn, columns: list[BoundColumn]
) -> RowGroup:
    name, caption = _called(values, column)
    return RowGroup(
        name=name or BLANK,
        caption=caption,
        count=values[ROWS],
        totals={each.part: total_in(values, each) for each in columns},
    )


def _called(values: dict[str, Any], column: BoundColumn) -> tuple[str, str]:
    """How a group is called in the address, and how on the page."""
    key = values[KEY]
    if key is None or key == "":
        return "", ""
    if column.kind is Kind.BOOLEAN:
        return YES if key else NO, column.shower()(key)
    if column.kind in DATED:
        return f"{key:%Y-%m}", _month(key)
    if column.kind is Kind.CHOICE:
        return str(key), column.shower()(key)
    return str(key), str(values[NAME])


def _month(first: date) -> str:
    return str(format_skeleton("yMMMM", first, locale=formats.locale()))


def _is_blank(column: BoundColumn) -> Q:
    path = column.key_path if column.kind.is_text else column.value_path
    nothing = Q(**{f"{path}__isnull": True})
    holds_text = column.kind.is_text or any(value == "" for value, _n in column.choices)
    return nothing | Q(**{path: ""}) if holds_text else nothing


def _of_month(rows: QuerySet[Any], column: BoundColumn, name: str) -> QuerySet[Any]:
    try:
        first, last = period_around(date.fromisoformat(f"{name}-01"), "M")
    except ValueError:
        return rows.none()
    days = Range(first, last)
    path = column.value_path
    if column.kind is Kind.MOMENT:
        return rows.filter(condition(in_moments(days, who_acts().company.zone), path))
    return rows.filter(condition(days, path))
