"""Filters of a list: what was typed at each column becomes a condition on the rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db.models import CharField, F, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import who_acts
from kans.foundation.acting.clock import today, work_date
from kans.foundation.errors import DomainError
from kans.lists.filtering import choice_names, condition
from kans.lists.frame.columns import Kind
from kans.lists.frame.tokens import TOKENS
from kans.lists.rules import filter_parts as parts
from kans.lists.rules import filters as language
from kans.lists.rules.conditions import (
    Asked,
    Condition,
    Group,
    How,
    Part,
    read_conditions,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from kans.lists.frame.columns import BoundColumn

KINDS = {
    Kind.TEXT: language.Kind.TEXT,
    Kind.CODE: language.Kind.TEXT,
    Kind.NUMBER: language.Kind.NUMBER,
    Kind.MONEY: language.Kind.NUMBER,
    Kind.PERCENT: language.Kind.NUMBER,
    Kind.DATE: language.Kind.DATE,
    Kind.MOMENT: language.Kind.DATE,
    Kind.CHOICE: language.Kind.CHOICE,
    Kind.BOOLEAN: language.Kind.BOOLEAN,
}
YES, NO = "yes", "no"
A_DAY = timedelta(days=1)
# In another time zone the very first and last day would fall outside the calendar.
FIRST, LAST = date.min + A_DAY, date.max - A_DAY


@dataclass(frozen=True)
class Passing:
    """A condition on rows, and what it compares that no column holds as it is."""

    q: Q
    aliases: Mapping[str, Any] = field(default_factory=dict)

    def of(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.alias(**self.aliases).filter(self.q)
        return found


@dataclass(frozen=True)
class Filtered:
    """The rows that pass, and what stands in the way of a filter, by column name.

    `refused` is the same of conditions on several columns, by their place.
    """

    rows: QuerySet[Any]
    errors: Mapping[str, DomainError]
    refused: Mapping[Place, DomainError] = field(default_factory=dict)

    @property
    def is_refused(self) -> bool:
        return bool(self.errors or self.refused)


def filtered(
    rows: QuerySet[Any],
    columns: Mapping[str, BoundColumn],
    filters: Mapping[str, tuple[str, ...]],
    where: str = "",
) -> Filtered:
    """Apply every filter; when one is not understood, no row is shown.

    Rows that only seem to be filtered would be read as if they were.
    """
    errors: dict[str, DomainError] = {}
    for name, texts in filters.items():
        try:
            column = columns[name]
            rows = passing(column, wanted_of(column, texts)).of(rows)
        except DomainError as error:
            errors[name] = error
    judged = judge(where, columns)
    if errors or judged.refused:
        return Filtered(rows.none(), errors, judged.refused)
    return Filtered(judged.passing.of(rows), errors)


def wanted_of(column: BoundColumn, texts: tuple[str, ...]) -> parts.Filter:
    """What was ticked or typed at a column; it may be refused."""
    return _ticked(column, texts) or language.parse(
        "|".join(texts), KINDS[column.kind], context_of(column)
    )


def passing(column: BoundColumn, wanted: parts.Filter) -> Passing:
    """The rows that pass a filter at one column."""
    path = column.key_path if column.kind.is_text else column.value_path
    if column.kind is Kind.MOMENT:
        wanted = in_moments(wanted, who_acts().company.zone)
    if column.kind.is_text and not column.has_key:
        path = f"lower_{column.part}"
        bare: Any = Lower(F(column.key_path), output_field=CharField())
        return Passing(condition(wanted, path), {path: bare})
    return Passing(condition(wanted, path))


# Conditions on several columns ------------------------------------------------

# Where a condition stands: () for all of them, (1,) the second, (2, 0) in a group.
Place: TypeAlias = tuple[int, ...]


class ColumnUnknown(DomainError):
    message = _("This list has no column %(name)s any more. Choose another one.")


@dataclass
class Judged:
    """What conditions let pass, and what stands in their way."""

    passing: Passing
    refused: dict[Place, DomainError]


def judge(where: str, columns: Mapping[str, BoundColumn]) -> Judged:
    """What the conditions in an address let pass."""
    refused: dict[Place, DomainError] = {}
    aliases: dict[str, Any] = {}

    def q_of(part: Part, at: Place) -> Q:
        if isinstance(part, Group):
            found = [q_of(each, (*at, n)) for n, each in enumerate(part.of)]
            how = and_ if part.how is How.ALL else or_
            return reduce(how, found) if found else Q()
        try:
            one = _of_condition(part, columns)
        except DomainError as error:
            refused[at] = error
            return Q()
        aliases.update(one.aliases)
        return one.q

    try:
        q = q_of(read_conditions(where), ())
    except DomainError as error:
        return Judged(Passing(Q()), {(): error})
    return Judged(Passing(q, aliases), refused)


def _of_condition(part: Condition, columns: Mapping[str, BoundColumn]) -> Passing:
    column = columns.get(part.column)
    if column is None or not column.column.filterable:
        raise ColumnUnknown(name=part.column)
    ticked = _ticked(column, (part.text,))
    if ticked and part.asked in {Asked.IS, Asked.NOT}:
        wanted = parts.Not(ticked) if part.asked is Asked.NOT else ticked
        return passing(column, wanted)
    return passing(column, wanted_of(column, (part.as_filter,)))


def options(column: BoundColumn) -> list[tuple[str, str]]:
    """What can be ticked: the value as it stands in the address, and its caption."""
    if column.kind is Kind.BOOLEAN:
        return [(YES, column.shower()(True)), (NO, column.shower()(False))]
    return [(str(value), str(name)) for value, name in column.choices if name]


def _ticked(column: BoundColumn, texts: tuple[str, ...]) -> parts.Filter | None:
    """The boxes that are ticked; none when something else was written."""
    if not column.chosen_from:
        return None
    values: dict[str, parts.Value] = (
        {YES: True, NO: False}
        if column.kind is Kind.BOOLEAN
        else {str(value): value for value, _name in column.choices}
    )
    if not set(texts) <= set(values):
        return None
    return parts.AnyOf(tuple(parts.Equals(values[text]) for text in texts))


def context_of(column: BoundColumn) -> language.FilterContext:
    return language.FilterContext(
        today=today(),
        work_date=work_date(),
        language=translation.get_language() or "en",
        choices=choice_names(column.choices),
        tokens=TOKENS,
    )


def in_moments(wanted: parts.Filter, zone: ZoneInfo) -> parts.Filter:
    """A filter of days as one of moments: a day is from its midnight to the next."""

    def begin(day: Any) -> datetime:
        return datetime.combine(min(max(day, FIRST), LAST), time(), zone)

    def end(day: Any) -> datetime:
        return begin(day + A_DAY if day < LAST else LAST)

    match wanted:
        case parts.AllOf(of):
            return parts.AllOf(tuple(in_moments(each, zone) for each in of))
        case parts.AnyOf(of):
            return parts.AnyOf(tuple(in_moments(each, zone) for each in of))
        case parts.Not(of):
            return parts.Not(in_moments(of, zone))
        case parts.Equals(day):
            return _from_until(begin(day), end(day))
        case parts.Range(low, high):
            return _from_until(begin(low) if low else None, end(high) if high else None)
        case parts.Less(day):
            return parts.Less(begin(day))
        case parts.Greater(day):
            return _from_until(end(day), None)
        case _:
            return wanted


def _from_until(begin: datetime | None, end: datetime | None) -> parts.Filter:
    """From a moment on, until just before another."""
    bounds: list[parts.Filter] = []
    if begin:
        bounds.append(parts.Range(begin, None))
    if end:
        bounds.append(parts.Less(end))
    return parts.AllOf(tuple(bounds))
