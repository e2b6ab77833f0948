"""How numbers and days are written in the reader's language, whoever acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel import dates, numbers
from django.utils import translation

if TYPE_CHECKING:
    import datetime
    from decimal import Decimal


def locale() -> str:
    return {"nl": "nl_NL", "en": "en_US"}.get(
        translation.get_language() or "en", "en_US"
    )


def percent(share: Decimal | None, *, decimals: int = 0) -> str:
    """A percentage 0-100 as a number; a fraction shows when there is one (FMT-1)."""
    if share is None:
        return ""
    pattern = "0.0" if decimals else "0.##"
    return numbers.format_decimal(share, format=pattern, locale=locale())


def probability(share: Decimal | None) -> str:
    """A probability 0-100, always with one decimal (MOV-12, FMT-1)."""
    return percent(share, decimals=1)


def number(value: Decimal | int | None) -> str:
    return "" if value is None else numbers.format_decimal(value, locale=locale())


def date(day: datetime.date | None) -> str:
    """A day in figures, as the language writes it: 23-11-2026, 11/23/2026."""
    if day is None:
        return ""
    pattern = "dd-MM-yyyy" if locale() == "nl_NL" else "MM/dd/yyyy"
    return dates.format_date(day, pattern, locale=locale())
