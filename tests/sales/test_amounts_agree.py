"""An amount of a document is the same in figures wherever it is shown."""

from __future__ import annotations

import re

import pytest

from kans.sales.actions import edit_document, edit_line, keep_version
from tests.builders import MARCH_1, a_currency, an_exchange_rate
from tests.opportunities.pages import text_of
from tests.sales.common import D, a_quote

HERE = "/c/cronus/"


@pytest.mark.parametrize(
    ("currency", "price", "shown"),
    [
        ("", "1234.5", "1,234.50"),
        ("JPY", "1234", "1,234"),
        ("KWD", "1234.567", "1,234.567"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency_everywhere(
    browser, currency, price, shown
):
    """In the list and beside it, on the card, in versions and in the archive."""
    quote = a_quote(1)
    if currency:
        known = an_exchange_rate("2", MARCH_1, a_currency(currency)).currency
        quote = edit_document(quote, currency=known)
    edit_line(quote.lines.get(), unit_price=D(price))
    keep_version(quote)
    number = quote.number

    card = text_of(browser.get(f"{HERE}sales/{number}/"))
    list_ = text_of(browser.get(f"{HERE}quotes/?selected={number}"))
    versions = text_of(browser.get(f"{HERE}sales/{number}/versions/"))
    archive = text_of(browser.get(f"{HERE}sales/versions/"))

    in_card = re.search(r'id="total_excluding">([^<]*)<', card)[1]
    in_list = re.search(r'data-caption="Total Excl. VAT"[^>]*>([^<]*)<', list_)[1]
    beside = re.search(r'Total Excl. VAT</dt><dd class="whole">([^<]*)<', list_)[1]
    in_archive = re.search(r'data-caption="Total Excl. VAT"[^>]*>([^<]*)<', archive)[1]
    assert {in_card, in_list, beside, in_archive} == {shown}
    assert f"· {shown} {currency or 'EUR'}" in versions
