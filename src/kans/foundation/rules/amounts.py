"""How large an amount may be."""

from decimal import Decimal

# With three decimals fifteen digits: what every database reads back as it was written.
LARGEST_AMOUNT = Decimal(999999999999)
AMOUNT_DIGITS, AMOUNT_DECIMALS = 15, 3

LARGEST_PRICE, PRICE_DECIMALS = Decimal("9999999999.99999"), 5  # of one unit
