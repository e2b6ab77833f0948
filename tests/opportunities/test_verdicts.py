"""What may be done to an opportunity now, and why not (LST-3)."""

from __future__ import annotations

import pytest

from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.journal.journal import open_change
from kans.opportunities.queries import verdicts
from kans.opportunities.rules.closing import (
    OpportunityAlreadyStarted,
    OpportunityClosed,
    OpportunityNotClosed,
    OpportunityNotStarted,
    OpportunityStillOpen,
    ReopenedBeforeClosed,
)
from kans.opportunities.rules.moves import CycleWithoutStages
from tests.builders import MARCH_1, MARCH_8, an_opportunity, ann_without
from tests.opportunities.common import lost, won

ACTIVATE, MOVE, CLOSE = "activate_first_stage", "move_opportunity", "close_opportunity"
REOPEN, DELETE, EDIT = "reopen_opportunity", "delete_opportunity", "edit_opportunity"


def not_started():
    return an_opportunity()


def in_progress():
    return an_opportunity(standing_on="Qualify")


def won_already():
    won(opportunity := in_progress(), on=MARCH_1)
    opportunity.refresh_from_db()
    return opportunity


def lost_already():
    lost(opportunity := in_progress(), on=MARCH_1)
    opportunity.refresh_from_db()
    return opportunity


@pytest.mark.parametrize(
    ("an_opportunity_that_is", "allowed"),
    [
        (not_started, {ACTIVATE, CLOSE, EDIT}),
        (in_progress, {MOVE, CLOSE, EDIT}),
        (won_already, {REOPEN, DELETE, EDIT}),
        (lost_already, {REOPEN, DELETE, EDIT}),
    ],
)
def test_the_status_says_what_may_be_done(ann, an_opportunity_that_is, allowed):
    judged = verdicts(an_opportunity_that_is())

    assert set(judged) == {ACTIVATE, MOVE, CLOSE, REOPEN, DELETE, EDIT}
    assert {verb for verb, verdict in judged.items() if verdict.allowed} == allowed


@pytest.mark.parametrize(
    ("an_opportunity_that_is", "verb", "refusal"),
    [
        (not_started, MOVE, OpportunityNotStarted),
        (not_started, REOPEN, OpportunityNotClosed),
        (not_started, DELETE, OpportunityStillOpen),
        (in_progress, ACTIVATE, OpportunityAlreadyStarted),
        (in_progress, REOPEN, OpportunityNotClosed),
        (in_progress, DELETE, OpportunityStillOpen),
        (won_already, ACTIVATE, OpportunityClosed),
        (won_already, MOVE, OpportunityClosed),
        (lost_already, CLOSE, OpportunityClosed),
    ],
)
def test_what_may_not_be_done_says_why(ann, an_opportunity_that_is, verb, refusal):
    verdict = verdicts(an_opportunity_that_is())[verb]

    assert verdict.refusals == (refusal(number="OP0001"),)
    assert verdict.cures == ((refusal.cure,) if refusal.cure else ())


def test_a_cycle_without_stages_stands_in_the_way_of_activating(ann):
    opportunity = not_started()
    with open_change("test"):
        opportunity.sales_cycle.stages.all().delete()

    assert verdicts(opportunity)[ACTIVATE].refusals == (
        CycleWithoutStages(cycle="FIRM1"),
    )


def test_the_work_date_may_stand_in_the_way_of_reopening(ann):
    lost(opportunity := in_progress(), on=MARCH_8)
    opportunity.refresh_from_db()

    verdict = verdicts(opportunity)[REOPEN]

    assert verdict.refusals == (ReopenedBeforeClosed(closed=MARCH_8),)


@pytest.mark.parametrize(
    ("verb", "permission"),
    [
        (ACTIVATE, "opportunities.move_opportunity"),
        (MOVE, "opportunities.move_opportunity"),
        (CLOSE, "opportunities.close_opportunity"),
        (REOPEN, "opportunities.reopen_opportunity"),
        (DELETE, "opportunities.delete_opportunity"),
        (EDIT, "opportunities.edit_opportunity"),
    ],
)
def test_a_permission_that_lacks_stands_in_the_way(ann, verb, permission):
    opportunity = in_progress()

    with acting_as(ann_without(permission)):
        assert verdicts(opportunity)[verb].refusals[0] == NotPermitted()
