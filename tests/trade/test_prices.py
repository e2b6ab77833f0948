"""What an item costs in a document, and what a document's amount is worth."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kans.trade.rules.currencies import NoExchangeRate
from kans.trade.rules.prices import Pricing, in_local_currency, unit_price
from tests.builders import (
    JANUARY_1,
    MARCH_1,
    MARCH_2,
    MARCH_8,
    a_currency,
    an_exchange_rate,
)

WITH, WITHOUT = True, False


@pytest.mark.parametrize(
    ("item", "worth", "wants_vat", "expected"),
    [
        # in local currency, as the item has it: its price, and the VAT in it or not
        (("100", WITHOUT, 21), "1", WITHOUT, "100.00000"),
        (("121", WITH, 21), "1", WITH, "121.00000"),
        # VAT put in, and taken out
        (("100", WITHOUT, 21), "1", WITH, "121.00000"),
        (("121", WITH, 21), "1", WITHOUT, "100.00000"),
        (("100", WITH, 21), "1", WITHOUT, "82.64463"),
        (("100", WITHOUT, 0), "1", WITH, "100.00000"),
        # in another currency: what one unit of it is worth
        (("90", WITHOUT, 21), "0.9", WITHOUT, "100.00000"),
        (("100", WITHOUT, 21), "0.9", WITHOUT, "111.11111"),
        (("100", WITHOUT, 21), "3", WITHOUT, "33.33333"),
        # both at once, rounded once: 0.00002 with 50 % is 0.00003
        (("109", WITH, 9), "0.5", WITHOUT, "200.00000"),
        (("0.00002", WITHOUT, 50), "1", WITH, "0.00003"),
        # half away from zero, at the fifth decimal
        (("0.00001", WITHOUT, 0), "2", WITHOUT, "0.00001"),
        (("0.00003", WITHOUT, 0), "2", WITHOUT, "0.00002"),
        (("0", WITHOUT, 21), "0.9", WITH, "0.00000"),
    ],
)
def test_the_price_of_an_item_in_a_document(item, worth, wants_vat, expected):
    price, has_vat, vat = item

    found = unit_price(
        Decimal(price),
        includes_vat=has_vat,
        vat_percent=Decimal(vat),
        document=Pricing(Decimal(worth), includes_vat=wants_vat),
    )

    assert str(found) == expected


@pytest.mark.parametrize(
    ("amount", "worth", "minor_unit", "expected"),
    [
        ("100", "0.9", 2, "90.00"),
        ("0.01", "0.5", 2, "0.01"),
        ("-0.01", "0.5", 2, "-0.01"),
        ("1.25", "0.1", 2, "0.13"),
        ("12.5", "1", 0, "13"),
        ("1", "0.0005", 3, "0.001"),
    ],
)
def test_what_an_amount_is_worth_in_local_currency(amount, worth, minor_unit, expected):
    found = in_local_currency(
        Decimal(amount), worth=Decimal(worth), minor_unit=minor_unit
    )

    assert str(found) == expected


@pytest.mark.parametrize(
    ("day", "worth"), [(MARCH_1, "0.9"), (MARCH_2, "0.8"), (MARCH_8, "0.8")]
)
def test_the_latest_rate_that_has_begun_holds(ann, day, worth):
    dollar = a_currency()
    an_exchange_rate("0.9", JANUARY_1, dollar)
    an_exchange_rate("0.8", MARCH_2, dollar)

    assert dollar.worth_on(day) == Decimal(worth)


def test_a_currency_that_has_no_rate_yet_is_refused_by_name_and_date(ann):
    dollar = an_exchange_rate(starting=MARCH_2).currency

    with pytest.raises(NoExchangeRate) as refused:
        dollar.worth_on(MARCH_1)

    assert "exchange rate of USD for 03/01/2026" in str(refused.value)
