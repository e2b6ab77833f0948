"""Closing an opportunity as won or lost (END-1 to END-5)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.history.concurrency import ChangedMeanwhile
from kans.foundation.models import Change
from kans.foundation.text.amounts import LARGEST_AMOUNT
from kans.opportunities.actions import close_opportunity, move_opportunity
from kans.opportunities.models import CloseOpportunityCode, Opportunity
from kans.opportunities.rules.closing import (
    CloseCodeMissing,
    CloseCodeOfOtherOutcome,
    ClosedBeforeLastChange,
    Closing,
    DateClosedMissing,
    OpportunityClosed,
    Outcome,
    OutcomeMissing,
    SalesValueMissing,
    SalesValueTooLarge,
)
from kans.opportunities.rules.moves import Move
from tests.builders import (
    FEBRUARY_1,
    MARCH_1,
    MARCH_2,
    MARCH_8,
    a_close_code,
    a_stage,
    an_estimate,
    an_opportunity,
    ann_without,
)
from tests.opportunities.common import code, lost, refused, the_entries, won

WON, LOST = Outcome.WON, Outcome.LOST
WON_BY_PRICE = CloseOpportunityCode(code="PRICE", outcome=WON)
PRICED = Decimal(5000)


@pytest.mark.parametrize(
    ("said", "refusals"),
    [
        ({}, []),
        ({"on": MARCH_2}, []),  # the day of the last change itself
        ({"sales_value": Decimal("0.01")}, []),
        ({"outcome": None}, [OutcomeMissing]),
        ({"code": None}, [CloseCodeMissing]),
        ({"on": None}, [DateClosedMissing]),
        ({"on": MARCH_1}, [ClosedBeforeLastChange]),  # END-5
        ({"sales_value": None}, [SalesValueMissing]),
        ({"sales_value": Decimal(0)}, [SalesValueMissing]),
        ({"sales_value": Decimal(-1)}, [SalesValueMissing]),
        ({"sales_value": LARGEST_AMOUNT}, []),
        ({"sales_value": LARGEST_AMOUNT + Decimal("0.01")}, [SalesValueTooLarge]),
        ({"outcome": LOST}, [CloseCodeOfOtherOutcome]),
        (
            {"outcome": None, "code": None, "on": None, "sales_value": None},
            [OutcomeMissing, CloseCodeMissing, DateClosedMissing],
        ),
        (
            {"code": None, "on": MARCH_1, "sales_value": None},
            [CloseCodeMissing, ClosedBeforeLastChange, SalesValueMissing],
        ),
    ],
)
def test_what_is_said_is_judged_all_together(said, refusals):
    right = {"outcome": WON, "code": WON_BY_PRICE, "on": MARCH_8, "sales_value": PRICED}

    found = Closing(**(right | said)).refusals(since=MARCH_2)

    assert [type(refusal) for refusal in found] == refusals


def test_sales_too_large_to_be_kept_are_refused(ann):
    opportunity, reason = an_opportunity(standing_on="Sign"), code(WON)

    with refused(SalesValueTooLarge):
        close_opportunity(
            opportunity, WON, reason, on=MARCH_8, sales_value=Decimal("1E+40")
        )


def test_a_lost_one_needs_no_sales():
    code = CloseOpportunityCode(code="PRICE", outcome=LOST)

    assert Closing(LOST, code, MARCH_8).refusals(since=MARCH_1) == ()


def test_winning_makes_a_closing_entry_that_is_certain(ann):
    opportunity = an_opportunity(
        "Qualify", a_stage("Sign", completed=80), standing_on="Sign"
    )

    entry = won(opportunity, sales=5000)

    assert the_entries(opportunity) == [
        (1, "Sign", "", MARCH_1, False, 7),
        (2, "", "Won", MARCH_8, True, 0),
    ]
    assert (entry.stage, entry.stage_number) == (None, None)
    assert entry.previous_stage.description == "Sign"
    assert (entry.completed, entry.chances_of_success, entry.probability) == (
        100,
        100,
        100,
    )
    assert (entry.estimated_value, entry.calculated_current_value) == (1000, 5000)
    assert entry.estimated_close_date == MARCH_8
    assert entry.close_code.code == "WON"


def test_losing_makes_a_closing_entry_that_is_worth_nothing(ann):
    opportunity = an_opportunity("Sign", standing_on="Sign")

    entry = lost(opportunity)

    assert the_entries(opportunity)[-1] == (2, "", "Lost", MARCH_8, True, 0)
    assert entry.previous_stage.description == "Sign"
    assert (entry.completed, entry.chances_of_success, entry.probability) == (100, 0, 0)
    assert (entry.estimated_value, entry.calculated_current_value) == (1000, 0)
    assert entry.estimated_close_date == MARCH_8
    assert entry.close_code.code == "LOST"


@pytest.mark.parametrize(
    ("close", "status", "chances", "current"),
    [(won, "Won", 100, 5000), (lost, "Lost", 0, 0)],
)
def test_the_opportunity_shows_how_it_ended(ann, close, status, chances, current):
    opportunity = an_opportunity(standing_on="Present")

    entry = close(opportunity)

    shown = Opportunity.objects.get()
    assert (shown.status, shown.closed, shown.date_closed) == (status, True, MARCH_8)
    assert (shown.stage, shown.stage_number, shown.stage_description) == (
        None,
        None,
        "",
    )
    assert (shown.completed, shown.chances_of_success) == (100, chances)
    assert (shown.probability, shown.calculated_current_value) == (chances, current)
    assert (shown.estimated_value, shown.estimated_close_date) == (1000, MARCH_8)
    assert (shown.date_of_change, shown.close_code) == (MARCH_8, entry.close_code)


@pytest.mark.parametrize(
    ("close", "taken", "current"), [(won, "Won", 5000), (lost, "Lost", 0)]
)
def test_one_that_never_started_may_be_closed(ann, close, taken, current):
    opportunity = an_opportunity(creation_date=MARCH_1)

    entry = close(opportunity, on=MARCH_1)

    assert the_entries(opportunity) == [(1, "", taken, MARCH_1, True, 0)]
    assert entry.previous_stage is None
    assert (entry.estimated_value, entry.calculated_current_value) == (0, current)


def test_sales_said_of_a_lost_one_count_for_nothing(ann):
    opportunity = an_opportunity(standing_on="Sign")

    close_opportunity(opportunity, LOST, code(LOST), on=MARCH_8, sales_value=PRICED)

    assert Opportunity.objects.get().calculated_current_value == 0


@pytest.mark.parametrize("close", [won, lost])
def test_a_closed_one_is_not_closed_again(ann, close):
    opportunity = an_opportunity(standing_on="Sign")
    close(opportunity)

    with refused(OpportunityClosed(number="OP0001")):
        close_opportunity(opportunity, None, None, on=None)


def test_everything_in_the_way_of_closing_is_told_at_once(ann):
    opportunity = an_opportunity(standing_on="Sign", since=MARCH_8)
    price = a_close_code("PRICE", LOST)

    with refused(
        CloseCodeOfOtherOutcome(code="PRICE", type="Lost"),
        ClosedBeforeLastChange(since=MARCH_8),
        SalesValueMissing,
    ):
        close_opportunity(opportunity, WON, price, on=MARCH_2)


def test_one_is_not_closed_before_its_last_change(ann):
    opportunity = an_opportunity(standing_on="Qualify")
    move_opportunity(opportunity, Move.NEXT, on=MARCH_8, estimate=an_estimate())
    reason = code(LOST)

    with refused(ClosedBeforeLastChange(since=MARCH_8)):
        close_opportunity(opportunity, LOST, reason, on=MARCH_2)


def test_one_that_never_started_is_not_closed_before_it_was_created(ann):
    opportunity = an_opportunity(creation_date=MARCH_1)
    reason = code(LOST)

    with refused(ClosedBeforeLastChange(since=MARCH_1)):
        close_opportunity(opportunity, LOST, reason, on=FEBRUARY_1)


def test_sales_that_round_to_nothing_are_none(ann):
    opportunity = an_opportunity(standing_on="Sign")
    reason = code(WON)

    with refused(SalesValueMissing):
        close_opportunity(
            opportunity, WON, reason, on=MARCH_8, sales_value=Decimal("0.004")
        )


def test_an_outcome_by_its_name_counts_as_that_outcome(ann):
    opportunity = an_opportunity(standing_on="Sign")

    close_opportunity(opportunity, "Won", code(WON), on=MARCH_8, sales_value=PRICED)

    assert Opportunity.objects.get().status == "Won"


def test_each_refusal_points_at_its_field():
    found = Closing(None, None, None).refusals(since=MARCH_1)

    assert [refusal.field for refusal in found] == ["outcome", "code", "on"]
    assert SalesValueMissing.field == "sales_value"


def test_who_closes_second_is_told(ann):
    opportunity = an_opportunity(standing_on="Sign")
    shown, reason = opportunity.version, code(LOST)
    move_opportunity(opportunity, Move.UPDATE, on=MARCH_1, estimate=an_estimate())

    with refused(ChangedMeanwhile):
        close_opportunity(opportunity, LOST, reason, on=MARCH_8, version=shown)


def test_only_who_may_close_opportunities_closes_them(ann):
    opportunity, reason = an_opportunity(standing_on="Sign"), code(LOST)

    with (
        refused(NotPermitted),
        acting_as(ann_without("opportunities.close_opportunity")),
    ):
        close_opportunity(opportunity, LOST, reason, on=MARCH_8)


def test_closing_is_one_change(ann):
    opportunity = an_opportunity(standing_on="Sign")

    lost(opportunity)

    change = Change.objects.get(verb="close_opportunity")
    assert change.subject_id == opportunity.pk
    assert sorted(r.kind for r in change.records.all()) == ["C", "U", "U"]
