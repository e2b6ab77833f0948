"""Who points to whom: found through the models, comments included."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.apps import apps

from kans.foundation.records.querysets import in_parts
from kans.foundation.records.records import CompanyRow, Journaled
from kans.undo.plans import of_kind, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.db import models

    from kans.undo.plans import Key, Plan

POINTS_ANYWHERE = ("record_type", "record_id")  # as a comment does


def still_pointing(plan: Plan) -> Iterator[tuple[Key, Key]]:
    """Each record that would go, with one that would still point to it."""
    for model, keys in of_kind(plan.removed):
        ids = [pk for _type, pk in keys]
        for other, column in _pointing_to(model):
            for pk, to in _rows_with(other, column, ids):
                key = (other._meta.label_lower, pk)
                if key not in plan.removed and plan.value_or(key, column, to) == to:
                    yield (model._meta.label_lower, to), key
        for other in _pointing_anywhere():
            rows = rows_of(other).filter(record_type=model._meta.label_lower)
            for part in in_parts(ids):
                told = rows.filter(record_id__in=part).values_list("pk", "record_id")
                for pk, to in told:
                    key = (other._meta.label_lower, pk)
                    moved = plan.value_or(key, "record_id", to) != to
                    if key not in plan.removed and not moved:
                        yield (model._meta.label_lower, to), key


def missing(plan: Plan) -> Iterator[tuple[Key, Key]]:
    """Each record that would come back, with one that it needs and that is gone."""
    wanted: defaultdict[type[models.Model], dict[UUID, Key]] = defaultdict(dict)
    for key, values in plan.then.items():
        for needed, pk in _needed_by(plan, key, values or {}):
            there = (needed._meta.label_lower, pk)
            if there in plan.removed:
                yield key, there
            elif there not in plan.restored and there not in plan.now:
                wanted[needed].setdefault(pk, key)
    for model, asked in wanted.items():
        found: set[UUID] = set()
        for part in in_parts(list(asked)):
            found |= set(
                rows_of(model).filter(pk__in=part).values_list("pk", flat=True)
            )
        for pk in asked.keys() - found:
            yield asked[pk], (model._meta.label_lower, pk)


def _needed_by(
    plan: Plan, key: Key, values: dict[str, Any]
) -> Iterator[tuple[type[models.Model], UUID]]:
    model = apps.get_model(key[0])
    for column in _keys_of(model):
        if (pk := values.get(column.attname)) is not None:
            yield column.related_model, pk
    if key in plan.restored and model in _pointing_anywhere():
        yield apps.get_model(values["record_type"]), values["record_id"]


def resting_on(plan: Plan) -> Iterator[tuple[Key, str, Key]]:
    """Each column that would be put back, with a record that rests upon it."""
    for other, column, rested in _resting():
        target = column.related_model
        asked = {
            pk: sorted(values.keys() & rested)
            for (kind, pk), values in plan.put_back.items()
            if kind == target._meta.label_lower and values.keys() & rested
        }
        for pk, to in _rows_with(other, column.attname, list(asked)):
            key = (other._meta.label_lower, pk)
            if key not in plan.removed:
                yield (target._meta.label_lower, to), asked[to][0], key


def rested_on(plan: Plan) -> Iterator[tuple[Key, Key]]:
    """Each record that would come back, with one that it copies from."""
    for key, values in plan.restored.items():
        model = apps.get_model(key[0])
        for name in getattr(model, "depends_on", {}):
            column: Any = model._meta.get_field(name)
            if (pk := values[column.attname]) is not None:
                yield key, (column.related_model._meta.label_lower, pk)


def _resting() -> Iterator[tuple[type[models.Model], Any, set[str]]]:
    for model in _of_ours():
        depends_on = getattr(model, "depends_on", {})
        for name, columns in depends_on.items():
            yield model, model._meta.get_field(name), set(columns)


def _pointing_to(
    model: type[models.Model],
) -> Iterator[tuple[type[models.Model], str]]:
    for other in _of_ours():
        for column in _keys_of(other):
            if column.related_model is model:
                yield other, column.attname


def _keys_of(model: type[models.Model]) -> Iterator[Any]:
    """The foreign keys that the database insists on; the company is always there."""
    for column in model._meta.concrete_fields:
        known: Any = column
        if column.is_relation and column.name != "company" and known.db_constraint:
            yield column


def _rows_with(
    model: type[models.Model], column: str, ids: list[UUID]
) -> Iterator[tuple[UUID, UUID]]:
    for part in in_parts(ids):
        chosen = rows_of(model).filter(**{f"{column}__in": part})
        yield from chosen.values_list("pk", column)


def _pointing_anywhere() -> list[type[models.Model]]:
    """Kinds of records that are about a record of any kind."""
    return [
        model
        for model in _of_ours()
        if issubclass(model, Journaled)
        and all(hasattr(model, name) for name in POINTS_ANYWHERE)
    ]


def _of_ours() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if issubclass(model, CompanyRow | Journaled) and not model._meta.proxy
    ]
