"""A condition that the index answers, as a part of any query on the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection as database
from django.db.models import BooleanField, F, Func

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

# Of more rows than these a list is sooner read through than looked up.
FEW = 2000


@dataclass(frozen=True)
class Found:
    """A query for the ids of the rows in which everything asked for stands."""

    sql: str
    given: tuple[Any, ...]

    def are_few(self) -> bool:
        """Whether looking them up beats reading the table until enough are found."""
        counted = f"SELECT count(*) FROM ({self.sql} LIMIT {FEW + 1}) AS found"  # noqa: S608 (ours)
        with database.cursor() as cursor:
            cursor.execute(counted, self.given)
            return int(cursor.fetchone()[0]) <= FEW


class OfIndex(Func):
    """A condition on the key of a row that reads the table beside it."""

    output_field = BooleanField()
    conditional = True
    arity = 1
    template: str = "{key} IN ({sql})"

    def __init__(self, found: Found, key: str = "pk") -> None:
        super().__init__(F(key))
        self.found = found

    def as_sql(  # type: ignore[override]
        self,
        compiler: SQLCompiler,
        _connection: BaseDatabaseWrapper,
        template: str = "",
    ) -> tuple[str, list[Any]]:
        key, _none = compiler.compile(self.source_expressions[0])
        sql = (template or self.template).format(key=key, sql=self.found.sql)
        return sql, list(self.found.given)


class IsFound(OfIndex):
    """That a row is one of those found; they are looked up first."""

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        """As an array, which it does not join in some order of its own."""
        return self.as_sql(compiler, connection, "{key} = ANY (ARRAY({sql}))")


class Says(OfIndex):
    """That it stands in the text of a row, which is looked up for each row."""

    template = "EXISTS ({sql} AND r.id = {key})"
