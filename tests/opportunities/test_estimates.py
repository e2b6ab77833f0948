"""What an opportunity is worth and how likely it is (MOV-12)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.translation import override

from kans.foundation.acting.actors import acting_as
from kans.foundation.journal.journal import open_change
from kans.foundation.text.amounts import LARGEST_AMOUNT
from kans.opportunities.actions import activate_first_stage, move_opportunity
from kans.opportunities.models import Opportunity
from kans.opportunities.rules.estimates import (
    ChancesOfSuccessMissing,
    Estimate,
    EstimatedValueMissing,
    EstimatedValueTooLarge,
    ProbabilityCalculation,
    closing_date,
    current_value,
    money,
    probability,
)
from kans.opportunities.rules.moves import Move
from tests.builders import (
    JUNE_30,
    MARCH_1,
    MARCH_8,
    a_company,
    a_sales_cycle,
    a_stage,
    an_actor,
    an_estimate,
    an_opportunity,
)
from tests.opportunities.common import refused, won

MULTIPLY, ADD = ProbabilityCalculation.MULTIPLY, ProbabilityCalculation.ADD
CHANCES = ProbabilityCalculation.CHANCES_OF_SUCCESS
COMPLETED = ProbabilityCalculation.COMPLETED


@pytest.mark.parametrize(
    ("calculation", "chances", "completed", "share"),
    [
        (MULTIPLY, "50", "40", "20"),
        (MULTIPLY, "33.33", "66.67", "22.221111"),
        (MULTIPLY, "0.01", "0.01", "0.000001"),
        (MULTIPLY, "100", "100", "100"),
        (MULTIPLY, "80", "0", "0"),
        (ADD, "50", "40", "45"),
        (ADD, "33.33", "66.66", "49.995"),
        (ADD, "80", "0", "40"),
        (CHANCES, "33.33", "40", "33.33"),
        (COMPLETED, "50", "66.67", "66.67"),
    ],
)
def test_the_probability_follows_in_four_ways(calculation, chances, completed, share):
    found = probability(
        calculation, chances=Decimal(chances), completed=Decimal(completed)
    )

    assert found == Decimal(share)
    assert found.as_tuple().exponent == -6


@pytest.mark.parametrize(
    ("amount", "minor_unit", "rounded"),
    [
        ("0.005", 2, "0.01"),
        ("0.015", 2, "0.02"),
        ("2.675", 2, "2.68"),
        ("0.0049", 2, "0.00"),
        ("0.5", 0, "1"),  # yen
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("1.0005", 3, "1.001"),  # dinars
        ("-0.005", 2, "-0.01"),
    ],
)
def test_money_rounds_half_up_to_the_minor_unit(amount, minor_unit, rounded):
    assert str(money(Decimal(amount), minor_unit=minor_unit)) == rounded


@pytest.mark.parametrize(
    ("value", "share", "minor_unit", "current"),
    [
        ("1000", "45", 2, "450"),
        ("0.01", "50", 2, "0.01"),
        ("99.99", "33.333333", 2, "33.33"),
        ("1000000.01", "22.221111", 2, "222211.11"),
        ("5", "10", 0, "1"),
        ("1.001", "50", 3, "0.501"),
    ],
)
def test_the_current_value_is_the_value_weighed(value, share, minor_unit, current):
    found = current_value(Decimal(value), Decimal(share), minor_unit=minor_unit)

    assert found == Decimal(current)


def test_what_is_typed_is_rounded_to_what_can_be_kept():
    typed = Estimate(Decimal("1000.005"), Decimal("33.335"), JUNE_30)

    kept = Estimate(Decimal("1000.01"), Decimal("33.34"), JUNE_30)
    assert typed.rounded(minor_unit=2) == kept
    assert Estimate().rounded(minor_unit=2) == Estimate()


def test_only_what_is_blank_is_taken_from_the_stage():
    stage = a_stage(chances_of_success=Decimal(60), date_formula="1W")

    assert Estimate(Decimal(5)).filled(stage, MARCH_1) == an_estimate(5, 60, MARCH_8)
    assert an_estimate(5, 20).filled(stage, MARCH_1) == an_estimate(5, 20)
    assert Estimate(Decimal(5)).filled(stage, None) == an_estimate(5, 60, None)
    zero = an_estimate(5, 0)
    assert zero.filled(stage, MARCH_1) == zero  # typed, though refused afterwards


def test_a_blank_date_formula_means_the_date_of_change_itself():
    assert closing_date(a_stage(), MARCH_1) == MARCH_1
    assert closing_date(a_stage(date_formula="1W"), MARCH_1) == MARCH_8


# As recorded -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("calculation", "share", "current"),
    [
        (MULTIPLY, "22.221111", "222.21"),
        (ADD, "50", "500"),
        (CHANCES, "33.33", "333.3"),
        (COMPLETED, "66.67", "666.7"),
    ],
)
def test_the_sales_cycle_says_how_the_probability_follows(
    ann, calculation, share, current
):
    stage = a_stage("Qualify", completed=Decimal("66.67"))
    cycle = a_sales_cycle(stage, probability_calculation=calculation)
    opportunity = an_opportunity(sales_cycle=cycle)

    activate_first_stage(opportunity, on=MARCH_1, estimate=an_estimate(1000, "33.33"))

    entry = opportunity.entries.get()
    assert (entry.chances_of_success, entry.completed) == (
        Decimal("33.33"),
        Decimal("66.67"),
    )
    assert entry.probability == Decimal(share)
    assert entry.calculated_current_value == Decimal(current)


@pytest.mark.parametrize(
    ("currency", "value", "kept"),
    [
        ("EUR", "1000.005", ("1000.01", "333.3")),  # 333.303333 rounded
        ("JPY", "1000.5", ("1001", "334")),  # 333.6333 would be 333.6
        ("KWD", "1000.0005", ("1000.001", "333.3")),
    ],
)
def test_money_is_kept_in_the_minor_unit_of_the_companys_currency(
    db, clock, currency, value, kept
):
    company = a_company("Elsewhere", currency=currency)
    with acting_as(an_actor(company)):
        cycle = a_sales_cycle("Qualify", probability_calculation=CHANCES)
        opportunity = an_opportunity(sales_cycle=cycle)

        activate_first_stage(
            opportunity, on=MARCH_1, estimate=an_estimate(value, "33.33")
        )

        kept_now = Opportunity.objects.get()
        assert kept_now.estimated_value == Decimal(kept[0])
        assert kept_now.calculated_current_value == Decimal(kept[1])


def test_sales_are_kept_in_the_minor_unit_of_the_companys_currency(db, clock):
    with acting_as(an_actor(a_company("Elsewhere", currency="JPY"))):
        opportunity = an_opportunity(standing_on="Sign")

        won(opportunity, sales="5000.5")

        assert Opportunity.objects.get().calculated_current_value == 5001


def test_a_value_or_chances_that_round_to_nothing_are_none(ann):
    opportunity = an_opportunity(standing_on="Qualify")

    with refused(EstimatedValueMissing, ChancesOfSuccessMissing):
        move_opportunity(
            opportunity,
            Move.NEXT,
            on=MARCH_8,
            estimate=an_estimate("0.004", "0.004"),
        )


@pytest.mark.parametrize("value", [LARGEST_AMOUNT + Decimal("0.01"), Decimal("1E+40")])
def test_a_value_too_large_to_be_kept_is_refused(ann, value):
    opportunity = an_opportunity(standing_on="Qualify")

    with refused(EstimatedValueTooLarge):
        move_opportunity(
            opportunity, Move.NEXT, on=MARCH_8, estimate=an_estimate(value)
        )


def test_the_largest_value_is_read_back_as_it_was_written(ann):
    opportunity = an_opportunity(standing_on="Qualify")
    largest = LARGEST_AMOUNT - Decimal("0.01")

    move_opportunity(
        opportunity, Move.NEXT, on=MARCH_8, estimate=an_estimate(largest, 100)
    )

    assert Opportunity.objects.get().estimated_value == largest


def test_an_update_changes_the_estimates_alone(ann):
    stage = a_stage("Qualify", completed=50, chances_of_success=20, date_formula="1W")
    opportunity = an_opportunity(stage, standing_on="Qualify")

    entry = move_opportunity(
        opportunity, Move.UPDATE, on=MARCH_8, estimate=an_estimate(3000, 80)
    )

    assert (entry.stage, entry.completed) == (opportunity.stage, 50)
    assert (entry.estimated_value, entry.chances_of_success) == (3000, 80)
    assert (entry.probability, entry.calculated_current_value) == (40, 1200)
    assert entry.estimated_close_date == JUNE_30


def test_the_probability_of_an_entry_stays_when_the_stage_changes_later(ann):
    stage = a_stage("Qualify", completed=50)
    opportunity = an_opportunity(stage, standing_on="Qualify")

    with open_change("test"):
        stage.completed = 90
        stage.save()

    assert opportunity.entries.get().probability == 25
    assert Opportunity.objects.get().calculated_current_value == 250


def test_to_add_is_called_a_sum_in_dutch():
    with override("nl"):
        assert str(ProbabilityCalculation.ADD.label) == "Optellen"
