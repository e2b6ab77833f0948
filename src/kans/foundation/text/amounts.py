"""How large an amount may be."""

from decimal import Decimal
from functools import lru_cache

from babel.numbers import get_currency_precision

# With three decimals fifteen digits: what every database reads back as it was written.
LARGEST_AMOUNT = Decimal(999999999999)
AMOUNT_DIGITS, AMOUNT_DECIMALS = 15, 3

LARGEST_PRICE, PRICE_DECIMALS = Decimal("9999999999.99999"), 5  # of one unit


@lru_cache
def minor_unit_of(currency: str) -> int:
    """Return how many decimals amounts of a currency have; a column holds three."""
    return min(get_currency_precision(currency), AMOUNT_DECIMALS)
