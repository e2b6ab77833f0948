"""What people do with items."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kans.foundation.errors import Refused
from kans.foundation.history.concurrency import ChangedMeanwhile
from kans.foundation.records import contributions
from kans.foundation.records.contributions import Answers
from kans.number_series.models import ManualNumberRefused, NumberTaken, SetupMissing
from kans.trade.actions import create_item, delete_item, edit_item
from kans.trade.models import Item, ItemType
from kans.trade.rules.items import ItemNumberMissing, UnitMissing
from kans.trade.rules.keeping import NotDescribed, StillUsed, TooLongToKeep
from kans.trade.rules.prices import PriceOutOfRange
from kans.trade.rules.vat import VatGroupMissing
from tests.builders import (
    a_number_series,
    a_sales_setup,
    a_unit_of_measure,
    a_vat_item_group,
    an_item,
)


def facts(**others):
    return {
        "description": "Desk",
        "unit": a_unit_of_measure(),
        "vat_group": a_vat_item_group(),
        "unit_price": Decimal("12.34567"),
        **others,
    }


def numbered(**options):
    series = a_number_series("ITEM", "IT00001", **options)
    a_sales_setup(item_numbers=series)
    return series


def test_an_item_takes_the_next_number_of_the_series(ann):
    numbered()
    an_item(number="IT00001")

    item = create_item(**facts(description=" Desk "))

    item.refresh_from_db()
    assert (item.number, item.description) == ("IT00002", "Desk")
    assert (item.type, item.unit_price) == (ItemType.GOODS, Decimal("12.34567"))


def test_without_a_series_a_number_is_typed(ann):
    assert create_item(number=" ab-1 ", **facts()).number == "AB-1"


def test_without_a_series_a_blank_number_names_the_setup(ann):
    with pytest.raises(SetupMissing) as refused:
        create_item(**facts())

    assert "Item Nos. is blank in the set-up" in str(refused.value)
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    ("typed", "manual", "refusal"),
    [("X1", False, ManualNumberRefused), ("it00007", True, NumberTaken)],
)
def test_a_typed_number_is_allowed_and_free(ann, typed, manual, refusal):
    numbered(manual_numbers=manual)
    an_item(number="IT00007")

    with pytest.raises(refusal):
        create_item(number=typed, **facts())

    assert Item.objects.count() == 1


def test_an_item_lacks_everything_at_once(ann):
    numbered()

    with pytest.raises(Refused) as refused:
        create_item(description=" ", unit_price=Decimal(-1))

    assert [type(it) for it in refused.value.refusals] == [
        NotDescribed,
        UnitMissing,
        VatGroupMissing,
        PriceOutOfRange,
    ]
    assert not Item.objects.exists()


def test_no_number_is_lost_to_a_refusal(ann):
    numbered()
    with pytest.raises(NotDescribed):
        create_item(**facts(description=""))

    assert create_item(**facts()).number == "IT00001"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"number": ""}, ItemNumberMissing),
        ({"number": "IT00002"}, NumberTaken),
        ({"description": "x" * 101}, TooLongToKeep),
        ({"unit": None}, UnitMissing),
        ({"unit_price": None}, PriceOutOfRange),
        ({"unit_price": Decimal(10**10)}, PriceOutOfRange),
    ],
)
def test_what_an_item_cannot_become(ann, changes, refusal):
    item = an_item(number="IT00001")
    an_item("Chair", number="IT00002")

    with pytest.raises(refusal):
        edit_item(item, blocked=True, **changes)

    kept = Item.objects.get(number="IT00001")
    assert (kept.version, kept.blocked) == (item.version, False)


def test_what_is_absent_stays(ann):
    item = an_item(unit_price=Decimal("9.5"))

    edit_item(item, number="x1", description="Table")

    kept = Item.objects.get()
    assert (kept.number, kept.description) == ("X1", "Table")
    assert (kept.unit_price, kept.unit) == (Decimal("9.5"), item.unit)


def test_the_second_to_save_is_told(ann):
    item = an_item()
    edit_item(item, version=item.version, description="Table")

    with pytest.raises(ChangedMeanwhile):
        edit_item(item, version=item.version, description="Bench")

    assert Item.objects.get().description == "Table"


def test_an_item_that_a_higher_area_holds_stays(ann, monkeypatch):
    class Lines(Answers):
        def may_delete(self, records):
            return [
                StillUsed(code=each.number, what="Lines", count=2) for each in records
            ]

    monkeypatch.setitem(contributions._answers, Item, [Lines()])
    item = an_item()

    with pytest.raises(StillUsed) as refused:
        delete_item(item)

    assert "IT00001 is used by Lines (2)" in str(refused.value)
    assert Item.objects.get() == item


def test_an_item_that_nothing_holds_goes(ann):
    delete_item(an_item())

    assert not Item.objects.exists()
