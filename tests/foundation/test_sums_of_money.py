"""Sums of money: to the cent, on both databases."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db.models import OuterRef, Q, Subquery

from kans.foundation.sums import MoneySum
from kans.opportunities.models import Opportunity, SalesCycle
from tests.builders import a_sales_cycle, an_estimate, an_opportunity


def opportunities_worth(*values):
    cycle = a_sales_cycle("Qualify")
    for value in values:
        estimate = an_estimate(value)
        an_opportunity(sales_cycle=cycle, standing_on="Qualify", estimate=estimate)


@pytest.mark.parametrize(
    ("values", "total"),
    [
        ((), None),
        (("0.1", "0.2"), "0.3"),
        (("1111.11", "2222.22", "2332004.07"), "2335337.40"),
        (("99999999.99", "0.01"), "100000000"),
        (("500000000000.01", "400000000000.02"), "900000000000.03"),
    ],
)
def test_money_is_added_exactly(ann, values, total):
    opportunities_worth(*values)

    found = Opportunity.objects.aggregate(sum=MoneySum("estimated_value"))["sum"]

    assert found == (Decimal(total) if total else None)
    assert found is None or isinstance(found, Decimal)


def test_so_is_the_money_of_a_group_and_of_some_of_the_rows(ann):
    opportunities_worth("0.1", "0.2", "5")

    rows = Opportunity.objects.values("status").annotate(
        small=MoneySum("estimated_value", filter=Q(estimated_value__lt=1))
    )

    assert rows.get()["small"] == Decimal("0.3")


def test_so_is_the_money_of_another_table(ann):
    opportunities_worth("0.1", "0.2")
    of_cycle = Opportunity.objects.filter(sales_cycle=OuterRef("pk")).order_by()
    sums = of_cycle.values("sales_cycle").annotate(n=MoneySum("estimated_value"))

    cycle = SalesCycle.objects.annotate(value=Subquery(sums.values("n"))).get()

    assert cycle.value == Decimal("0.3")
