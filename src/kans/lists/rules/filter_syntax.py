"""How a filter is written: a..b, >x, a|b, <>x, 'as is', wild*card (FLT-1).

What an operand is to a column of some kind is told by its `Meaning`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from unicodedata import category

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.strings import shown
from kans.lists.rules.filter_parts import (
    EVERYTHING,
    AllOf,
    AnyOf,
    Blank,
    Filter,
    Greater,
    Less,
    Not,
    Piece,
    Range,
    Value,
    Wildcard,
    joined,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST = 500
MOST_CONDITIONS = 50
DEEPEST = 10

SIGNS = ("<>", ">=", "<=", ">", "<", "=")
# A literal closes only where an operator or the end follows; an apostrophe that
# opens no literal is a letter, so that 's-Hertogenbosch and O'Brien are just words.
LITERAL = re.compile(r"'((?:[^']|'')*)'(?=\s*(?:$|[|&)*?]|\.\.))")
WILD = tuple(Wildcard)
WORD = re.compile(r"(?:[^|&()*?.]|\.(?!\.))+")
UNREADABLE = {"Cc", "Co", "Cs"}  # control characters, private use, surrogates


class FilterNotUnderstood(DomainError):
    message = _("The filter %(text)s is not understood. Write it like %(example)s.")


class FilterTooLong(DomainError):
    message = _("The filter is too long. Use at most 500 characters and 50 conditions.")


@dataclass(frozen=True)
class Operand:
    """What stands beside an operator: pieces of text and wildcards, or nothing."""

    pieces: tuple[Piece, ...]

    def __bool__(self) -> bool:
        return bool(self.pieces)

    def __str__(self) -> str:
        return "".join(p.value if isinstance(p, Wildcard) else p for p in self.pieces)

    @property
    def text(self) -> str | None:
        """The text, unless wildcards are part of it."""
        wild = any(isinstance(piece, Wildcard) for piece in self.pieces)
        return None if wild else str(self)


class Meaning(Protocol):
    """What operands mean to a column: they may be refused."""

    @property
    def example(self) -> StrOrPromise: ...

    @property
    def blank(self) -> Blank: ...

    def equal(self, operand: Operand) -> Filter: ...

    def bounds(self, operand: Operand) -> tuple[Value, Value]:
        """The first and last value meant: 2026 is a year of days, 5 is just 5."""


class Parser:
    """Reads alternatives of conjunctions of conditions, from left to right."""

    def __init__(self, text: str, meaning: Meaning) -> None:
        if len(text) > LONGEST:
            raise FilterTooLong
        self.text = " ".join(text.split())
        self.meaning = meaning
        self.at = 0
        self.conditions = 0
        self.opened = 0

    def parse(self) -> Filter:
        if not self.text:
            return EVERYTHING
        if any(category(letter) in UNREADABLE for letter in self.text):
            raise self.not_understood()
        found = self.any_of(depth=0)
        if self.at < len(self.text):
            raise self.not_understood()
        return found

    def any_of(self, depth: int) -> Filter:
        found = [self.all_of(depth)]
        while self.takes("|"):
            found.append(self.all_of(depth))
        return joined(AnyOf, found)

    def all_of(self, depth: int) -> Filter:
        found = [self.condition(depth)]
        while self.takes("&"):
            found.append(self.condition(depth))
        return joined(AllOf, found)

    def condition(self, depth: int) -> Filter:
        self.conditions += 1
        if self.conditions > MOST_CONDITIONS:
            raise FilterTooLong
        if self.takes("("):
            return self.group(depth + 1)
        sign = self.takes(*SIGNS)
        operand = self.operand()
        if not self.takes(".."):
            return self.compared(sign, operand)
        between = self.between(operand, self.operand())
        if sign not in {"", "=", "<>"}:
            raise self.not_understood()
        return Not(between) if sign == "<>" else between

    def group(self, depth: int) -> Filter:
        if depth > DEEPEST:
            raise self.not_understood()
        found = self.any_of(depth)
        if not self.takes(")"):
            raise self.not_understood()
        return found

    def compared(self, sign: str, operand: Operand) -> Filter:
        if not operand:
            return self.compared_to_nothing(sign)
        match sign:
            case "<>":
                return Not(self.meaning.equal(operand))
            case "<":
                return Less(self.meaning.bounds(operand)[0])
            case ">":
                return Greater(self.meaning.bounds(operand)[1])
            case "<=":
                return Range(None, self.meaning.bounds(operand)[1])
            case ">=":
                return Range(self.meaning.bounds(operand)[0], None)
        return self.meaning.equal(operand)

    def compared_to_nothing(self, sign: str) -> Filter:
        match sign:
            case "<>":
                return Not(self.meaning.blank)
            case "=":
                return self.meaning.blank
        raise self.not_understood()

    def between(self, low: Operand, high: Operand) -> Filter:
        if not low and not high:
            raise self.not_understood()
        return Range(
            self.meaning.bounds(low)[0] if low else None,
            self.meaning.bounds(high)[1] if high else None,
        )

    def operand(self) -> Operand:
        """Everything up to the next operator; parentheses inside belong to it."""
        self.takes("@")  # case is ignored anyway
        self.skip_space()
        pieces: list[Piece] = []
        self.opened = 0
        while (piece := self.piece(fresh=not pieces or pieces[-1] in WILD)) is not None:
            pieces.append(piece)
        if self.opened:
            raise self.not_understood()
        return Operand(tuple(pieces))

    def piece(self, *, fresh: bool) -> Piece | None:
        if fresh and (literal := LITERAL.match(self.text, self.at)):
            self.at = literal.end()
            return literal[1].replace("''", "'")
        if word := WORD.match(self.text, self.at):
            self.at = word.end()
            return word[0]
        letter = self.text[self.at : self.at + 1]
        if letter == "(" or (letter == ")" and self.opened):
            self.opened += 1 if letter == "(" else -1
        elif letter not in {"*", "?"}:
            return None
        self.at += 1
        return letter if letter in {"(", ")"} else Wildcard(letter)

    def takes(self, *symbols: str) -> str:
        """The first of the symbols that stands here, which is then read; or ""."""
        self.skip_space()
        for symbol in symbols:
            if self.text.startswith(symbol, self.at):
                self.at += len(symbol)
                return symbol
        return ""

    def skip_space(self) -> None:
        while self.text.startswith(" ", self.at):
            self.at += 1

    def not_understood(self) -> FilterNotUnderstood:
        return FilterNotUnderstood(text=shown(self.text), example=self.meaning.example)
