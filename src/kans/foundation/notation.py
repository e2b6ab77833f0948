"""How numbers and days are written in the reader's language, whoever acts."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale, numbers
from django.utils import translation

if TYPE_CHECKING:
    import datetime


def locale() -> str:
    return {"nl": "nl_NL", "en": "en_US"}.get(
        translation.get_language() or "en", "en_US"
    )


def percent(share: Decimal | None, *, decimals: int = 0) -> str:
    """A percentage 0-100 as a number; a fraction shows when there is one (FMT-1)."""
    if share is None:
        return ""
    return in_pattern("0.0" if decimals else "0.##", share)


def probability(share: Decimal | None) -> str:
    """A probability 0-100, always with one decimal (MOV-12, FMT-1)."""
    return percent(share, decimals=1)


def number(value: Decimal | int | None) -> str:
    """A number; of its decimals none is left out, and no zero is shown (FMT-1)."""
    return "" if value is None else in_pattern("#,##0.######", Decimal(value))


def price(value: Decimal | None) -> str:
    """What one unit costs: two to five decimals (FMT-1)."""
    return "" if value is None else in_pattern("#,##0.00###", value)


def typed_number(value: Decimal, *, decimals: int) -> str:
    """A number as one would type it, with up to so many decimals."""
    return in_pattern("0." + "#" * decimals, value)


def date(day: datetime.date | None) -> str:
    """A day in figures, as the language writes it: 23-11-2026, 11/23/2026."""
    if day is None:
        return ""
    if locale() == "nl_NL":
        return f"{day.day:02}-{day.month:02}-{day.year:04}"
    return f"{day.month:02}/{day.day:02}/{day.year:04}"


def country_name(code: str) -> str:
    """A country as the reader calls it."""
    return str(_locale(locale()).territories.get(code, code))


def in_pattern(pattern: str, value: Decimal) -> str:
    """A number as a pattern of Unicode's says, in the reader's language."""
    return str(_pattern(pattern).apply(value, _locale(locale())))


# A list writes a thousand values, and reading a pattern is most of the work.
_pattern = lru_cache(numbers.parse_pattern)
_locale = lru_cache(Locale.parse)
