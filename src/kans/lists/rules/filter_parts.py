"""What a filter means: its parts, and whether a value passes them (FLT-1).

How it is written is read in `filters`, how a database answers it in
`foundation.filtering`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fnmatch import fnmatchcase
from glob import escape
from typing import TYPE_CHECKING, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Sequence

# One column holds one of these; text as its key (`rules.text`).
Value: TypeAlias = str | int | Decimal | date


class Wildcard(Enum):
    ANY = "*"
    ONE = "?"


Piece: TypeAlias = str | Wildcard


@dataclass(frozen=True)
class Equals:
    value: Value


@dataclass(frozen=True)
class Range:
    """From low to high, both included; an end that is None is open."""

    low: Value | None
    high: Value | None


@dataclass(frozen=True)
class Less:
    than: Value


@dataclass(frozen=True)
class Greater:
    than: Value


@dataclass(frozen=True)
class Like:
    """Text in which wildcards stand for any characters, or for one."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Blank:
    """No value, or what the column stores to say so: "", 0, no."""

    stored: Value | None


@dataclass(frozen=True)
class Not:
    of: Filter


@dataclass(frozen=True)
class AnyOf:
    of: tuple[Filter, ...]


@dataclass(frozen=True)
class AllOf:
    of: tuple[Filter, ...]


Filter: TypeAlias = Equals | Range | Less | Greater | Like | Blank | Not | AnyOf | AllOf

EVERYTHING = AllOf(())


def joined(how: type[AnyOf | AllOf], filters: Sequence[Filter]) -> Filter:
    """The filters as one; a single one needs no joining."""
    return filters[0] if len(filters) == 1 else how(tuple(filters))


def matches(wanted: Filter, value: Value | None) -> bool:
    """Whether a stored value passes: slow and obvious, to hold databases against.

    A blank is found by '' and by <>x, never by a comparison or a range.
    """
    blank = value is None or value == ""
    match wanted:
        case AnyOf(of):
            return any(matches(each, value) for each in of)
        case AllOf(of):
            return all(matches(each, value) for each in of)
        case Not(of):
            return not matches(of, value)
        case Blank(stored):
            return blank or value == stored
        case Equals(other):
            return value == other
    return not blank and _compares(wanted, cast("Value", value))


def _compares(wanted: Range | Less | Greater | Like, value: Value) -> bool:
    match wanted:
        case Less(than):
            return _below(value, than)
        case Greater(than):
            return _below(than, value)
        case Range(low, high):
            above = low is None or not _below(value, low)
            return above and (high is None or not _below(high, value))
        case Like(pieces):
            return fnmatchcase(str(value), _pattern(pieces))


def _below(one: Value, other: Value) -> bool:
    return one < other  # type: ignore[operator]  # both are of the same column


def _pattern(pieces: tuple[Piece, ...]) -> str:
    return "".join(
        piece.value if isinstance(piece, Wildcard) else escape(piece)
        for piece in pieces
    )
