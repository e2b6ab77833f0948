"""How values are shown: in the reader's language, money as the company keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel import numbers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kans.foundation.acting.actors import who_acts
from kans.foundation.notation import (
    date,
    in_pattern,
    locale,
    number,
    percent,
    price,
    probability,
    typed_number,
)
from kans.foundation.text.amounts import minor_unit_of

if TYPE_CHECKING:
    import datetime
    from decimal import Decimal as Amount


__all__ = [
    "date",
    "days",
    "locale",
    "moment",
    "money",
    "number",
    "percent",
    "price",
    "probability",
    "size",
    "typed_number",
    "yes_no",
]


UNITS = ("B", "KB", "MB", "GB")


def money(amount: Amount | None, of: str | None = "", *, currency: bool = False) -> str:
    """An amount in LCY, or `of` a currency: `1,234.50`; with its sign, `€ 1,234.50`.

    It has the decimals that are paid in its currency, wherever it is shown.
    """
    if amount is None:
        return ""
    company = who_acts().company
    if currency:
        return numbers.format_currency(amount, company.currency, locale=locale())
    decimals = minor_unit_of(of) if of else company.minor_unit
    return in_pattern("#,##0." + "0" * decimals if decimals else "#,##0", amount)


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


def size(count: int) -> str:
    """How large a file is, in the unit that says it shortest."""
    value, unit = float(count), 0
    while value >= 1000 and unit < len(UNITS) - 1:
        value, unit = value / 1024, unit + 1
    pattern = "0" if unit == 0 or value >= 10 else "0.#"
    shown = numbers.format_decimal(value, format=pattern, locale=locale())
    return f"{shown} {UNITS[unit]}"
