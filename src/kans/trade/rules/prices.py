"""The price of an item in a document, and what a document's amount is worth."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.text.amounts import LARGEST_PRICE, PRICE_DECIMALS
from kans.foundation.text.numbers import MOST_JUDGED

ONE, HUNDRED = Decimal(1), Decimal(100)
WIDE = Context(prec=2 * MOST_JUDGED)  # for what is rounded before it is refused


class PriceOutOfRange(DomainError):
    field = "unit_price"
    message = _("Enter a unit price from 0 up to 9,999,999,999.99999.")


@dataclass(frozen=True)
class Pricing:
    """How a document prices: one unit of its currency in local currency, and VAT."""

    worth: Decimal = ONE
    includes_vat: bool = False


def may_be_price(price: Decimal | None) -> tuple[DomainError, ...]:
    fits = price is not None and 0 <= price <= LARGEST_PRICE
    return () if fits else (PriceOutOfRange(),)


def unit_price(
    price: Decimal,
    *,
    includes_vat: bool,
    vat_percent: Decimal,
    document: Pricing,
) -> Decimal:
    """An item's price as a document has it: in its currency, with or without VAT.

    Rounded once, at the end (AMT-1).
    """
    factor = ONE + vat_percent / HUNDRED
    if document.includes_vat and not includes_vat:
        price *= factor
    elif includes_vat and not document.includes_vat:
        price /= factor
    return rounded(price / document.worth, PRICE_DECIMALS)


def in_local_currency(
    amount: Decimal, *, worth: Decimal, minor_unit: int = 2
) -> Decimal:
    """What an amount of a document is worth in local currency, to its minor unit."""
    return rounded(amount * worth, minor_unit)


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Rounded, half away from zero."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, WIDE)
