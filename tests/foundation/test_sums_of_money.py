"""Sums of money: to the cent, on both databases."""

from __future__ import annotations

from copy import copy
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.db.models.base import ModelState
from django.db.models.functions import Coalesce
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uuid6 import uuid7

from kans.foundation.journal.journal import open_change
from kans.foundation.records.sums import NO_MONEY, MoneySum
from kans.opportunities.models import Opportunity, SalesCycle
from kans.opportunities.queries.figures import cycle_figures, cycles_with_figures
from kans.opportunities.queries.people import statistics_of_contact
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
        (("999999999998.99",) * 9 + ("0.04",), "8999999999990.95"),
        (("999999999998.99",) * 10 + ("0.03",), "9999999999989.93"),
    ],
)
def test_money_is_added_exactly(ann, values, total):
    opportunities_worth(*values)

    found = Opportunity.objects.aggregate(sum=MoneySum("estimated_value"))["sum"]

    assert found == (Decimal(total) if total else None)
    assert found is None or isinstance(found, Decimal)


def test_a_list_adds_what_has_more_digits_than_a_number_of_the_database(browser):
    """Up to 9e15, and beyond: SQLite ends a sum of whole numbers at 9.2e18 units."""
    opportunities_worth("999999999999", "0.07")
    seed = Opportunity.objects.get(estimated_value="999999999999")
    with open_change("test"):
        Opportunity.objects.bulk_create(
            replica_of(seed, number) for number in range(9_999)
        )
    total = Decimal(999999999999) * 10_000 + Decimal("0.07")

    shown = browser.get("/c/cronus/opportunities/?totals=yes").content.decode()

    found = Opportunity.objects.aggregate(sum=MoneySum("estimated_value"))["sum"]
    assert found == total
    assert f">{total:,.2f}<" in shown
    of_cycle = Opportunity.objects.filter(sales_cycle=OuterRef("pk")).order_by()
    sums = of_cycle.values("sales_cycle").annotate(n=MoneySum("estimated_value"))
    value = Coalesce(Subquery(sums.values("n")), NO_MONEY)
    cycles = SalesCycle.objects.annotate(value=value)
    assert cycles.get(value__gt=5).value == total
    assert not cycles.filter(value__lt=5).exists()


def replica_of(seed, number):
    made = copy(seed)
    made.pk, made.number = uuid7(), f"N{number}"
    made._state = ModelState()
    return made


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


MONEY = st.integers(0, 999999999999_99).map(lambda cents: Decimal(cents) / 100)


@given(values=st.lists(MONEY, min_size=1, max_size=40))
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_sum_on_a_page_is_exact(browser, values):
    """Of a list and its groups, of a contact, a cycle and its stages, in a preview."""
    with transaction.atomic():
        opportunities_worth("0")
        seed = Opportunity.objects.get()
        with open_change("test"):
            Opportunity.objects.bulk_create(
                worth(replica_of(seed, number), value)
                for number, value in enumerate(values)
            )
        total = sum(values)

        list_ = browser.get("/c/cronus/opportunities/?totals=yes").text
        groups = browser.get("/c/cronus/opportunities/?group=status").text
        row = browser.get("/c/cronus/sales-cycles/").text
        of_cycle = cycle_figures(seed.sales_cycle)

        assert all(f">{total:,.2f}<" in page for page in (list_, groups, row))
        assert statistics_of_contact(seed.contact).estimated == total
        assert of_cycle.total.estimated_value == total
        assert of_cycle.at(seed.stage_id).estimated_value == total
        assert cycles_with_figures().get().open_value == total
        transaction.set_rollback(True)


def worth(opportunity, value):
    opportunity.estimated_value = value
    return opportunity
