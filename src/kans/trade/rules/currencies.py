"""Which currencies there are, and what one is worth on a day."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from babel.numbers import is_currency
from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.strings import shown

if TYPE_CHECKING:
    from datetime import date

SMALLEST_RATE, LARGEST_RATE = Decimal("0.000001"), Decimal(999999999)


class NotACurrency(DomainError):
    field = "code"
    message = _("%(code)s is no currency. Type a code of three letters, such as USD.")


class OwnCurrency(DomainError):
    field = "code"
    message = _(
        "%(code)s is the company's own currency, in which everything is kept anyway. "
        "Type another."
    )


class RateOfNoCurrency(DomainError):
    field = "currency"
    message = _("Choose the currency that the exchange rate is of.")


class RateDateMissing(DomainError):
    field = "starting_date"
    message = _("Enter from which date on the exchange rate holds.")


class RateOutOfRange(DomainError):
    field = "rate"
    message = _("Enter an exchange rate above zero, up to 999,999,999.")


class RateDateTaken(DomainError):
    field = "starting_date"
    message = _(
        "%(currency)s has an exchange rate from %(date)s on already. Change that one."
    )


class NoExchangeRate(DomainError):
    field = "currency"
    message = _(
        "There is no exchange rate of %(currency)s for %(date)s. Add one on the card "
        "of the currency, or choose a later date."
    )


def may_be_currency(code: str, *, own: str) -> tuple[DomainError, ...]:
    """A code that the world knows, of another currency than the company's own."""
    if code == own:
        return (OwnCurrency(code=code),)
    return () if not code or is_currency(code) else (NotACurrency(code=shown(code)),)


def may_be_exchange_rate(
    currency: str, starting: date | None, rate: Decimal | None, *, taken: bool
) -> tuple[DomainError, ...]:
    """A rate is above zero and holds from a date on that has no other."""
    found: list[DomainError] = [] if currency else [RateOfNoCurrency()]
    if starting is None:
        found.append(RateDateMissing())
    elif taken:
        found.append(RateDateTaken(currency=currency, date=starting))
    if rate is None or not SMALLEST_RATE <= rate <= LARGEST_RATE:
        found.append(RateOutOfRange())
    return tuple(found)


def worth(
    currency: str, day: date, rate: Decimal | None, *, at: str | None = None
) -> Decimal:
    """What one unit of a currency is worth in local currency; it must be known."""
    if rate is None:
        raise NoExchangeRate(currency=currency, date=day, at=at)
    return rate
