"""The pages of items."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kans.trade.models import Item
from tests.builders import (
    a_number_series,
    a_sales_setup,
    a_unit_of_measure,
    a_vat_item_group,
    an_item,
)
from tests.contacts.test_contact_pages import text_of
from tests.opportunities.test_many_selected import choose, counts, press_ok

LIST = "/c/cronus/items/"
NEW = {
    "description": "Desk",
    "type": "Goods",
    "unit": "PCS",
    "unit_price": "1,234.56789",
    "vat_group": "STANDARD",
}


@pytest.fixture
def numbered(ann):
    a_sales_setup(item_numbers=a_number_series("ITEM", "IT00001"))
    a_unit_of_measure()
    a_vat_item_group()


def test_a_new_item_gets_a_card(browser, numbered):
    answer = browser.post(LIST + "new/", NEW)

    assert answer["Location"] == LIST + "IT00001/"
    assert Item.objects.get().unit_price == Decimal("1234.56789")
    assert "1,234.56789" in text_of(browser.get(LIST + "IT00001/"))


def test_what_is_missing_is_told_at_its_field_and_nothing_is_made(browser, numbered):
    answer = browser.post(LIST + "new/", {**NEW, "unit": "", "unit_price": "-1"})

    assert answer.status_code == 422
    assert 'value="Desk"' in answer.content.decode()
    assert not Item.objects.exists()


def test_without_a_series_the_dialog_names_the_setup(browser, numbered):
    a_sales_setup(item_numbers=None)

    answer = browser.post(LIST + "new/", NEW)

    assert answer.status_code == 422
    assert "Item Nos. is blank in the set-up." in text_of(answer)
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    ("price", "written"),
    [
        ("100", "100.00"),
        ("1234.5", "1,234.50"),
        ("0.12345", "0.12345"),
        ("0.125", "0.125"),
    ],
)
def test_a_price_is_written_with_two_to_five_decimals(browser, price, written):
    an_item(unit_price=Decimal(price))

    assert f">{written}<" in browser.get(LIST).content.decode().replace("\n", "")
    assert f'value="{written}"' in text_of(
        browser.get(LIST + "IT00001/edit/", {"only": "unit_price"})
    )


def test_one_field_is_edited_in_place(browser):
    an_item("Desk")

    browser.post(
        LIST + "IT00001/edit/",
        {"only": "description", "description": "Table", "version": "1"},
    )

    item = Item.objects.get()
    assert (item.description, item.unit_price) == ("Table", Decimal(100))


def test_an_item_is_deleted_after_a_question(browser):
    an_item()

    assert "Delete this item?" in text_of(browser.get(LIST + "IT00001/delete/"))
    assert Item.objects.exists()

    browser.confirm(LIST + "IT00001/delete/")
    assert not Item.objects.exists()


def test_suggestions_leave_out_what_is_blocked(browser):
    an_item("Desk")
    an_item("Desk lamp", blocked=True)

    found = text_of(browser.get(LIST + "lookup/", {"q": "desk"}))

    assert "IT00001" in found
    assert "IT00002" not in found


@pytest.mark.parametrize(
    ("verb", "left"),
    [("block", [True, True]), ("unblock", [False, False]), ("delete", [])],
)
def test_many_items_at_once(browser, verb, left):
    items = [an_item("Desk"), an_item("Lamp", blocked=True)]
    dialog = choose(browser, verb, *items, door=LIST)
    assert counts(dialog) == {"can": 2}

    press_ok(browser, verb, dialog, door=LIST)

    assert [item.blocked for item in Item.objects.order_by("number")] == left


def test_tell_me_finds_items(browser):
    an_item("Standing desk")

    found = text_of(browser.get("/c/cronus/tell-me/", {"q": "standing"}))

    assert "IT00001" in found
