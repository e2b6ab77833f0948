"""A filter written so that it means the same to readers of every language.

What is kept for others (a view) must not change its meaning with who reads it: 1.500
is fifteen hundred to some, and 3/4 a day of April or of March. What a job is told must
not change with the day on which it runs, either: it is settled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from kans.foundation.errors import DomainError
from kans.foundation.strings import normalised
from kans.foundation.text.date_entry import read_period
from kans.foundation.text.numbers import read_number
from kans.lists.rules.filter_syntax import Operand, Parser
from kans.lists.rules.filters import Column, FilterContext, Kind

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

Wording: TypeAlias = Callable[[str | None, Kind, FilterContext], str | None]

LANGUAGES = ("en", "nl")
AMBIGUOUS = 3  # decimals that are also a group of thousands


def neutral(text: str, kind: Kind, context: FilterContext) -> str:
    """The filter in words of no language; one that is not understood stays."""
    return _reworded(text, kind, context, neutral_operand)


def settled(text: str, kind: Kind, context: FilterContext) -> str:
    """The filter in words of no language and no day: it means what it means now."""
    return _reworded(text, kind, context, settled_operand)


def _reworded(text: str, kind: Kind, context: FilterContext, word: Wording) -> str:
    reader = OperandReader(text, Column(kind, context))
    try:
        reader.parse()
    except DomainError:
        return text
    for start, end, operand in reversed(reader.found):
        worded = word(operand.text, kind, context)
        if worded is not None:
            reader.text = reader.text[:start] + worded + reader.text[end:]
    return reader.text


def neutral_operand(text: str | None, kind: Kind, context: FilterContext) -> str | None:
    """A value in words of no language; nothing where it is fine as it is."""
    if text is None or not text.strip():
        return None
    match kind:
        case Kind.NUMBER:
            return _number(text, context)
        case Kind.DATE:
            return _date(text, context)
        case Kind.CHOICE:
            return _choice(text, context)
        case _:
            return None


def settled_operand(text: str | None, kind: Kind, context: FilterContext) -> str | None:
    """A value that is what it is today; nothing where it is fine as it is."""
    if kind is Kind.DATE and text is not None and text.strip():
        return _day(text, context)
    return neutral_operand(text, kind, context)


class OperandReader(Parser):
    """Reads a filter and notes where its operands stand."""

    def __init__(self, text: str, meaning: Column) -> None:
        super().__init__(text, meaning)
        self.found: list[tuple[int, int, Operand]] = []

    def operand(self) -> Operand:
        self.takes("@")
        self.skip_space()
        start = self.at
        operand = super().operand()
        if operand:
            self.found.append((start, self.at, operand))
        return operand


def _number(text: str, context: FilterContext) -> str | None:
    read: set[Decimal | None] = {_read(text, language) for language in LANGUAGES}
    if len(read) == 1:
        return None
    number = read_number(text, context.language)
    plain = f"{number.normalize():f}"
    decimals = len(plain.partition(".")[2])
    return plain + "0" if decimals == AMBIGUOUS else plain


def _read(text: str, language: str) -> Decimal | None:
    try:
        return read_number(text, language)
    except DomainError:
        return None


def _date(text: str, context: FilterContext) -> str | None:
    read = {_period(text, context, language) for language in LANGUAGES}
    return None if len(read) == 1 else _day(text, context)


def _day(text: str, context: FilterContext) -> str | None:
    """The day that is meant today; years and months are what they are."""
    period = _period(text, context, context.language)
    if period is None or period[0] != period[1]:
        return None
    return period[0].isoformat()


def _period(
    text: str, context: FilterContext, language: str
) -> tuple[date, date] | None:
    try:
        return read_period(
            text,
            today=context.today,
            work_date=context.work_date,
            language=language,
        )
    except DomainError:
        return None


def _choice(text: str, context: FilterContext) -> str | None:
    wanted = normalised(text)
    called = {
        str(value)
        for value, names in context.choices.items()
        if value != "" and wanted in {normalised(name) for name in names}
    }
    return called.pop() if len(called) == 1 else None
