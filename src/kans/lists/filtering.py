"""A filter as a condition on a column, with the same answer on both databases."""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, DecimalField, Lookup, Q, TextField
from django.db.models import Value as Literal
from django.utils.translation import override

from kans.lists.rules.filter_parts import (
    AllOf,
    AnyOf,
    Blank,
    Equals,
    Filter,
    Greater,
    Less,
    Like,
    Not,
    Piece,
    Range,
    Value,
    Wildcard,
    matches,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler
    from django_stubs_ext import StrOrPromise

    Condition = Lookup[bool]
else:  # Django's own has no parameters while it runs
    Condition = Lookup

NOTHING = Q(pk__in=[])
EVERYTHING = ~NOTHING

# Wide enough for every number that a filter may hold, whatever the column's own size.
NUMBER: DecimalField[Any, Any] = DecimalField(max_digits=30, decimal_places=10)


@CharField.register_lookup
@TextField.register_lookup
class MatchesPattern(Condition):
    """SQL's LIKE, as it is; on keys, which have no capitals, SQLite's agrees."""

    lookup_name = "like"

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        column, of_column = self.process_lhs(compiler, connection)
        pattern, of_pattern = self.process_rhs(compiler, connection)
        return rf"{column} LIKE {pattern} ESCAPE '\'", (*of_column, *of_pattern)


def condition(wanted: Filter, path: str) -> Q:
    """The rows whose column passes a filter; for text, `path` is that of its key."""
    match wanted:
        case AllOf(of):
            return reduce(and_, (condition(each, path) for each in of), EVERYTHING)
        case AnyOf(of):
            return reduce(or_, (condition(each, path) for each in of), NOTHING)
        case Not(of):
            return _opposite(of, path)
        case Blank(stored):
            empty = _has(path, isnull=True)
            return empty if stored is None else empty | _has(path, exact=stored)
        case Equals(value):
            return _has(path, exact=value)
        case Like(pieces):
            return _has(path, like=_pattern(pieces))
        case Less(than):
            return _filled(path, than) & _has(path, lt=than)
        case Greater(than):
            return _has(path, gt=than)
        case Range(low, high):
            return _within(path, low, high)


def choice_names(
    choices: Sequence[tuple[Value, StrOrPromise]],
) -> dict[Value, tuple[str, ...]]:
    """Each choice with its names: in the reader's language, in English, its value."""
    names = {value: (str(label),) for value, label in choices}
    with override("en"):
        return {
            value: (*names[value], str(label), str(value)) for value, label in choices
        }


def _opposite(of: Filter, path: str) -> Q:
    """All other rows: SQL drops those without a value from both sides, we do not."""
    empty = _has(path, isnull=True)
    others = ~condition(of, path)
    return others & ~empty if matches(of, None) else others | empty


def _within(path: str, low: Value | None, high: Value | None) -> Q:
    found = EVERYTHING if low else _filled(path, high if low is None else low)
    if low is not None:
        found &= _has(path, gte=low)
    if high is not None:
        found &= _has(path, lte=high)
    return found


def _filled(path: str, limit: Value | None) -> Q:
    """No comparison finds a blank text, though it sorts below all others."""
    return _has(path, gt="") if isinstance(limit, str) else EVERYTHING


def _has(path: str, **lookups: Value) -> Q:
    return Q(**{f"{path}__{name}": _literal(value) for name, value in lookups.items()})


def _literal(value: Value) -> object:
    """Numbers are compared exactly, not first rounded to the column's decimals."""
    return Literal(value, NUMBER) if isinstance(value, Decimal) else value


def _pattern(pieces: tuple[Piece, ...]) -> str:
    wildcards = {Wildcard.ANY: "%", Wildcard.ONE: "_"}
    return "".join(
        wildcards[piece] if isinstance(piece, Wildcard) else _escaped(piece)
        for piece in pieces
    )


def _escaped(text: str) -> str:
    for special in ("\\", "%", "_"):
        text = text.replace(special, "\\" + special)
    return text
