"""Carrying out a plan, in an order that no constraint minds, told to the journal.

First what goes, then the values that come back, then what is there again. Foreign
keys are judged at the end of the transaction, what is unique at each statement: rows
that hold what others are to take step aside meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import models

from kans.foundation.journal.journal import as_json, the_change
from kans.foundation.records.contributions import follow
from kans.foundation.records.fields import TextKey
from kans.foundation.records.querysets import in_parts
from kans.foundation.records.records import Journaled
from kans.undo.later import Later
from kans.undo.plans import key_of_row, of_kind, records_of, rows_of
from kans.undo.references import rested_on
from kans.undo.uniqueness import in_each_others_way, uniques_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from kans.undo.plans import Key, Plan, Typed

    Rows = Mapping[UUID, models.Model]

MOST_STATEMENTS = 50  # for rows whose values differ; more are written together


def carry_out(plan: Plan) -> None:
    """Write what a plan says; it was judged, and its records are held."""
    for model, keys in of_kind(plan.removed):
        for part in in_parts([pk for _type, pk in keys]):
            rows_of(model).filter(pk__in=part).delete()
    for model, keys in of_kind(plan.put_back):
        values = {pk: _differing(plan, (kind, pk)) for kind, pk in keys}
        rows = {pk: plan.now[kind, pk] for kind, pk in keys if values[pk]}
        _put_back(model, rows, values)
    for model, keys in of_kind(plan.restored):
        _restore(model, [plan.restored[key] for key in keys])
    _catch_up(plan)


def _differing(plan: Plan, key: Key) -> Typed:
    now = plan.now[key]
    values = plan.put_back[key]
    return {name: v for name, v in values.items() if getattr(now, name) != v}


def _put_back(
    model: type[models.Model], rows: Rows, values: Mapping[UUID, Typed]
) -> None:
    if not issubclass(model, Journaled):
        for pk, row in rows.items():
            row.become(**values[pk])  # type: ignore[attr-defined]
        return
    aside = _stepping_aside(model, rows, values)
    for part in in_parts(sorted(aside)):
        chosen = plain(model).filter(pk__in=part)
        chosen._raw_delete(chosen.db)
    alike: defaultdict[tuple[str, ...], list[Any]] = defaultdict(list)
    for pk, row in rows.items():
        columns = _take(row, values[pk])
        if pk not in aside:
            alike[columns].append(row)
    for columns, some in alike.items():
        _update(model, some, columns)
    plain(model).bulk_create([rows[pk] for pk in sorted(aside)])


def _update(
    model: type[models.Model], rows: list[Any], columns: tuple[str, ...]
) -> None:
    """Write some columns of rows: those that get the same values in one statement."""
    same: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        same[repr([getattr(row, name) for name in columns])].append(row)
    stamp = {"version": models.F("version") + 1, "modified_at": rows[0].modified_at}
    together = len(same) > MOST_STATEMENTS
    if together:
        plain(model).bulk_update(rows, columns, batch_size=500)
    for some in [rows] if together else same.values():
        given = {} if together else {n: getattr(some[0], n) for n in columns}
        for part in in_parts([row.pk for row in some]):
            plain(model).filter(pk__in=part).update(**given, **stamp)


def plain(model: type[models.Model]) -> models.QuerySet[Any]:
    """Rows that are written without a word: the journal is told here."""
    return models.QuerySet(model)


def _stepping_aside(
    model: type[models.Model], rows: Rows, values: Mapping[UUID, Typed]
) -> set[UUID]:
    columns = {name for pk in rows for name in values[pk]}
    if not any(unique.is_touched_by(columns) for unique in uniques_of(model)):
        return set()
    now = {
        pk: {c.attname: getattr(row, c.attname) for c in model._meta.concrete_fields}
        for pk, row in rows.items()
    }
    then = {pk: {**now[pk], **values[pk]} for pk in rows}
    return in_each_others_way(model, now, then)


def _take(row: Any, values: Typed) -> tuple[str, ...]:
    """Let a row take values, its keys and stamp; which columns are to be written."""
    before = {name: as_json(getattr(row, name)) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    keys = [
        column
        for column in row._meta.concrete_fields
        if isinstance(column, TextKey) and column.source in values
    ]
    for key in keys:
        setattr(row, key.attname, key.of(getattr(row, key.source) or ""))
    row.version += 1
    row.stamp()
    the_change().changed(row, before, {n: as_json(v) for n, v in values.items()})
    return (*sorted(values), *(key.attname for key in keys))


def _restore(model: type[models.Model], values: list[Typed]) -> None:
    records: list[Any] = [model(**each) for each in values]
    for record in records:
        record.version += 1
    model._base_manager.bulk_create(records)
    if model.after_restore is not Journaled.after_restore:  # type: ignore[attr-defined]
        models.prefetch_related_objects(records, *records[0].depends_on)
        for record in records:
            record.after_restore()
            record.save()


def _catch_up(plan: Plan) -> None:
    """Let what is there again follow what changed meanwhile on what it copies from."""
    restored = plan.restored
    deleted = {key_of_row(r): r.id for r in plan.rows if key_of_row(r) in restored}
    since: dict[Key, UUID] = {}
    for key, other in rested_on(plan):
        since[other] = min(deleted[key], since.get(other, deleted[key]))
    later = Later(frozenset(change.pk for change in plan.changes))
    later.read(since)
    changed = {
        key: before
        for key, moment in since.items()
        if (before := later.before(key, since=moment))
    }
    for key, record in records_of(changed).items():
        follow(record, changed[key])  # type: ignore[arg-type]
