"""Many people at work on the same opportunities at the same time (MOV-14, NS-14).

On a real database, each in a thread and a connection of their own.
"""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from kans.foundation.history.concurrency import ChangedMeanwhile
from kans.foundation.models import Change, ChangedRecord
from kans.number_series.models import NumberTaken
from kans.opportunities.actions import (
    activate_first_stage,
    close_opportunity,
    create_opportunity,
    delete_opportunity,
    edit_opportunity,
    move_opportunity,
    reopen_opportunity,
)
from kans.opportunities.models import Opportunity, OpportunityEntry
from kans.opportunities.rules.closing import Outcome
from kans.opportunities.rules.moves import Move
from kans.team.actions import create_salesperson
from kans.team.models import Salesperson
from tests.at_once import together, told
from tests.builders import (
    MARCH_1,
    a_close_code,
    a_contact,
    a_marketing_setup,
    a_number_series,
    a_sales_cycle,
    a_salesperson,
    a_stage,
    an_estimate,
    an_opportunity,
)

if TYPE_CHECKING:
    from kans.foundation.acting.actors import Actor

pytestmark = pytest.mark.django_db(transaction=True)


class Stumbled(Exception):
    """Something went wrong after all was written."""


def must_be_sound(opportunity: Opportunity) -> None:
    """One unbroken history, one active entry, and the copies of it."""
    kept = Opportunity.objects.get(pk=opportunity.pk)
    entries = list(kept.entries.order_by("number"))
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry.active for entry in entries] == [False] * (len(entries) - 1) + [True]
    assert kept.number_of_entries == len(entries)
    assert kept.date_of_change == entries[-1].date_of_change
    assert kept.estimated_value == entries[-1].estimated_value
    for one, following in pairwise(entries):
        assert one.until == following.date_of_change
        assert following.previous_stage_id == one.stage_id


# The same version ------------------------------------------------------------------


def test_of_those_who_saw_the_same_version_one_moves_and_the_rest_are_told(ann):
    opportunity = an_opportunity(standing_on="Qualify")
    version = opportunity.version

    outcomes = together(
        ann,
        [
            lambda n=n: move_opportunity(
                opportunity,
                Move.UPDATE,
                on=MARCH_1,
                estimate=an_estimate(2000 + n),
                version=version,
            )
            for n in range(6)
        ],
    )

    assert told(outcomes) == {"OpportunityEntry": 1, "ChangedMeanwhile": 5}
    must_be_sound(opportunity)
    assert opportunity.entries.count() == 2
    [entry] = [o for o in outcomes if isinstance(o, OpportunityEntry)]
    winner = Change.objects.get(verb="move_opportunity").actor_name
    value = f"Estimated Value (LCY): 1,000.00 → {entry.estimated_value:,.2f}"
    for refusal in outcomes:
        if isinstance(refusal, ChangedMeanwhile):
            assert refusal.facts["who"] == winner
            assert value in str(refusal)


def test_of_those_who_repeat_one_update_only_the_first_counts(ann):
    opportunity = an_opportunity(standing_on="Qualify")
    again = {"on": MARCH_1, "estimate": an_estimate(), "version": opportunity.version}

    outcomes = together(
        ann, [lambda: move_opportunity(opportunity, Move.UPDATE, **again)] * 6
    )

    assert told(outcomes) == {"OpportunityEntry": 1, "ChangedMeanwhile": 5}
    assert opportunity.entries.count() == 2


def test_one_closes_while_others_move_edit_and_delete(ann):
    opportunity = an_opportunity(standing_on="Qualify")
    version, code = opportunity.version, a_close_code(outcome=Outcome.LOST)
    estimate = an_estimate()

    outcomes = together(
        ann,
        [
            lambda: close_opportunity(
                opportunity, Outcome.LOST, code, on=MARCH_1, version=version
            ),
            lambda: move_opportunity(
                opportunity, Move.NEXT, on=MARCH_1, estimate=estimate, version=version
            ),
            lambda: edit_opportunity(
                opportunity, description="Sixty desks", version=version
            ),
            lambda: move_opportunity(
                opportunity, Move.UPDATE, on=MARCH_1, estimate=estimate, version=version
            ),
        ],
    )

    assert told(outcomes)["ChangedMeanwhile"] == 3
    assert (
        Change.objects.filter(subject_id=opportunity.pk).exclude(verb="test").count()
        == 1
    )
    must_be_sound(opportunity)


# No version: all of them count --------------------------------------------------------


def test_no_update_is_lost_or_doubled(ann):
    opportunities = [an_opportunity(standing_on="Qualify") for _ in range(3)]

    def update(n: int) -> list[OpportunityEntry]:
        return [
            move_opportunity(
                opportunity,
                Move.UPDATE,
                on=MARCH_1,
                estimate=an_estimate(n * 100 + turn + 1),
            )
            for turn in range(5)
            for opportunity in opportunities[n % 3 :] + opportunities[: n % 3]
        ]

    outcomes = together(ann, [lambda n=n: update(n) for n in range(6)])

    expected = sorted([1000, *(n * 100 + t + 1 for n in range(6) for t in range(5))])
    assert told(outcomes) == {"list": 6}
    for opportunity in opportunities:
        values = opportunity.entries.values_list("estimated_value", flat=True)
        assert sorted(values) == expected
        must_be_sound(opportunity)
    assert Change.objects.filter(verb="move_opportunity").count() == 6 * 5 * 3


def test_one_step_forward_is_taken_once_by_each(ann):
    """Six people take Next in a cycle of seven: nobody lands where another did."""
    names = [f"Stage {n}" for n in range(7)]
    opportunity = an_opportunity(*names, standing_on="Stage 0")

    together(
        ann,
        [
            lambda: move_opportunity(
                opportunity, Move.NEXT, on=MARCH_1, estimate=an_estimate()
            )
        ]
        * 6,
    )

    landed = opportunity.entries.order_by("number")
    assert [entry.stage_description for entry in landed] == names
    must_be_sound(opportunity)


def test_one_is_activated_once(ann):
    opportunity = an_opportunity()

    outcomes = together(
        ann,
        [lambda: activate_first_stage(opportunity, on=MARCH_1, estimate=an_estimate())]
        * 6,
    )

    assert told(outcomes) == {"OpportunityEntry": 1, "OpportunityAlreadyStarted": 5}
    must_be_sound(opportunity)


def test_one_is_closed_once_however_many_close_it(ann):
    opportunity = an_opportunity(standing_on="Qualify")
    codes = {outcome: a_close_code(outcome=outcome) for outcome in Outcome}

    outcomes = together(
        ann,
        [
            lambda outcome=outcome: close_opportunity(
                opportunity,
                outcome,
                codes[outcome],
                on=MARCH_1,
                sales_value=Decimal(5000),
            )
            for outcome in [Outcome.WON, Outcome.LOST] * 3
        ],
    )

    assert told(outcomes) == {"OpportunityEntry": 1, "OpportunityClosed": 5}
    [entry] = [o for o in outcomes if isinstance(o, OpportunityEntry)]
    kept = Opportunity.objects.get()
    assert (kept.status, kept.close_code.outcome) == (entry.action_taken,) * 2
    must_be_sound(opportunity)


def test_one_that_is_deleted_and_reopened_at_once_is_one_or_the_other(ann):
    code = a_close_code(outcome=Outcome.LOST)
    opportunity = an_opportunity(standing_on="Qualify")
    close_opportunity(opportunity, Outcome.LOST, code, on=MARCH_1)

    outcomes = together(
        ann,
        [
            lambda: delete_opportunity(opportunity),
            lambda: reopen_opportunity(opportunity),
        ]
        * 3,
    )

    if Opportunity.objects.exists():
        assert told(outcomes) == {
            "Opportunity": 1,
            "OpportunityNotClosed": 2,
            "OpportunityStillOpen": 3,
        }
        must_be_sound(opportunity)
    else:
        assert told(outcomes) == {"NoneType": 1, "RecordGone": 5}
        assert not OpportunityEntry.objects.exists()


# Numbers (NS-14) ----------------------------------------------------------------------


@pytest.fixture
def wanted(ann: Actor) -> dict[str, Any]:
    """What a new opportunity needs."""
    cycle = a_sales_cycle(a_stage("Qualify", chances_of_success=50))
    a_marketing_setup(
        opportunity_numbers=a_number_series("OPP", "OP00001", manual_numbers=True),
        default_sales_cycle=cycle,
    )
    return {"contact": a_contact(salesperson=a_salesperson()), "description": "Desks"}


def test_numbers_have_no_gaps_though_some_creations_fail_at_the_end(ann, wanted):
    def create(n: int) -> None:
        for turn in range(6):
            with suppress(Stumbled), transaction.atomic():
                create_opportunity(first_estimate=an_estimate(), **wanted)
                if (n + turn) % 3 == 0:
                    raise Stumbled

    together(ann, [lambda n=n: create(n) for n in range(6)])

    numbers = Opportunity.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [f"OP{n:05}" for n in range(1, 25)]
    created = ChangedRecord.objects.filter(
        change__verb="create_opportunity", record_type="opportunities.opportunity"
    )
    assert created.count() == 24


def test_a_number_is_typed_once_however_many_type_it(ann, wanted):
    outcomes = together(
        ann, [lambda: create_opportunity(number="DEAL-7", **wanted)] * 6
    )

    assert told(outcomes) == {"Opportunity": 1, "NumberTaken": 5}
    assert Opportunity.objects.get().number == "DEAL-7"
    assert str(NumberTaken(number="DEAL-7")) in {str(o) for o in outcomes}


def test_a_typed_number_and_a_given_one_do_not_meet(ann, wanted):
    tasks = [
        lambda: create_opportunity(number="OP00001", **wanted),
        lambda: create_opportunity(**wanted),
    ]

    outcomes = together(ann, tasks * 3)

    made = Opportunity.objects.count()
    assert told(outcomes) == {"Opportunity": made, "NumberTaken": 6 - made}
    numbers = Opportunity.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [f"OP{n:05}" for n in range(1, made + 1)]
    assert made in {3, 4}


def test_a_code_is_given_once_however_many_give_it(ann):
    tasks = [lambda: create_salesperson(code="JO")] * 6

    outcomes = together(ann, tasks)

    assert told(outcomes) == {"Salesperson": 1, "CodeTaken": 5}
    assert Salesperson.objects.get().code == "JO"
