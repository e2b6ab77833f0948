"""Inserting many rows of which nobody needs the objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connections, router

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db import models


def insert_rows(
    model: type[models.Model],
    same: Mapping[str, Any],
    rows: Iterable[Mapping[str, Any]],
) -> None:
    """Insert rows that have the values `same` in common; all have the same columns.

    Without an object per row it takes a third of the time of `bulk_create`, and a
    job that deletes 100,000 opportunities writes half a million rows of the journal.
    """
    connection = connections[router.db_for_write(model)]
    fields = {f.attname: f for f in model._meta.concrete_fields}
    prepare = {name: field.get_db_prep_save for name, field in fields.items()}
    shared = [prepare[name](value, connection) for name, value in same.items()]
    written: list[tuple[Any, ...]] = []
    names: list[str] = []
    for row in rows:
        names = names or [*same, *row]
        own = (prepare[name](value, connection) for name, value in row.items())
        written.append((*shared, *own))
    quote = connection.ops.quote_name
    into = ", ".join(quote(str(fields[name].column)) for name in names)
    places = ", ".join(["%s"] * len(names))
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({into}) VALUES ({places})",  # noqa: S608 our names
            written,
        )
