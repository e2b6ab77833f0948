"""Moving an opportunity through its sales cycle (MOV-1 to MOV-14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.errors import Refused
from kans.foundation.history.concurrency import ChangedMeanwhile
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Change
from kans.foundation.records.records import RecordGone
from kans.opportunities.actions import (
    activate_first_stage,
    delete_opportunity,
    move_opportunity,
)
from kans.opportunities.models import Opportunity, SalesCycle, SalesCycleStage
from kans.opportunities.rules.closing import (
    OpportunityAlreadyStarted,
    OpportunityClosed,
    OpportunityNotStarted,
)
from kans.opportunities.rules.estimates import (
    ChancesOfSuccessMissing,
    ClosesBeforeChange,
    Estimate,
    EstimatedCloseDateMissing,
    EstimatedValueMissing,
)
from kans.opportunities.rules.judging import judge_move
from kans.opportunities.rules.moves import (
    ActionTaken,
    ChangeTooEarly,
    CycleWithoutStages,
    DateOfChangeMissing,
    Move,
    MoveNotOffered,
    Position,
    QuoteRequired,
    StageOutOfReach,
)
from tests.builders import (
    JUNE_30,
    MARCH_1,
    MARCH_2,
    MARCH_8,
    a_cycle,
    a_sales_cycle,
    a_stage,
    an_estimate,
    an_opportunity,
    ann_without,
    skippable,
)
from tests.opportunities.common import lost, refused, the_entries, unchanged, won

FEBRUARY_28 = date(2026, 2, 28)

QUALIFY, PRESENT, PROPOSE, SIGN, DELIVER = CYCLE = a_cycle(
    a_stage("Qualify", number=2),
    skippable("Present", number=3),
    skippable("Propose", number=7),
    a_stage("Sign", number=8),
    a_stage("Deliver", number=20),
)


# Where one may go ------------------------------------------------------------


@pytest.mark.parametrize(
    ("standing_on", "move", "may_lead_to"),
    [
        # MOV-1: First, only when there is no active entry, to the lowest stage
        (None, Move.FIRST, [QUALIFY]),
        (QUALIFY, Move.FIRST, []),
        (DELIVER, Move.FIRST, []),
        # MOV-2: Next, to the next higher stage
        (QUALIFY, Move.NEXT, [PRESENT]),
        (PROPOSE, Move.NEXT, [SIGN]),
        (DELIVER, Move.NEXT, []),
        (None, Move.NEXT, []),
        # MOV-3: Previous, to the next lower stage
        (PRESENT, Move.PREVIOUS, [QUALIFY]),
        (DELIVER, Move.PREVIOUS, [SIGN]),
        (QUALIFY, Move.PREVIOUS, []),
        (None, Move.PREVIOUS, []),
        # MOV-4: Skip, up to and including the first stage that may not be skipped
        (QUALIFY, Move.SKIP, [PRESENT, PROPOSE, SIGN]),
        (PRESENT, Move.SKIP, [PROPOSE, SIGN]),
        (PROPOSE, Move.SKIP, []),  # Sign may not be skipped
        (SIGN, Move.SKIP, []),  # no stage beyond Deliver
        (DELIVER, Move.SKIP, []),
        (None, Move.SKIP, []),
        # MOV-5: Jump, to any lower stage
        (DELIVER, Move.JUMP, [QUALIFY, PRESENT, PROPOSE, SIGN]),
        (PRESENT, Move.JUMP, [QUALIFY]),
        (QUALIFY, Move.JUMP, []),
        (None, Move.JUMP, []),
        # MOV-6: Update, where one stands
        (SIGN, Move.UPDATE, [SIGN]),
        (None, Move.UPDATE, []),
    ],
)
def test_where_each_move_may_lead(standing_on, move, may_lead_to):
    assert Position(CYCLE, standing_on).targets(move) == tuple(may_lead_to)


@pytest.mark.parametrize(
    ("ahead", "may_lead_to"),
    [
        ("", 0),
        ("s", 0),  # no stage beyond the next one
        ("ss", 2),  # the run may end with the cycle
        ("sn", 2),
        ("sss", 3),
        ("snss", 2),  # nothing behind a stage that may not be skipped
        ("ns", 0),
        ("n", 0),
    ],
)
def test_a_skip_never_passes_over_a_stage_that_does_not_allow_it(ahead, may_lead_to):
    here, *beyond = cycle = a_cycle(
        "Here", *(skippable("s") if kind == "s" else a_stage("n") for kind in ahead)
    )

    assert Position(cycle, here).targets(Move.SKIP) == tuple(beyond[:may_lead_to])


@pytest.mark.parametrize(
    ("standing_on", "offered", "preferred"),
    [
        (None, [Move.FIRST], Move.FIRST),
        (QUALIFY, [Move.NEXT, Move.SKIP, Move.UPDATE], Move.NEXT),
        (
            PRESENT,
            [Move.NEXT, Move.PREVIOUS, Move.SKIP, Move.JUMP, Move.UPDATE],
            Move.NEXT,
        ),
        (SIGN, [Move.NEXT, Move.PREVIOUS, Move.JUMP, Move.UPDATE], Move.NEXT),
        (DELIVER, [Move.PREVIOUS, Move.JUMP, Move.UPDATE], Move.UPDATE),
    ],
)
def test_the_first_of_the_moves_offered_is_preferred(standing_on, offered, preferred):
    position = Position(CYCLE, standing_on)  # MOV-7

    assert list(position.offered) == offered
    assert position.preferred is preferred


def test_a_cycle_without_stages_offers_no_move():
    assert Position(()).offered == ()
    assert Position(()).preferred is None


@pytest.mark.parametrize(
    ("standing_on", "move", "stage"),
    [
        (None, Move.FIRST, QUALIFY),
        (QUALIFY, Move.NEXT, PRESENT),
        (QUALIFY, Move.SKIP, PRESENT),  # MOV-8: the first target
        (DELIVER, Move.JUMP, SIGN),  # MOV-8: the last target
        (DELIVER, Move.PREVIOUS, SIGN),
        (SIGN, Move.UPDATE, SIGN),
        (DELIVER, Move.NEXT, None),
    ],
)
def test_a_move_presets_its_stage(standing_on, move, stage):
    assert Position(CYCLE, standing_on).preset(move) is stage


@pytest.mark.parametrize(
    ("standing_on", "move", "to", "recorded"),
    [
        (None, Move.FIRST, QUALIFY, ActionTaken.NONE),  # MOV-11, all of them
        (QUALIFY, Move.NEXT, PRESENT, ActionTaken.NEXT),
        (QUALIFY, Move.SKIP, PRESENT, ActionTaken.NEXT),
        (QUALIFY, Move.SKIP, PROPOSE, ActionTaken.JUMPED),
        (QUALIFY, Move.SKIP, SIGN, ActionTaken.JUMPED),
        (SIGN, Move.PREVIOUS, PROPOSE, ActionTaken.PREVIOUS),
        (SIGN, Move.JUMP, PROPOSE, ActionTaken.PREVIOUS),
        (SIGN, Move.JUMP, PRESENT, ActionTaken.JUMPED),
        (SIGN, Move.UPDATE, SIGN, ActionTaken.UPDATED),
    ],
)
def test_an_entry_records_where_the_move_landed(standing_on, move, to, recorded):
    assert Position(CYCLE, standing_on).recorded_as(move, to) is recorded


@pytest.mark.parametrize(
    ("standing_on", "move", "to", "refusal"),
    [
        (DELIVER, Move.NEXT, None, MoveNotOffered(move="Next")),
        (DELIVER, Move.NEXT, SIGN, MoveNotOffered(move="Next")),
        (QUALIFY, Move.FIRST, None, MoveNotOffered(move="First")),
        (QUALIFY, Move.NEXT, PROPOSE, StageOutOfReach(move="Next", stage=PROPOSE)),
        (QUALIFY, Move.SKIP, DELIVER, StageOutOfReach(move="Skip", stage=DELIVER)),
        (PROPOSE, Move.JUMP, SIGN, StageOutOfReach(move="Jump", stage=SIGN)),
        (SIGN, Move.UPDATE, DELIVER, StageOutOfReach(move="Update", stage=DELIVER)),
    ],
)
def test_a_stage_out_of_reach_is_refused(standing_on, move, to, refusal):
    assert Position(CYCLE, standing_on).may_move(move, to) == (refusal,)


@pytest.mark.parametrize(
    ("standing_on", "move", "asks"),
    [
        (1, Move.NEXT, True),
        (1, Move.SKIP, True),
        (2, Move.PREVIOUS, False),
        (2, Move.JUMP, False),
        (2, Move.UPDATE, False),
        (None, Move.FIRST, False),
    ],
)
def test_only_a_move_forward_takes_a_quote(standing_on, move, asks):
    cycle = a_cycle(*(skippable(s, quote_required=True) for s in ("A", "B", "C", "D")))
    position = Position(cycle, cycle[standing_on] if standing_on else None)  # MOV-9

    stage = position.preset(move)
    wanted = (QuoteRequired(stage=stage.description),) if asks else ()
    assert position.may_move(move) == wanted
    assert replace(position, has_quote=True).may_move(move) == ()


def test_a_quote_is_asked_for_the_stage_one_goes_to_not_for_those_passed_over():
    here, _offer, sign = cycle = a_cycle(
        "Here", skippable("Offer", quote_required=True), skippable("Sign")
    )

    assert Position(cycle, here).may_move(Move.SKIP, sign) == ()


# What is judged together -----------------------------------------------------


@pytest.mark.parametrize(
    ("estimate", "on", "refusals"),  # MOV-10
    [
        (an_estimate(), MARCH_1, []),
        (an_estimate(close_date=MARCH_8), MARCH_8, []),
        (an_estimate(value=None), MARCH_8, [EstimatedValueMissing]),
        (an_estimate(value=0), MARCH_8, [EstimatedValueMissing]),
        (an_estimate(value=-1), MARCH_8, [EstimatedValueMissing]),
        (an_estimate(chances=0), MARCH_8, [ChancesOfSuccessMissing]),
        (an_estimate(chances=-1), MARCH_8, [ChancesOfSuccessMissing]),
        (an_estimate(chances=100), MARCH_8, []),
        (an_estimate(chances="100.01"), MARCH_8, [ChancesOfSuccessMissing]),
        (an_estimate(close_date=MARCH_2), MARCH_8, [ClosesBeforeChange]),
        (an_estimate(), None, [DateOfChangeMissing]),
        (an_estimate(), FEBRUARY_28, [ChangeTooEarly]),
        (
            an_estimate(value=0, chances=0, close_date=FEBRUARY_28),
            None,
            [DateOfChangeMissing, EstimatedValueMissing, ChancesOfSuccessMissing],
        ),
        (
            an_estimate(close_date=None),
            None,
            [DateOfChangeMissing, EstimatedCloseDateMissing],
        ),
    ],
)
def test_what_is_typed_is_judged_all_together(estimate, on, refusals):
    position = Position(CYCLE, QUALIFY, since=MARCH_1)

    found, _stage, _estimate = judge_move(
        position, Move.NEXT, to=None, on=on, estimate=estimate
    )

    assert [type(refusal) for refusal in found] == refusals


def test_what_was_not_given_is_taken_from_the_stage_one_goes_to():
    sign = a_stage("Sign", chances_of_success=Decimal(60), date_formula="2W")
    here, sign = cycle = a_cycle("Here", sign)

    refusals, stage, estimate = judge_move(
        Position(cycle, here, since=MARCH_1),
        Move.NEXT,
        to=None,
        on=MARCH_8,
        estimate=Estimate(value=Decimal(1000)),
    )

    assert (refusals, stage) == ((), sign)
    assert estimate == Estimate(Decimal(1000), Decimal(60), date(2026, 3, 22))  # MOV-12


@pytest.mark.parametrize("move", [Move.NEXT, Move.PREVIOUS, Move.UPDATE])
def test_what_was_typed_is_kept_for_every_move(move):
    stages = [a_stage(s, chances_of_success=60, date_formula="2W") for s in "ABC"]
    cycle = a_cycle(*stages)

    _refusals, _stage, estimate = judge_move(
        Position(cycle, cycle[1]), move, to=None, on=MARCH_8, estimate=an_estimate()
    )

    assert estimate == an_estimate()


def test_a_move_that_leads_nowhere_is_not_also_blamed_for_what_it_would_have_filled():
    here = a_stage("Here", chances_of_success=Decimal(60))

    refusals, stage, _estimate = judge_move(
        Position(a_cycle(here), here, since=MARCH_1),
        Move.NEXT,
        to=None,
        on=MARCH_8,
        estimate=Estimate(),
    )

    assert stage is None
    assert refusals == (MoveNotOffered(move="Next"), EstimatedValueMissing())


# Moving ----------------------------------------------------------------------


def test_moving_leaves_the_active_entry_and_makes_the_next_one(ann):
    opportunity = an_opportunity(
        a_stage("Qualify", completed=10),
        a_stage("Present", completed=40),
        standing_on="Qualify",
    )

    entry = move_opportunity(
        opportunity, Move.NEXT, on=MARCH_8, estimate=an_estimate(2000, 60)
    )

    assert the_entries(opportunity) == [
        (1, "Qualify", "", MARCH_1, False, 7),
        (2, "Present", "Next", MARCH_8, True, 0),
    ]
    assert entry.previous_stage.description == "Qualify"
    assert (entry.estimated_value, entry.chances_of_success) == (2000, 60)
    assert (entry.completed, entry.probability) == (40, 24)
    assert entry.calculated_current_value == 480
    assert entry.estimated_close_date == JUNE_30


def test_an_entry_tells_whose_it_was_at_the_time(ann):
    opportunity = an_opportunity(standing_on="Qualify")

    entry = move_opportunity(opportunity, Move.NEXT, on=MARCH_8, estimate=an_estimate())

    assert entry.opportunity == opportunity
    assert entry.sales_cycle == opportunity.sales_cycle
    assert entry.contact == opportunity.contact
    assert entry.contact_company == opportunity.contact_company
    assert entry.salesperson == opportunity.salesperson


def test_the_opportunity_shows_what_its_active_entry_says(ann):
    opportunity = an_opportunity(
        a_stage("Qualify", completed=10), "Present", standing_on="Qualify"
    )

    entry = move_opportunity(
        opportunity, Move.UPDATE, on=MARCH_8, estimate=an_estimate(2000, 60)
    )

    shown = Opportunity.objects.get()
    assert (shown.stage, shown.stage_number) == (entry.stage, 1)
    assert shown.stage_description == "Qualify"
    assert shown.date_of_change == MARCH_8
    assert (shown.estimated_value, shown.chances_of_success) == (2000, 60)
    assert (shown.completed, shown.probability) == (10, 6)
    assert shown.calculated_current_value == 120
    assert shown.estimated_close_date == JUNE_30
    assert (shown.status, shown.closed, shown.date_closed) == (
        "In Progress",
        False,
        None,
    )
    assert shown.number_of_entries == 2


@pytest.mark.parametrize(
    ("move", "to", "landed", "recorded"),
    [
        (Move.NEXT, None, "C", "Next"),
        (Move.PREVIOUS, None, "A", "Previous"),
        (Move.SKIP, None, "C", "Next"),
        (Move.SKIP, "E", "E", "Jumped"),
        (Move.JUMP, None, "A", "Previous"),
        (Move.UPDATE, None, "B", "Updated"),
    ],
)
def test_each_move_lands_where_it_leads(ann, move, to, landed, recorded):
    opportunity = an_opportunity(*(skippable(s) for s in "ABCDE"), standing_on="B")
    wanted = opportunity.sales_cycle.stages.get(description=to) if to else None

    move_opportunity(opportunity, move, to=wanted, on=MARCH_8, estimate=an_estimate())

    assert the_entries(opportunity)[-1] == (2, landed, recorded, MARCH_8, True, 0)


def test_two_moves_on_one_day_are_two_entries(ann):
    opportunity = an_opportunity(standing_on="Qualify")

    for _ in range(2):
        move_opportunity(opportunity, Move.NEXT, on=MARCH_1, estimate=an_estimate())

    assert the_entries(opportunity) == [
        (1, "Qualify", "", MARCH_1, False, 0),
        (2, "Present", "Next", MARCH_1, False, 0),
        (3, "Sign", "Next", MARCH_1, True, 0),
    ]


def test_a_renamed_stage_keeps_its_old_name_in_the_history(ann):
    opportunity = an_opportunity("Qualify", "Present", standing_on="Qualify")

    with open_change("test"):
        SalesCycleStage.objects.filter(number=1).update(description="Sort out")
    entry = move_opportunity(opportunity, Move.NEXT, on=MARCH_8, estimate=an_estimate())

    assert the_entries(opportunity)[0][1] == "Qualify"
    assert entry.previous_stage.description == "Sort out"


def test_a_move_is_one_change_of_the_opportunity_and_its_two_entries(ann):
    opportunity = an_opportunity(standing_on="Qualify")

    move_opportunity(opportunity, Move.NEXT, on=MARCH_8, estimate=an_estimate())

    change = Change.objects.get(verb="move_opportunity")
    assert change.subject_id == opportunity.pk
    touched = [
        (r.record_type.split(".")[1], r.kind) for r in change.records.order_by("id")
    ]
    assert touched == [
        ("opportunity", "U"),
        ("opportunityentry", "U"),
        ("opportunityentry", "C"),
    ]


# Refusals ----------------------------------------------------------------------


def test_everything_in_the_way_of_a_move_is_told_at_once_and_nothing_changes(ann):
    opportunity = an_opportunity(
        "Qualify",
        a_stage("Sign", quote_required=True),
        standing_on="Qualify",
        since=MARCH_8,
    )

    with refused(
        QuoteRequired(stage="Sign"),
        ChangeTooEarly(since=MARCH_8),
        EstimatedValueMissing,
        ChancesOfSuccessMissing,
        ClosesBeforeChange,
    ):
        move_opportunity(
            opportunity,
            Move.NEXT,
            on=MARCH_2,
            estimate=an_estimate(value=0, chances=101, close_date=MARCH_1),
        )


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        ({"on": None}, DateOfChangeMissing),
        ({"on": FEBRUARY_28}, ChangeTooEarly(since=MARCH_1)),
        ({"move": Move.JUMP}, MoveNotOffered(move="Jump")),
        ({"move": Move.FIRST}, MoveNotOffered(move="First")),
        ({"estimate": an_estimate(value=None)}, EstimatedValueMissing),
        ({"estimate": an_estimate(chances=0)}, ChancesOfSuccessMissing),
        ({"estimate": an_estimate(close_date=MARCH_2)}, ClosesBeforeChange),
        # The stage has no chances of its own, so blank ones stay blank (MOV-12).
        ({"estimate": an_estimate(chances=None)}, ChancesOfSuccessMissing),
    ],
)
def test_a_refused_move_changes_nothing(ann, arguments, refusal):
    opportunity = an_opportunity(standing_on="Qualify")
    move = {"move": Move.NEXT, "on": MARCH_8, "estimate": an_estimate()} | arguments

    with refused(refusal):
        move_opportunity(opportunity, **move)


def test_a_stage_of_another_cycle_is_out_of_reach(ann):
    opportunity = an_opportunity(standing_on="Qualify")
    elsewhere = an_opportunity().sales_cycle.stages.get(number=2)

    with refused(StageOutOfReach(move="Next", stage=elsewhere)):
        move_opportunity(
            opportunity, Move.NEXT, to=elsewhere, on=MARCH_8, estimate=an_estimate()
        )


def test_a_refusal_says_what_to_do_instead(ann):
    opportunity = an_opportunity(standing_on="Sign", since=MARCH_8)

    with pytest.raises(Refused) as refusal:
        move_opportunity(opportunity, Move.NEXT, on=MARCH_1, estimate=an_estimate())

    assert str(refusal.value) == (
        "Next leads nowhere from this stage. Choose another action type. "
        "The last change was on 03/08/2026. Choose that date or a later one."
    )
    assert [r.field for r in refusal.value.refusals] == ["move", "on"]


def test_what_has_not_started_is_not_updated(ann):
    opportunity = an_opportunity()

    with refused(OpportunityNotStarted(number="OP0001")):
        move_opportunity(opportunity, Move.FIRST, on=MARCH_8, estimate=an_estimate())


@pytest.mark.parametrize("close", [won, lost])
def test_what_is_closed_is_neither_updated_nor_activated(ann, close):
    opportunity = an_opportunity(standing_on="Qualify")
    close(opportunity)

    with refused(OpportunityClosed(number="OP0001")):
        move_opportunity(opportunity, Move.NEXT, on=MARCH_8, estimate=an_estimate())
    with refused(OpportunityClosed(number="OP0001")):
        activate_first_stage(opportunity, on=MARCH_8, estimate=an_estimate())


def test_an_opportunity_deleted_meanwhile_is_not_moved(ann):
    opportunity = an_opportunity(standing_on="Qualify")
    lost(opportunity)
    delete_opportunity(opportunity)

    with refused(RecordGone):
        move_opportunity(opportunity, Move.NEXT, on=MARCH_8, estimate=an_estimate())


def test_only_who_may_move_opportunities_moves_them(ann):
    opportunity = an_opportunity(standing_on="Qualify")
    started = an_opportunity()
    reader = ann_without("opportunities.move_opportunity")

    with refused(NotPermitted), acting_as(reader):
        move_opportunity(opportunity, Move.NEXT, on=MARCH_8, estimate=an_estimate())
    with refused(NotPermitted), acting_as(reader):
        activate_first_stage(started, on=MARCH_8, estimate=an_estimate())


# Two people at once (MOV-14) ---------------------------------------------------


def test_who_moves_second_is_told_what_the_first_changed(ann):
    opportunity = an_opportunity("Qualify", "Present", standing_on="Qualify")
    shown = opportunity.version
    move_opportunity(
        opportunity, Move.NEXT, on=MARCH_8, estimate=an_estimate(2000), version=shown
    )

    with pytest.raises(ChangedMeanwhile) as told, unchanged():
        move_opportunity(
            opportunity, Move.NEXT, on=MARCH_8, estimate=an_estimate(), version=shown
        )

    assert told.value.facts["who"] == "Ann"
    assert {c.caption: (c.before, c.after) for c in told.value.changes} == {
        "Current Stage": ("Qualify", "Present"),
        "Date of Change": ("03/01/2026", "03/08/2026"),
        "Estimated Value (LCY)": ("1,000.00", "2,000.00"),
    }


def test_who_repeats_a_move_that_changed_no_figure_is_told_too(ann):
    opportunity = an_opportunity(standing_on="Qualify")
    shown = opportunity.version
    again = {"on": MARCH_1, "estimate": an_estimate(), "version": shown}
    move_opportunity(opportunity, Move.UPDATE, **again)

    with refused(ChangedMeanwhile):  # a double click makes no second entry
        move_opportunity(opportunity, Move.UPDATE, **again)


def test_who_has_seen_no_version_moves_whatever_is_there(ann):
    opportunity = an_opportunity(standing_on="Qualify")
    move_opportunity(opportunity, Move.NEXT, on=MARCH_8, estimate=an_estimate())

    entry = move_opportunity(opportunity, Move.NEXT, on=MARCH_8, estimate=an_estimate())

    assert entry.stage_description == "Sign"


# Activating the first stage (CRE-3) --------------------------------------------


def test_activating_makes_the_first_entry_at_the_lowest_stage(ann):
    opportunity = an_opportunity(
        a_stage("Present", number=5), a_stage("Qualify", number=3, completed=10)
    )

    entry = activate_first_stage(opportunity, on=MARCH_8, estimate=an_estimate())

    assert the_entries(opportunity) == [(1, "Qualify", "", MARCH_8, True, 0)]
    assert (entry.stage_number, entry.previous_stage) == (3, None)
    assert Opportunity.objects.get().status == "In Progress"


def test_a_first_stage_never_asks_for_a_quote(ann):
    opportunity = an_opportunity(a_stage("Offer", quote_required=True))

    entry = activate_first_stage(opportunity, on=MARCH_8, estimate=an_estimate())

    assert entry.stage_description == "Offer"


def test_activating_takes_what_was_not_given_from_the_stage(ann):
    qualify = a_stage("Qualify", chances_of_success=30, date_formula="1M")
    opportunity = an_opportunity(qualify)

    entry = activate_first_stage(
        opportunity, on=MARCH_8, estimate=Estimate(Decimal(1000))
    )

    assert entry.chances_of_success == 30
    assert entry.estimated_close_date == date(2026, 4, 8)


def test_a_cycle_without_stages_is_not_activated(ann):
    opportunity = an_opportunity(sales_cycle=a_sales_cycle(a_stage(), code="EMPTY"))
    with open_change("test"):
        opportunity.sales_cycle.stages.all().delete()

    with refused(CycleWithoutStages(cycle="EMPTY")):
        activate_first_stage(opportunity, on=MARCH_8, estimate=an_estimate())


def test_what_has_started_is_not_activated_again(ann):
    opportunity = an_opportunity(standing_on="Present")

    with refused(OpportunityAlreadyStarted(number="OP0001")):
        activate_first_stage(opportunity, on=MARCH_8, estimate=an_estimate())


def test_an_activation_with_a_bad_estimate_is_refused_whole(ann):
    opportunity = an_opportunity()

    with refused(DateOfChangeMissing, EstimatedValueMissing, ChancesOfSuccessMissing):
        activate_first_stage(opportunity, on=None, estimate=an_estimate(0, 0))


def test_a_blocked_cycle_goes_on_for_who_is_on_it(ann):  # CYC-5
    opportunity = an_opportunity(standing_on="Qualify")
    not_started = an_opportunity(sales_cycle=opportunity.sales_cycle)
    with open_change("test"):
        SalesCycle.objects.all().update(blocked=True)

    move_opportunity(opportunity, Move.NEXT, on=MARCH_8, estimate=an_estimate())
    activate_first_stage(not_started, on=MARCH_8, estimate=an_estimate())

    assert the_entries(opportunity)[-1][1] == "Present"
    assert the_entries(not_started)[-1][1] == "Qualify"
