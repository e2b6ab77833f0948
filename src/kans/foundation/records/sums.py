"""Sums of money that are exact on both databases, however large."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Field, Sum, Value

from kans.foundation.records.fields import ExactColumn
from kans.foundation.text.amounts import AMOUNT_DECIMALS

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

UNITS: int = 10**AMOUNT_DECIMALS
PART = 2**30
# Fewer units than this are told apart by a floating-point number.
EXACT_UNITS = "9e15"


class MoneyTotalField(ExactColumn):
    """What a sum of money comes to. SQLite keeps few digits of one, and knows no more.

    A sum that has more digits comes as two whole numbers, which are put together here.
    """

    def get_internal_type(self) -> str:
        """Be read here: Django reads no more than 15 digits of a decimal of SQLite."""
        return "MoneyTotalField"

    def from_db_value(self, value: Any, *_how: Any) -> Decimal | None:
        if isinstance(value, str) and "|" in value:
            high, low = (int(part) for part in value.split("|"))
            return Decimal(high * PART + low) / UNITS
        return None if value is None else Decimal(str(value))

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        """Return a number to compare with: SQLite finds any text larger."""
        found = super().get_db_prep_value(value, connection, prepared)
        return float(found) if isinstance(found, str) else found


class MoneySum(Sum):
    """The sum of a money column. SQLite, which keeps fractions, adds whole units.

    They are added in two parts, since a sum of its whole numbers ends at 9.2e18 units.
    """

    def _resolve_output_field(self) -> Field[Any, Any]:
        return MoneyTotalField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        high, values = self._part(f">> {PART.bit_length() - 1}", compiler, connection)
        low, others = self._part(f"& {PART - 1}", compiler, connection)
        sql = (
            f"CASE WHEN ABS({high} * {PART}.0 + {low}) < {EXACT_UNITS}"
            f" THEN ({high} * {PART} + {low}) / {UNITS}.0"
            f" ELSE {high} || '|' || {low} END"
        )
        return sql, (*values, *others) * 3

    def _part(
        self, part: str, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        units = self.copy()
        whole = f"CAST(ROUND(%(expressions)s * {UNITS}) AS INTEGER)"
        units.template = f"SUM({whole} {part})"
        sql, values = units.as_sql(compiler, connection)
        return sql, tuple(values)


NO_MONEY = Value(Decimal(0), output_field=MoneyTotalField())
