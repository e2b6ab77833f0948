"""Which VAT is paid: a rate for each pair of groups."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kans.foundation.errors import Refused
from kans.trade.actions import (
    create_vat_rate,
    delete_vat_customer_group,
    delete_vat_item_group,
    edit_vat_rate,
)
from kans.trade.models import VatCustomerGroup, VatItemGroup, VatRate
from kans.trade.rules.keeping import StillUsed
from kans.trade.rules.vat import (
    NoVatRate,
    VatGroupMissing,
    VatOutOfRange,
    VatRateTaken,
    vat_percent,
)
from tests.builders import (
    a_sales_setup,
    a_vat_customer_group,
    a_vat_item_group,
    a_vat_rate,
    an_item,
)


@pytest.mark.parametrize(
    ("customers", "items", "percent"),
    [
        ("DOMESTIC", "STANDARD", 21),
        ("DOMESTIC", "REDUCED", 9),
        ("EU", "STANDARD", 0),
        ("EU", "REDUCED", None),
        ("EXPORT", "STANDARD", None),
    ],
)
def test_what_these_customers_pay_on_these_items(ann, customers, items, percent):
    a_vat_rate(21)
    a_vat_rate(9, items="REDUCED")
    a_vat_rate(0, customers="EU")
    pair = a_vat_customer_group(customers), a_vat_item_group(items)

    if percent is not None:
        assert vat_percent(*pair, VatRate.objects.all()) == percent
        return
    with pytest.raises(NoVatRate) as refused:
        vat_percent(*pair, VatRate.objects.all())
    assert f"group {customers} and items of group {items}" in str(refused.value)


@pytest.mark.parametrize("percent", [None, Decimal("-0.01"), Decimal("100.01")])
def test_a_rate_is_a_percentage(ann, percent):
    rate = a_vat_rate(21)

    with pytest.raises(VatOutOfRange):
        edit_vat_rate(rate, percent=percent)

    assert VatRate.objects.get().percent == 21


def test_a_pair_of_groups_has_one_rate(ann):
    rate = a_vat_rate(21)
    pair = {"customer_group": rate.customer_group, "item_group": rate.item_group}

    with pytest.raises(VatRateTaken):
        create_vat_rate(**pair, percent=Decimal(9))

    assert VatRate.objects.get().percent == 21


def test_a_rate_lacks_everything_at_once(ann):
    with pytest.raises(Refused) as refused:
        create_vat_rate(customer_group=None, percent=Decimal(101))

    assert [type(it) for it in refused.value.refusals] == [
        VatGroupMissing,
        VatGroupMissing,
        VatOutOfRange,
    ]
    assert not VatRate.objects.exists()


def test_a_group_goes_with_its_rates(ann):
    rate = a_vat_rate(21)
    a_vat_rate(0, customers="EU")

    delete_vat_customer_group(rate.customer_group)

    assert [r.customer_group.code for r in VatRate.objects.all()] == ["EU"]
    delete_vat_item_group(rate.item_group)
    assert not VatRate.objects.exists()


def test_a_group_of_items_that_has_items_stays(ann):
    a_vat_rate(21)
    group = an_item().vat_group

    with pytest.raises(StillUsed) as refused:
        delete_vat_item_group(group)

    assert str(refused.value) == (
        "STANDARD is used by Items (1). Choose another there first."
    )
    assert VatItemGroup.objects.get() == group
    assert VatRate.objects.count() == 1


def test_the_group_of_the_setup_stays(ann):
    group = a_vat_customer_group()
    a_sales_setup(default_vat_group=group)

    with pytest.raises(StillUsed) as refused:
        delete_vat_customer_group(group)

    assert "DOMESTIC is used by Sales Setup (1)" in str(refused.value)
    assert VatCustomerGroup.objects.get() == group
