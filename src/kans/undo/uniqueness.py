"""What must be unique: which rows hold a place that others would take back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models

from kans.foundation.records.querysets import column_of, in_parts
from kans.undo.conditions import holds, names_in
from kans.undo.plans import of_kind, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import Q

    from kans.undo.plans import Key, Plan

    Place = tuple[Any, ...]


@dataclass(frozen=True)
class Unique:
    """Columns that no two rows of a kind have alike, where a condition holds."""

    columns: tuple[str, ...]
    condition: Q | None = None

    def place(self, values: Mapping[str, Any]) -> Place | None:
        """What a row takes; nothing when it is free of the constraint."""
        place = tuple(values[name] for name in self.columns)
        if None in place or (self.condition and not holds(self.condition, values)):
            return None
        return place

    def is_touched_by(self, columns: set[str]) -> bool:
        asked = set(names_in(self.condition)) if self.condition else set()
        return bool(columns & (asked | set(self.columns)))


def uniques_of(model: type[models.Model]) -> list[Unique]:
    """The unique columns of a kind, besides its key; every row is of one company."""
    alone = [
        Unique((f.attname,))
        for f in model._meta.concrete_fields
        if f.unique and not f.primary_key
    ]
    together = [
        Unique(
            tuple(
                column
                for name in constraint.fields
                if (column := column_of(model, name).attname) != "company_id"
            ),
            constraint.condition,
        )
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
    ]
    return alone + together


def values_then(plan: Plan, key: Key, model: type[models.Model]) -> dict[str, Any]:
    """What would stand in every column of a record afterwards."""
    return {f.attname: plan.value(key, f.attname) for f in model._meta.concrete_fields}


def taken_places(plan: Plan) -> Iterator[tuple[Key, Unique, Key]]:
    """The records that would take a place which another record has now."""
    for model, keys in of_kind([*plan.restored, *plan.put_back]):
        own = {pk for _type, pk in keys} | {
            pk for _type, pk in plan.removed if _type == model._meta.label_lower
        }
        for unique in uniques_of(model):
            wanted = {
                place: key
                for key in keys
                if unique.is_touched_by(set(plan.then[key] or ()))
                and (place := unique.place(values_then(plan, key, model))) is not None
            }
            for pk, place in _holders(model, unique, wanted):
                if pk not in own and place in wanted:
                    yield wanted[place], unique, (model._meta.label_lower, pk)


def _holders(
    model: type[models.Model], unique: Unique, wanted: Mapping[Place, Key]
) -> Iterator[tuple[Any, Place]]:
    rows = rows_of(model)
    if unique.condition:
        rows = rows.filter(unique.condition)
    for part in in_parts(list(wanted)):
        chosen = rows
        for number, name in enumerate(unique.columns):
            chosen = chosen.filter(**{f"{name}__in": {place[number] for place in part}})
        for pk, *place in chosen.values_list("pk", *unique.columns):
            yield pk, tuple(place)


def in_each_others_way(
    model: type[models.Model], now: Mapping[Any, Any], then: Mapping[Any, Any]
) -> set[Any]:
    """Which of some rows hold what another of them is to take: they step aside.

    Given the values of the rows now, and afterwards, by their keys.
    """
    aside = set()
    for unique in uniques_of(model):
        held = {
            place: pk
            for pk, values in now.items()
            if (place := unique.place(values)) is not None
        }
        for pk, values in then.items():
            place = unique.place(values)
            if place in held and held[place] != pk:
                aside.add(held[place])
    return aside
