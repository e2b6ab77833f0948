"""Sums of money that are exact on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Sum

from kans.foundation.rules.amounts import AMOUNT_DECIMALS

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

UNITS = 10**AMOUNT_DECIMALS


class MoneySum(Sum):
    """The sum of a money column. SQLite, which keeps fractions, adds whole units."""

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        units = self.copy()
        units.template = f"SUM(CAST(ROUND(%(expressions)s * {UNITS}) AS INTEGER))"
        sql, values = units.as_sql(compiler, connection)
        return f"CAST({sql} / {UNITS}.0 AS NUMERIC)", tuple(values)
