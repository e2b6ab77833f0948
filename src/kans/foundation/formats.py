"""How values are shown: money, percentages, dates, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel import dates, numbers
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kans.foundation.actors import who_acts

if TYPE_CHECKING:
    import datetime
    from decimal import Decimal as Amount


def locale() -> str:
    return {"nl": "nl_NL", "en": "en_US"}.get(
        translation.get_language() or "en", "en_US"
    )


def money(amount: Amount | None, *, currency: bool = False) -> str:
    """An amount in LCY: `1,234.50` or, with its currency, `€ 1,234.50`."""
    if amount is None:
        return ""
    company = who_acts().company
    if currency:
        return numbers.format_currency(amount, company.currency, locale=locale())
    pattern = "#,##0." + "0" * company.minor_unit if company.minor_unit else "#,##0"
    return numbers.format_decimal(amount, format=pattern, locale=locale())


def percent(share: Amount | None, *, decimals: int = 0) -> str:
    """A percentage 0-100 as a number; a fraction shows when there is one (FMT-1)."""
    if share is None:
        return ""
    pattern = "0.0" if decimals else "0.##"
    return numbers.format_decimal(share, format=pattern, locale=locale())


def probability(share: Amount | None) -> str:
    """A probability 0-100, always with one decimal (MOV-12, FMT-1)."""
    return percent(share, decimals=1)


def number(value: Amount | int | None) -> str:
    return "" if value is None else numbers.format_decimal(value, locale=locale())


def date(day: datetime.date | None) -> str:
    """A day in figures, as the language writes it: 23-11-2026, 11/23/2026."""
    if day is None:
        return ""
    pattern = "dd-MM-yyyy" if locale() == "nl_NL" else "MM/dd/yyyy"
    return dates.format_date(day, pattern, locale=locale())


def moment(at: datetime.datetime | None) -> str:
    """A moment, on the clock of the acting company."""
    if at is None:
        return ""
    local = at.astimezone(who_acts().company.zone)
    return f"{date(local.date())} {local:%H:%M}"


def days(count: int | None) -> str:
    if count is None:
        return ""
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def yes_no(value: object) -> str:
    return _("Yes") if value else _("No")
