"""What writes many rows at once, and reports each of them to the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models import CharField, Func
from django.db.models.base import ModelState
from django.db.models.expressions import Combinable

from kans.foundation.acting.clock import now
from kans.foundation.journal.journal import as_json, the_change
from kans.foundation.records.fields import TextKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

    from kans.foundation.journal.journal import Values

M = TypeVar("M", bound=models.Model)
R = TypeVar("R")
HANGING = {"text", "record_id"}  # of what hangs on another record
MOST_AT_ONCE = 10_000  # PostgreSQL takes 65,535 parameters in a statement, SQLite fewer


class JournaledQuerySet(models.QuerySet[M]):
    """A queryset whose writes report to the journal what they touch."""

    def update(self, **values: Any) -> int:
        """Change these fields of every row, with their keys, version and stamp."""
        change = the_change()
        names = {column_of(self.model, name).attname for name in values}
        assert "company_id" not in names, "a record does not move to another company"
        held = self.select_for_update(of=("self",))
        rows = list(held.only("pk", *names, *_text_fields(self.model)))
        if not rows:
            return 0
        values |= _keys_following(self.model, values)
        stamp = {"version": models.F("version") + 1, "modified_at": now()}
        for part in in_parts(rows):
            chosen = _these(part)
            models.QuerySet.update(chosen, **values, **stamp)
            after = _after_update(chosen, part, names, values)
            for row in part:
                before = {n: as_json(getattr(row, n)) for n in names}
                change.changed(row, before, after[row.pk])
        return len(rows)

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[M], *args: Any, **options: Any) -> list[M]:
        records = list(objs)
        for record in records:
            record.stamp()  # type: ignore[attr-defined]
        options.setdefault("batch_size", 2000)
        made = super().bulk_create(records, *args, **options)
        change = the_change()
        for record in made:
            record.remember()  # type: ignore[attr-defined]
            change.created(record)
        return made

    def bulk_update(self, *_args: Any, **_options: Any) -> int:
        raise NotImplementedError("use update(), which the journal understands")

    def delete(self) -> tuple[int, dict[str, int]]:
        change = the_change()
        rows = list(_bare(self))
        for row in rows:
            change.deleted(row, row.values())  # type: ignore[attr-defined]
        for part in in_parts(rows):
            chosen = _these(part)
            chosen._raw_delete(chosen.db)
        return len(rows), {self.model._meta.label: len(rows)}

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


def in_parts(rows: list[R]) -> Iterator[list[R]]:
    """So many as a statement takes at once."""
    for start in range(0, len(rows), MOST_AT_ONCE):
        yield rows[start : start + MOST_AT_ONCE]


class UUIDAsText(Func):
    """A UUID as the journal writes it, made by the database."""

    output_field = CharField()
    arity = 1

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        sql, params = compiler.compile(self.get_source_expressions()[0])
        places = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        parts = (f"substr({sql}, {start}, {size})" for start, size in places)
        return " || '-' || ".join(parts), tuple(params) * len(places)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        sql, params = compiler.compile(self.get_source_expressions()[0])
        return f"({sql})::text", tuple(params)


def _columns_told(model: type[models.Model]) -> Iterator[str | UUIDAsText]:
    """Every column; those that point to other records as the text that is kept."""
    for field in model._meta.concrete_fields:
        match field:
            case models.ForeignKey(target_field=models.UUIDField()):
                yield UUIDAsText(field.attname)
            case _:
                yield field.attname


def _bare(rows: models.QuerySet[M]) -> Iterator[M]:
    """The records with nothing but their columns: only to be told of, and to go.

    Making whole ones would take half the time of deleting 100,000 opportunities.
    """
    model = rows.model
    names = [field.attname for field in model._meta.concrete_fields]
    for values in rows.values_list(*_columns_told(model)):
        record = model.__new__(model)
        record.__dict__.update(zip(names, values, strict=True), _state=ModelState())
        yield record


def _these(rows: list[M]) -> models.QuerySet[M]:
    """Just these rows, by their keys; they were read inside the company's wall.

    Told of the company too, SQLite would read all its rows to find 1,500 of them.
    """
    return models.QuerySet(type(rows[0])).filter(pk__in=[row.pk for row in rows])


def column_of(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    column = model._meta.get_field(name)
    assert isinstance(column, models.Field)
    return column


def _text_fields(model: type[models.Model]) -> list[str]:
    """What the journal is likely to read, so that it can name and place the row."""
    known = {f.name for f in model._meta.concrete_fields}
    named_by: frozenset[str] = model.named_by  # type: ignore[attr-defined]
    return sorted(
        known & {"number", "code", "name", "description", *HANGING}.union(named_by)
    )


def _keys_following(
    model: type[models.Model], values: dict[str, Any]
) -> dict[str, Any]:
    return {
        f.name: f.of(values[f.source] or "")
        for f in model._meta.concrete_fields
        if isinstance(f, TextKey) and f.source in values
    }


def _after_update(
    chosen: models.QuerySet[Any],
    rows: list[Any],
    names: set[str],
    values: dict[str, Any],
) -> dict[UUID, Values]:
    if any(isinstance(value, Combinable) for value in values.values()):
        read = chosen.values("pk", *names)
        return {r.pop("pk"): {n: as_json(r[n]) for n in names} for r in read}
    model = chosen.model
    given = {}
    for name, value in values.items():
        column = column_of(model, name)
        kept = value.pk if isinstance(value, models.Model) else column.to_python(value)
        given[column.attname] = as_json(kept)
    return {row.pk: {n: given[n] for n in names} for row in rows}
