"""What undoing would write: the journal's diffs turned round, in memory.

Read newest first upon what is there now; whatever does not fit is noted, for
`judging` to find out and name what came in between.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import models

from kans.foundation.history.wording import model_of
from kans.foundation.journal.journal import Kind
from kans.foundation.models import ChangedRecord
from kans.foundation.records.querysets import in_parts
from kans.foundation.records.records import NOT_JOURNALED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from kans.foundation.models import Change

Key = tuple[str, "UUID"]
Typed = dict[str, Any]  # the values of columns, by name, as Python has them


@dataclass(frozen=True)
class Snag:
    """A record that is not as the change left it; the columns, if just some."""

    row: ChangedRecord
    column: str = ""

    @property
    def key(self) -> Key:
        return key_of_row(self.row)


@dataclass
class Plan:
    """The records as they are, as they would be, and where that does not fit.

    What follows from it is asked once all changes are turned round.
    """

    changes: list[Change]
    rows: list[ChangedRecord] = field(default_factory=list)
    now: dict[Key, models.Model] = field(default_factory=dict)
    then: dict[Key, Typed | None] = field(default_factory=dict)
    texts: dict[Key, str] = field(default_factory=dict)
    gone: list[Snag] = field(default_factory=list)
    there: list[Snag] = field(default_factory=list)
    changed: list[Snag] = field(default_factory=list)
    forgotten: list[Snag] = field(default_factory=list)
    unknown: list[Snag] = field(default_factory=list)
    counted_on: list[Snag] = field(default_factory=list)

    @cached_property
    def removed(self) -> dict[Key, models.Model]:
        """The records that would go."""
        return {
            key: self.now[key]
            for key, values in self.then.items()
            if values is None and key in self.now
        }

    @cached_property
    def restored(self) -> dict[Key, Typed]:
        """The records that would be there again, whole."""
        return {
            key: values
            for key, values in self.then.items()
            if values is not None and key not in self.now
        }

    @cached_property
    def put_back(self) -> dict[Key, Typed]:
        """The columns that would get the values they had before."""
        return {
            key: values
            for key, values in self.then.items()
            if values and key in self.now
        }

    def value(self, key: Key, column: str) -> Any:
        """What would stand in a column afterwards."""
        values = self.then.get(key)
        if values is not None and column in values:
            return values[column]
        return getattr(self.now[key], column, None) if key in self.now else None

    def value_or(self, key: Key, column: str, unread: Any) -> Any:
        """What would stand in a column of a record that may not be part of this."""
        values = self.then.get(key) or {}
        return values.get(column, unread)


def plan_of(changes: Iterable[Change], *, hold: bool = False) -> Plan:
    """Turn some changes round, newest first; to be held until it is done."""
    newest = sorted(changes, key=lambda change: change.pk, reverse=True)
    plan = Plan(newest)
    by_change = defaultdict(list)
    for part in in_parts([change.pk for change in newest]):
        for row in ChangedRecord.objects.filter(change__in=part):
            by_change[row.change_id].append(row)
    plan.rows = [row for change in newest for row in by_change[change.pk]]
    plan.now = records_of((key_of_row(row) for row in plan.rows), hold=hold)
    for row in plan.rows:
        plan.texts.setdefault(key_of_row(row), row.record_text)
        _turn_round(plan, row)
    return plan


def key_of_row(row: ChangedRecord) -> Key:
    return row.record_type, row.record_id


def records_of(keys: Iterable[Key], *, hold: bool = False) -> dict[Key, models.Model]:
    """The records that are there, a few queries per kind."""
    wanted: defaultdict[str, set[UUID]] = defaultdict(set)
    for record_type, pk in keys:
        wanted[record_type].add(pk)
    found: dict[Key, models.Model] = {}
    for record_type in sorted(wanted):
        model = model_of(record_type)
        for part in in_parts(sorted(wanted[record_type])) if model else ():
            rows = rows_of(model).filter(pk__in=part).order_by("pk")
            if hold:
                rows = rows.select_for_update(of=("self",))
            found |= {(record_type, record.pk): record for record in rows}
    return found


def rows_of(model: type[models.Model] | None) -> models.QuerySet[Any]:
    """All records of a kind that who acts may know of: those of the company."""
    assert model is not None
    return model._base_manager.all()


def _turn_round(plan: Plan, row: ChangedRecord) -> None:
    model, key = model_of(row.record_type), key_of_row(row)
    if model is None:
        plan.unknown.append(Snag(row))
        return
    is_there = plan.then[key] is not None if key in plan.then else key in plan.now
    match Kind(row.kind):
        case Kind.CREATED if is_there:
            plan.then[key] = None
        case Kind.CREATED | Kind.CHANGED if not is_there:
            plan.gone.append(Snag(row))
        case Kind.CHANGED:
            _put_back(plan, row, model)
        case Kind.DELETED if is_there:
            plan.there.append(Snag(row))
        case Kind.DELETED:
            _restore(plan, row, model)


def _put_back(plan: Plan, row: ChangedRecord, model: type[models.Model]) -> None:
    key = key_of_row(row)
    columns = {f.attname: f for f in model._meta.concrete_fields}
    if not row.after.keys() <= columns.keys():
        plan.unknown.append(Snag(row))
        return
    moved = {
        name
        for name, kept in row.after.items()
        if not same(columns[name], plan.value(key, name), kept)
    }
    counters = counters_of(model)
    left_alone = counters if moved & counters else frozenset()
    plan.counted_on += [Snag(row, name) for name in sorted(moved & counters)]
    plan.changed += [Snag(row, name) for name in sorted(moved - counters)]
    values = {
        name: typed(columns[name], kept)
        for name, kept in row.before.items()
        if name not in left_alone
    }
    if values:
        plan.then[key] = {**(plan.then.get(key) or {}), **values}


def _restore(plan: Plan, row: ChangedRecord, model: type[models.Model]) -> None:
    if not row.record_text:
        plan.forgotten.append(Snag(row))
        return
    columns = {f.attname: f for f in model._meta.concrete_fields}
    kept = {name: v for name, v in row.before.items() if name not in NOT_JOURNALED}
    if not kept.keys() <= columns.keys():
        plan.unknown.append(Snag(row))
        return
    values = {name: typed(columns[name], value) for name, value in kept.items()}
    values["version"] = row.before.get("version", 0)
    plan.then[key_of_row(row)] = values


def counters_of(model: type[models.Model]) -> frozenset[str]:
    counters: frozenset[str] = getattr(model, "counters", frozenset())
    return counters


def typed(column: models.Field[Any, Any], kept: Any) -> Any:
    """A value of the journal as the column has it."""
    value = column.to_python(kept)
    if isinstance(value, Decimal) and isinstance(column, models.DecimalField):
        return value.quantize(Decimal(1).scaleb(-column.decimal_places))
    return value


def same(column: models.Field[Any, Any], one: Any, other: Any) -> bool:
    return bool(typed(column, one) == typed(column, other))


def of_kind(keys: Iterable[Key]) -> Iterator[tuple[type[models.Model], list[Key]]]:
    """The keys of each kind of record, in one order."""
    kinds: defaultdict[str, list[Key]] = defaultdict(list)
    for key in keys:
        kinds[key[0]].append(key)
    for record_type in sorted(kinds):
        model = model_of(record_type)
        assert model is not None
        yield model, kinds[record_type]
