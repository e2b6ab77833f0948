"""Reading a list page by page: from the last row on, never by counting rows.

A page is read in two strides: the rows with a value, in order, then the blank ones.
So blanks come last in both directions, and an index on (company, key, id) serves
either direction on both databases.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.core import signing
from django.db.models import BooleanField, Case, F, Func, Q, QuerySet, Value, When
from django.db.models.functions import Round

from kans.lists.frame.columns import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.expressions import Combinable, Expression
    from django.db.models.sql.compiler import SQLCompiler

    from kans.lists.frame.columns import BoundColumn

    Rows = QuerySet[Any, dict[str, Any]]

PAGE = 50
COUNTED = 10_000
SALT = "kans.list"
KEY = "list_key"
CENTS = 4  # SQLite sums amounts as floats; where they differ is behind these decimals


class ByBytes(Func):
    """A text compared byte by byte, as SQLite does, when it has no key of its own."""

    template = "%(expressions)s"

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> Any:
        return self.as_sql(
            compiler, connection, template='%(expressions)s COLLATE "C"', **extra
        )


class RowBeyond(Func):
    """(key, id) > (key, id) of the last row: one stride along an index."""

    output_field = BooleanField()
    conditional = True
    arity = 4

    def as_sql(  # type: ignore[override]
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        **_extra: Any,
    ) -> Any:
        parts: list[str] = []
        params: list[Any] = []
        for expression in self.get_source_expressions():
            sql, values = compiler.compile(expression)
            parts.append(sql)
            params.extend(values)
        sign = "<" if self.extra["descending"] else ">"
        return "({}, {}) {} ({}, {})".format(*parts[:2], sign, *parts[2:]), params


@dataclass(frozen=True)
class Order:
    """By which column, and in which direction; then by id, in the same one."""

    column: BoundColumn | None
    descending: bool = False

    @property
    def name(self) -> str:
        sign = "-" if self.descending else ""
        return f"{sign}{self.column.name}" if self.column else ""

    def key(self) -> Expression | Combinable:
        """What rows are compared by: choices by their place, text by its key."""
        column = self._column
        if column.kind is Kind.CHOICE and self._holds_text:
            places = (
                When(**{column.value_path: value}, then=Value(place))
                for place, (value, _name) in enumerate(column.choices)
            )
            return Case(*places, default=Value(len(column.choices)))
        if column.kind.is_text and not column.has_key:
            return ByBytes(F(column.key_path))
        if column.is_annotation and column.kind is Kind.MONEY:
            return Round(F(column.key_path), precision=CENTS)
        return F(column.key_path)

    def is_blank(self) -> Q:
        path = self._column.key_path
        blank = Q(**{f"{path}__isnull": True})
        return blank | Q(**{path: ""}) if self._holds_text else blank

    def has_value(self) -> Q:
        path = self._column.key_path
        if not self._column.may_be_blank:
            return Q()
        if self._holds_text:
            return Q(**{f"{path}__gt": ""})
        return Q(**{f"{path}__isnull": False})

    @property
    def _column(self) -> BoundColumn:
        assert self.column is not None
        return self.column

    @property
    def _holds_text(self) -> bool:
        if self._column.kind is Kind.CHOICE:
            return any(isinstance(value, str) for value, _n in self._column.choices)
        return self._column.kind.is_text


@dataclass(frozen=True)
class Cursor:
    """The last row that was read."""

    order: str
    id: Any
    blank: bool = False
    key: Any = None

    def __str__(self) -> str:
        told = [self.order, self.blank, _encode(self.key), _encode(self.id)]
        return signing.dumps(told, salt=SALT, compress=True)

    @classmethod
    def read(cls, text: str, order: Order) -> Self | None:
        """The cursor in an address; none when it is not one of this order."""
        try:
            name, blank, key, row = signing.loads(text, salt=SALT)
            cursor = cls(name, _decode(row), bool(blank), _decode(key))
        except (signing.BadSignature, ValueError, TypeError, InvalidOperation):
            return None
        return cursor if name == order.name else None


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and where the next page begins."""

    rows: list[dict[str, Any]]
    next: Cursor | None


def read_page(
    rows: QuerySet[Any],
    paths: list[str],
    order: Order,
    after: Cursor | None = None,
    *,
    size: int = PAGE,
) -> Page:
    """The rows after the cursor, in order, and one more to know whether there are."""
    if order.column is None:
        found = _by_id(rows, paths, order, after, size + 1)
        return _page(found, size, lambda row: Cursor(order.name, row["pk"]))
    found = []
    if after is None or not after.blank:
        found = _with_value(rows, paths, order, after, size + 1)
    if len(found) <= size and order.column.may_be_blank:
        begun = after if after and after.blank else None
        blank = rows.filter(order.is_blank())
        found += _by_id(blank, paths, order, begun, size + 1 - len(found))
    return _page(found, size, lambda row: _cursor_at(row, order))


def read_beside(
    rows: QuerySet[Any],
    paths: list[str],
    order: Order,
    at: Cursor,
    *,
    before: bool,
) -> dict[str, Any] | None:
    """The row before or after another one, in order."""
    if not before:
        return next(iter(read_page(rows, paths, order, at, size=1).rows), None)
    back = Order(order.column, descending=not order.descending)
    if order.column is None:
        found = _by_id(rows, paths, back, at, 1)
    elif not at.blank:
        found = _with_value(rows, paths, back, at, 1)
    else:
        blank = rows.filter(order.is_blank())
        found = _by_id(blank, paths, back, at, 1) or _with_value(
            rows, paths, back, None, 1
        )
    return found[0] if found else None


def cursor_of(rows: QuerySet[Any], order: Order, row_id: UUID) -> Cursor | None:
    """Where a row stands in the order; nothing when it is not among the rows."""
    itself = rows.filter(pk=row_id)
    if order.column is None:
        found = list(itself.values("pk")[:1])
    else:
        keyed = itself.annotate(**{KEY: order.key()})
        found = list(keyed.filter(order.has_value()).values("pk", KEY)[:1])
        found = found or list(itself.values("pk")[:1])
    if not found:
        return None
    if order.column is None:
        return Cursor(order.name, row_id)
    return _cursor_at(found[0], order)


def count_up_to(rows: QuerySet[Any], bound: int = COUNTED) -> int:
    """How many rows there are; bound + 1 when there are more than the bound."""
    return rows.order_by().values("pk")[: bound + 1].count()


def _with_value(
    rows: QuerySet[Any],
    paths: list[str],
    order: Order,
    after: Cursor | None,
    limit: int,
) -> list[dict[str, Any]]:
    sign = "-" if order.descending else ""
    keyed = rows.annotate(**{KEY: order.key()}).filter(order.has_value())
    if after:
        beyond = RowBeyond(
            F(KEY),
            F("pk"),
            Value(after.key),
            Value(after.id),
            descending=order.descending,
        )
        keyed = keyed.filter(beyond)
    ordered = keyed.order_by(f"{sign}{KEY}", f"{sign}pk")
    return list(ordered.values("pk", KEY, *paths)[:limit])


def _by_id(
    rows: QuerySet[Any],
    paths: list[str],
    order: Order,
    after: Cursor | None,
    limit: int,
) -> list[dict[str, Any]]:
    if after:
        beyond = "pk__lt" if order.descending else "pk__gt"
        rows = rows.filter(**{beyond: after.id})
    ordered = rows.order_by("-pk" if order.descending else "pk")
    return list(ordered.values("pk", *paths)[:limit])


def _page(
    found: list[dict[str, Any]], size: int, cursor: Callable[[dict[str, Any]], Cursor]
) -> Page:
    shown = found[:size]
    return Page(shown, cursor(shown[-1]) if len(found) > size else None)


def _cursor_at(row: dict[str, Any], order: Order) -> Cursor:
    blank = KEY not in row
    return Cursor(order.name, row["pk"], blank, row.get(KEY))


def _encode(value: Any) -> Any:
    match value:
        case UUID():
            return ["id", value.hex]
        case Decimal():
            return ["decimal", str(value)]
        case datetime():
            return ["moment", value.isoformat()]
        case date():
            return ["date", value.isoformat()]
        case _:
            return value


def _decode(told: Any) -> Any:
    match told:
        case ["id", text]:
            return UUID(hex=text)
        case ["decimal", text]:
            return Decimal(text)
        case ["moment", text]:
            return datetime.fromisoformat(text)
        case ["date", text]:
            return date.fromisoformat(text)
        case _:
            return told
