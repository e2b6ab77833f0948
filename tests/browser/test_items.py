"""Items in a browser: a new one, its price in place, found by Tell me."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from kans.trade.models import Item
from tests.browser.desk import COMPANY, DESK
from tests.builders import (
    a_number_series,
    a_sales_setup,
    a_unit_of_measure,
    a_vat_item_group,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_item_is_added_priced_and_found_again(ann, ann_the_user, open_browser):
    a_sales_setup(item_numbers=a_number_series("ITEM", "IT00001"))
    a_unit_of_measure()
    a_vat_item_group()
    page = open_browser(user=ann_the_user, viewport=DESK)
    page.goto(f"{COMPANY}items/")
    page.keyboard.press("Alt+n")
    page.locator("#id_description").fill("Standing desk")
    page.locator("#id_unit").select_option("PCS")
    page.locator("#id_unit_price").fill("99.5")
    page.locator("#id_vat_group").select_option("STANDARD")
    page.get_by_role("button", name="OK").click()
    expect(page.locator("main h1")).to_have_text("IT00001 · Standing desk")

    page.locator("#value_unit_price").click()
    page.locator("#edit_unit_price").fill("0.12345")
    page.keyboard.press("Enter")
    expect(page.locator("#value_unit_price")).to_have_text("0.12345")

    page.keyboard.press("Alt+q")
    page.keyboard.type("standing")
    page.get_by_role("option", name="Standing desk").first.click()
    expect(page.locator("main h1")).to_have_text("IT00001 · Standing desk")
    assert Item.objects.get().unit_price == Decimal("0.12345")
