"""What a filter typed at a column means, by the kind of the column (FLT-1, FLT-2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext_lazy as _

from kans.foundation.strings import normalised, shown
from kans.foundation.text.date_entry import read_period
from kans.foundation.text.numbers import read_number
from kans.lists.rules.filter_parts import (
    EVERYTHING,
    AnyOf,
    Blank,
    Equals,
    Filter,
    Like,
    Piece,
    Range,
    Value,
    Wildcard,
    joined,
    matches,
)
from kans.lists.rules.filter_syntax import FilterNotUnderstood, Operand, Parser

if TYPE_CHECKING:
    from datetime import date

    from django_stubs_ext import StrOrPromise


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

# Wildcards while a pattern is made into a key: letters that the syntax lets nobody use.
ANY, ONE = "\ue000", "\ue001"
MARKS = {Wildcard.ANY: ANY, Wildcard.ONE: ONE}
WILDCARDS = {ANY: Wildcard.ANY, ONE: Wildcard.ONE}


@dataclass(frozen=True)
class FilterContext:
    """What the words in a filter depend on: the dates, the language, the choices.

    `tokens` gives the values that a word such as %me stands for in text.
    """

    today: date
    work_date: date
    language: str = "en"
    choices: Choices = field(default_factory=dict)
    tokens: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def parse(text: str, kind: Kind, context: FilterContext) -> Filter:
    """The filter that was written for a column of a kind; blank lets all pass."""
    return Parser(text, Column(kind, context)).parse()


@dataclass(frozen=True)
class Column:
    """What operands mean to a column of a kind."""

    kind: Kind
    context: FilterContext

    @property
    def example(self) -> StrOrPromise:
        called = (names[0] for names in self.choices.values() if names and names[0])
        return EXAMPLES.get(self.kind) or "|".join(called)

    @property
    def blank(self) -> Blank:
        if self.kind is Kind.CHOICE and all(isinstance(c, str) for c in self.choices):
            return Blank("")
        return Blank(STORED_BLANKS.get(self.kind))

    @property
    def choices(self) -> Choices:
        return YES_AND_NO if self.kind is Kind.BOOLEAN else self.context.choices

    def equal(self, operand: Operand) -> Filter:
        if operand.text is not None and not operand.text.strip():
            return self.blank
        match self.kind:
            case Kind.TEXT:
                return self._token(operand) or self._like(operand)
            case Kind.CHOICE | Kind.BOOLEAN:
                return self._chosen(operand)
            case Kind.NUMBER | Kind.DATE:
                first, last = self.bounds(operand)
                return Equals(first) if first == last else Range(first, last)

    def bounds(self, operand: Operand) -> tuple[Value, Value]:
        text = operand.text
        if text is None:
            raise self._not_understood(operand)
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
                raise self._not_understood(operand)

    def _token(self, operand: Operand) -> Filter | None:
        """Any of the values that a word such as %me stands for; perhaps of none."""
        word = (operand.text or "").strip().casefold()
        if word not in self.context.tokens:
            return None
        values = self.context.tokens[word]
        return joined(AnyOf, [Equals(normalised(value)) for value in values])

    def _like(self, operand: Operand) -> Filter:
        match pieces := _as_key(operand.pieces):
            case ():
                return self.blank
            case (str(key),):
                return Equals(key)
            case (Wildcard.ANY,):
                return EVERYTHING
        return Like(pieces)

    def _chosen(self, operand: Operand) -> Filter:
        """The choices that are called so; what calls none is not understood."""
        wanted = self._like(operand)
        chosen = [
            self.blank if value == "" else Equals(value)
            for value, names in self.choices.items()
            if any(matches(wanted, normalised(name)) for name in names)
        ]
        if not chosen:
            raise self._not_understood(operand)
        return joined(AnyOf, chosen)

    def _not_understood(self, operand: Operand) -> FilterNotUnderstood:
        return FilterNotUnderstood(text=shown(str(operand)), example=self.example)


def _as_key(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces as parts of one key, without a wildcard said twice."""
    marked = "".join(MARKS[p] if isinstance(p, Wildcard) else p for p in pieces)
    key = re.sub(f"{ANY}+", ANY, normalised(marked))
    parts = re.split(f"([{ANY}{ONE}])", key)
    return tuple(WILDCARDS.get(part, part) for part in parts if part)
