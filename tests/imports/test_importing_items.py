"""Items out of a file."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kans.trade.models import Item, ItemType
from tests.builders import (
    a_number_series,
    a_sales_setup,
    a_unit_of_measure,
    a_vat_item_group,
    an_item,
)
from tests.imports.builders import said_of_import


@pytest.fixture
def set_up(ann):
    a_sales_setup(item_numbers=a_number_series("ITEM", "IT00001"))
    a_unit_of_measure(description="Stuks")
    a_vat_item_group()


def bring_in(folder, text, *options):
    return said_of_import("items", folder, text, *options)


def test_a_price_list_in_dutch_becomes_items(set_up, tmp_path):
    bring_in(
        tmp_path,
        "SKU;Artikelnaam;Soort;Eenheid;Verkoopprijs;Btw-groep;Externe ID\n"
        ";Bureau;Goederen;Stuks;1.234,56789;standard;7\n"
        ";Advies;Dienst;PCS;87,50;STANDARD;8\n",
    )

    desk, advice = Item.objects.order_by("number")
    assert (desk.number, desk.description, desk.external_id) == (
        *("IT00001", "Bureau", "7"),
    )
    assert desk.unit_price == Decimal("1234.56789")
    assert (advice.type, advice.unit.code) == (ItemType.SERVICE, "PCS")


def test_a_row_that_is_refused_leaves_the_others(set_up, tmp_path):
    said = bring_in(
        tmp_path,
        "Description,Unit of Measure,Unit Price,VAT Item Group\n"
        "Desk,PCS,9999999999999999,STANDARD\n"
        "Lamp,BOX,10,STANDARD\n"
        "Chair,PCS,10,STANDARD\n",
    )

    assert [item.description for item in Item.objects.all()] == ["Chair"]
    assert "Enter a unit price from 0 up to" in said
    assert "BOX" in said


def test_again_with_update_changes_only_what_is_told(set_up, tmp_path):
    an_item("Desk", external_id="7", unit_price=Decimal(5), blocked=True)

    bring_in(tmp_path, "External ID,Unit Price\n7,12.5\n", "--update")

    item = Item.objects.get()
    assert (item.unit_price, item.description, item.blocked) == (
        *(Decimal("12.5"), "Desk", True),
    )
