"""How a filter is written: a..b, >x, a|b, <>x, 'as is', wild*card (FLT-1, FLT-2)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias
from unicodedata import category

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.rules.date_entry import read_period
from kans.foundation.rules.filter_parts import (
    EVERYTHING,
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
from kans.foundation.rules.numbers import read_number
from kans.foundation.rules.text import normalised

if TYPE_CHECKING:
    from datetime import date

    from django_stubs_ext import StrOrPromise

LONGEST = 500
MOST_CONDITIONS = 50
DEEPEST = 10

# A literal closes only where an operator or the end follows; an apostrophe that
# opens no literal is a letter, so that 's-Hertogenbosch and O'Brien are just words.
LITERAL = re.compile(r"'((?:[^']|'')*)'(?=\s*(?:$|[|&)*?]|\.\.))")
WORD = re.compile(r"(?:[^|&()*?.]|\.(?!\.))+")
SIGNS = ("<>", ">=", "<=", ">", "<", "=")

# Wildcards while a pattern is made into a key: letters that nothing is spelled with.
ANY, ONE = "\ue000", "\ue001"
MARKS = {Wildcard.ANY: ANY, Wildcard.ONE: ONE}
WILDCARDS = {ANY: Wildcard.ANY, ONE: Wildcard.ONE}
UNREADABLE = {"Cc", "Co", "Cs"}  # control characters, private use, surrogates


class Kind(Enum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    BOOLEAN = "boolean"


EXAMPLES: Mapping[Kind, StrOrPromise] = {
    Kind.TEXT: _("Wind*|*solar*"),
    Kind.NUMBER: _("100..500 or >1000"),
    Kind.DATE: _("t, ..t or 2026-03"),
}

# What a column of the kind stores when it holds nothing.
STORED_BLANKS: Mapping[Kind, Value] = {
    Kind.TEXT: "",
    Kind.NUMBER: Decimal(0),
    Kind.BOOLEAN: False,
}

# Each stored value, with every name by which people may call it.
Choices: TypeAlias = Mapping[Value, tuple[str, ...]]

YES_AND_NO: Choices = {
    True: ("yes", "true", "ja", "waar", "y", "j", "1"),
    False: ("no", "false", "nee", "onwaar", "n", "0"),
}


class FilterNotUnderstood(DomainError):
    message = _("The filter %(text)s is not understood. Write it like %(example)s.")


class FilterTooLong(DomainError):
    message = _("The filter is too long. Use at most 500 characters and 50 conditions.")


@dataclass(frozen=True)
class FilterContext:
    """What the words in a filter depend on: the dates, the language, the choices.

    `tokens` gives the values that a word such as %me stands for.
    """

    today: date
    work_date: date
    language: str = "en"
    choices: Choices = field(default_factory=dict)
    tokens: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def parse(text: str, kind: Kind, context: FilterContext) -> Filter:
    """The filter that was written for a column of a kind; blank lets all pass."""
    if len(text) > LONGEST:
        raise FilterTooLong
    return _Parser(" ".join(text.split()), kind, context).parse()


@dataclass(frozen=True)
class Operand:
    """What stands beside an operator: pieces of text and wildcards, or nothing."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str | None:
        """The text, unless there is none or it has wildcards."""
        words = [piece for piece in self.pieces if isinstance(piece, str)]
        return "".join(words) if len(words) == len(self.pieces) > 0 else None


class _Parser:
    """Reads alternatives of conjunctions of conditions, from left to right."""

    def __init__(self, text: str, kind: Kind, context: FilterContext) -> None:
        self.text = text
        self.kind = kind
        self.context = context
        self.at = 0
        self.conditions = 0

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
        return _joined(AnyOf, found)

    def all_of(self, depth: int) -> Filter:
        found = [self.condition(depth)]
        while self.takes("&"):
            found.append(self.condition(depth))
        return _joined(AllOf, found)

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

    def operand(self) -> Operand:
        """Everything up to the next operator; parentheses of its own belong to it."""
        self.takes("@")  # case is ignored anyway
        self.skip_space()
        pieces: list[Piece] = []
        opened = 0
        while self.at < len(self.text):
            letter = self.text[self.at]
            fresh = not pieces or isinstance(pieces[-1], Wildcard)
            if fresh and (literal := LITERAL.match(self.text, self.at)):
                pieces.append(literal[1].replace("''", "'"))
                self.at = literal.end()
            elif word := WORD.match(self.text, self.at):
                pieces.append(word[0])
                self.at = word.end()
            elif letter in "*?":
                pieces.append(Wildcard(letter))
                self.at += 1
            elif letter == "(" or (letter == ")" and opened):
                opened += 1 if letter == "(" else -1
                pieces.append(letter)
                self.at += 1
            else:
                break
        if opened:
            raise self.not_understood()
        return Operand(tuple(pieces))

    def compared(self, sign: str, operand: Operand) -> Filter:
        if not operand.pieces:
            return self.compared_to_nothing(sign)
        match sign:
            case "<>":
                return Not(self.equal(operand))
            case "<":
                return Less(self.bounds(operand)[0])
            case ">":
                return Greater(self.bounds(operand)[1])
            case "<=":
                return Range(None, self.bounds(operand)[1])
            case ">=":
                return Range(self.bounds(operand)[0], None)
        return self.equal(operand)

    def compared_to_nothing(self, sign: str) -> Filter:
        if sign not in {"<>", "="}:
            raise self.not_understood()
        return Not(self.blank) if sign == "<>" else self.blank

    def between(self, low: Operand, high: Operand) -> Filter:
        if not (low.pieces or high.pieces):
            raise self.not_understood()
        return Range(
            self.bounds(low)[0] if low.pieces else None,
            self.bounds(high)[1] if high.pieces else None,
        )

    def equal(self, operand: Operand) -> Filter:
        text = operand.text
        if text is not None and not text.strip():
            return self.blank
        match self.kind:
            case Kind.TEXT:
                return self.token(text) or self.like(operand)
            case Kind.CHOICE | Kind.BOOLEAN:
                return self.chosen(operand)
            case Kind.NUMBER | Kind.DATE:
                first, last = self.bounds(operand)
                return Equals(first) if first == last else Range(first, last)

    def token(self, text: str | None) -> Filter | None:
        """Any of the values that a word such as %me stands for; perhaps of none."""
        values = self.context.tokens.get((text or "").strip().casefold())
        if values is None:
            return None
        return _joined(AnyOf, [Equals(normalised(value)) for value in values])

    def like(self, operand: Operand) -> Filter:
        match pieces := _as_key(operand.pieces):
            case ():
                return self.blank
            case (str(key),):
                return Equals(key)
            case (Wildcard.ANY,):
                return EVERYTHING
        return Like(pieces)

    def chosen(self, operand: Operand) -> Filter:
        """The choices that are called so; what calls none is not understood."""
        wanted = self.like(operand)
        chosen = [
            self.blank if value == "" else Equals(value)
            for value, names in self.choices.items()
            if any(matches(wanted, normalised(name)) for name in names)
        ]
        if not chosen:
            raise self.not_understood()
        return _joined(AnyOf, chosen)

    def bounds(self, operand: Operand) -> tuple[Value, Value]:
        """The first and last value of an operand: they differ only for a period."""
        text = operand.text
        if text is None:
            raise self.not_understood()
        match self.kind:
            case Kind.TEXT:
                return normalised(text), normalised(text)
            case Kind.NUMBER:
                number = read_number(text, self.context.language)
                return number, number
            case Kind.DATE:
                return read_period(
                    text,
                    today=self.context.today,
                    work_date=self.context.work_date,
                    language=self.context.language,
                )
            case Kind.CHOICE | Kind.BOOLEAN:
                raise self.not_understood()

    @property
    def blank(self) -> Blank:
        if self.kind is Kind.CHOICE and all(isinstance(c, str) for c in self.choices):
            return Blank("")
        return Blank(STORED_BLANKS.get(self.kind))

    @property
    def choices(self) -> Choices:
        return YES_AND_NO if self.kind is Kind.BOOLEAN else self.context.choices

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
        example = EXAMPLES.get(self.kind) or "|".join(
            names[0] for names in self.choices.values() if names and names[0]
        )
        return FilterNotUnderstood(text=self.text, example=example)


def _joined(how: type[AnyOf | AllOf], found: Sequence[Filter]) -> Filter:
    return found[0] if len(found) == 1 else how(tuple(found))


def _as_key(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces as parts of one key, without a wildcard said twice."""
    marked = "".join(MARKS[p] if isinstance(p, Wildcard) else p for p in pieces)
    key = re.sub(f"{ANY}+", ANY, normalised(marked))
    parts = re.split(f"([{ANY}{ONE}])", key)
    return tuple(WILDCARDS.get(part, part) for part in parts if part)
