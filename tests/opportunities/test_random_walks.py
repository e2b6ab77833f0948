"""Random opportunities through random cycles, beside a second telling of the rules.

`make test-long` walks twenty times as far as every day.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from kans.foundation.acting.actors import acting_as, who_acts
from kans.foundation.errors import DomainError
from kans.opportunities.actions import (
    activate_first_stage,
    close_opportunity,
    move_opportunity,
    reopen_opportunity,
)
from kans.opportunities.models import CloseOpportunityCode, Opportunity, SalesCycleStage
from kans.opportunities.queries.figures import average_days_of
from kans.opportunities.rules.closing import Outcome
from kans.opportunities.rules.estimates import Estimate
from kans.opportunities.rules.moves import Move
from tests.builders import (
    MARCH_1,
    a_close_code,
    a_contact,
    a_sales_cycle,
    a_salesperson,
    an_opportunity,
)
from tests.effort import effort
from tests.opportunities import oracle
from tests.opportunities.common import everything

WALKS = settings(
    max_examples=effort(8, long=300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
LATEST = date(2040, 1, 1)


# What there is to walk through ---------------------------------------------------

percentages = st.one_of(
    st.sampled_from([Decimal(0), Decimal(50), Decimal(100)]),
    st.decimals(0, 100, places=2),
)
stages = st.builds(
    oracle.Stage,
    number=st.integers(1, 40),
    completed=percentages,
    chances=percentages,
    quote_required=st.sampled_from([False, False, False, True]),
    allow_skip=st.booleans(),
    days=st.sampled_from([0, 7, 30, -3]),
)
cycles = st.builds(
    oracle.Cycle,
    calculation=st.sampled_from(
        ["Multiply", "Add", "Chances of Success %", "Completed %"]
    ),
    stages=st.lists(
        stages, min_size=1, max_size=7, unique_by=lambda stage: stage.number
    ).map(tuple),
)


# What people say: mostly right, with a mistake or two ------------------------------

VERBS = ["activate", "move", "close", "reopen"]
GOING_ON = {"Not Started": "activate", "In Progress": "move"}
MISTAKES = [
    *("verb", "move", "stage", "no date", "too early", "value", "chances"),
    *("closing date", "outcome", "code", "version"),
]


@dataclass(frozen=True)
class Step:
    """One thing that somebody tries; the mistakes say what is wrong with it.

    The numbers are taken around whatever there is to choose from.
    """

    ends: bool
    which: int
    where: int | None  # among the stages that the move leads to; None: the preset one
    days: int
    closing_days: int | None
    value: Decimal
    chances: Decimal | None
    won: bool
    mistakes: frozenset[str]

    def verb(self, tale: oracle.Tale) -> str:
        if "verb" in self.mistakes:
            return VERBS[self.which % len(VERBS)]
        if self.ends and tale.status in GOING_ON:
            return "close"
        return GOING_ON.get(tale.status, "reopen")

    def move(self, tale: oracle.Tale) -> Move:
        offered = [move for move in Move if tale.targets(move.value)]
        if "move" in self.mistakes or not offered:
            offered = list(Move)
        return offered[self.which % len(offered)]

    def to(self, tale: oracle.Tale) -> int | None:
        targets = tale.targets(self.move(tale).value)
        if "stage" in self.mistakes or not targets:
            targets = tale.cycle.numbers()
        return None if self.where is None else targets[self.where % len(targets)]

    def on(self, tale: oracle.Tale) -> date | None:
        if "no date" in self.mistakes:
            return None
        days = -1 if "too early" in self.mistakes else self.days
        return (tale.last_change() or tale.created) + timedelta(days=days)

    def told(self, tale: oracle.Tale) -> oracle.Told:
        value, chances, closes = self.value, self.chances, None
        if self.closing_days is not None:
            since = self.on(tale) or tale.created
            days = -1 if "closing date" in self.mistakes else self.closing_days
            closes = since + timedelta(days=days)
        if "value" in self.mistakes:
            value = [None, Decimal(0), Decimal(-5), Decimal("0.004")][self.which % 4]
        if "chances" in self.mistakes:
            chances = [Decimal(0), Decimal("100.01"), Decimal("0.004")][self.which % 3]
        return oracle.Told(value, chances, closes)

    def outcome(self) -> str | None:
        if "outcome" in self.mistakes:
            return None
        return "Won" if self.won else "Lost"

    def code(self) -> str | None:
        if "code" in self.mistakes:
            return [None, "WON", "LOST"][self.which % 3]
        return "WON" if self.won else "LOST"


steps = st.builds(
    Step,
    ends=st.sampled_from([False] * 5 + [True]),
    which=st.integers(0, 11),
    where=st.one_of(st.none(), st.integers(0, 6)),
    days=st.sampled_from([0, 1, 5, 30]),
    closing_days=st.sampled_from([0, 30, 90, None]),
    value=st.one_of(
        st.decimals("0.01", 10_000_000, places=2), st.just(Decimal("0.005"))
    ),
    chances=st.one_of(
        st.decimals("0.01", 100, places=2), st.sampled_from([None, Decimal("33.335")])
    ),
    won=st.booleans(),
    mistakes=st.one_of(
        st.just(frozenset()),
        st.just(frozenset()),
        st.frozensets(st.sampled_from(MISTAKES), max_size=3),
    ),
)


# Walking -----------------------------------------------------------------------------


class Walk:
    """One opportunity in the database, and the tale that is told of it."""

    def __init__(self, cycle: oracle.Cycle) -> None:
        self.tale = oracle.Tale(cycle, created=MARCH_1)
        self.opportunity = an_opportunity(
            sales_cycle=saved(cycle), creation_date=MARCH_1
        )
        self.stages = {
            stage.number: stage
            for stage in SalesCycleStage.objects.filter(
                sales_cycle=self.opportunity.sales_cycle
            )
        }
        self.codes = {code.code: code for code in CloseOpportunityCode.objects.all()}

    def take(self, step: Step) -> None:
        """Try it in both worlds; both must tell the same of it."""
        before, verb = everything(), step.verb(self.tale)
        refused = self._act(step)
        if "version" in step.mistakes:
            assert refused == {"ChangedMeanwhile"}
        else:
            self.tale = self._tell(step)
            assert refused == self.tale.refused
        if refused:
            assert everything() == before
        event(f"{verb}: {'refused' if refused else 'done'}")
        self.must_agree()

    def _act(self, step: Step) -> frozenset[str]:
        try:
            with transaction.atomic():
                self._perform(step)
        except DomainError as error:
            return frozenset(refusal.code for refusal in error.refusals)
        return frozenset()

    def _perform(self, step: Step) -> None:
        tale, known = self.tale, Opportunity.objects.get(pk=self.opportunity.pk)
        version = known.version - ("version" in step.mistakes)
        on, told = step.on(tale), step.told(tale)
        given: dict[str, Any] = {"on": on, "version": version}
        estimate = Estimate(told.value, told.chances, told.closes)
        match step.verb(tale):
            case "activate":
                activate_first_stage(known, **given, estimate=estimate)
            case "move":
                to = self.stages.get(step.to(tale))
                move_opportunity(
                    known, step.move(tale), to=to, **given, estimate=estimate
                )
            case "close":
                outcome = Outcome(step.outcome()) if step.outcome() else None
                code = self.codes.get(step.code())
                close_opportunity(known, outcome, code, **given, sales_value=told.value)
            case "reopen":
                with acting_as(replace(who_acts(), work_date=on or LATEST)):
                    reopen_opportunity(known, version=version)

    def _tell(self, step: Step) -> oracle.Tale:
        tale = self.tale
        on, told = step.on(tale), step.told(tale)
        match step.verb(tale):
            case "activate":
                return tale.activated(on, told)
            case "move":
                return tale.moved(step.move(tale).value, step.to(tale), on, told)
            case "close":
                code = (step.code(), step.code().title()) if step.code() else None
                return tale.closed(step.outcome(), code, on, told.value)
            case _:
                return tale.reopened(on or LATEST)

    # What must hold after each step -----------------------------------------------

    def must_agree(self) -> None:
        kept = Opportunity.objects.get(pk=self.opportunity.pk)
        entries = list(kept.entries.order_by("number").select_related("close_code"))

        assert tuple(as_told(entry) for entry in entries) == self.tale.entries
        assert kept.status == self.tale.status
        assert kept.date_closed == self.tale.closed_on
        self._must_count_days(kept)
        self._must_be_sound(kept, entries)

    def _must_count_days(self, kept: Opportunity) -> None:
        """DEF-5: the running stay, and how long the finished ones were on average."""
        stays = self.tale.stays()
        running = [begun for _, begun, left in stays if left is None]
        assert kept.in_stage_since == (running[0] if running else None)
        days = defaultdict(list)
        for number, begun, left in stays:
            if left is not None:
                days[self.stages[number].pk].append((left - begun).days)
        assert average_days_of(kept.sales_cycle) == {
            pk: oracle.half_up(Fraction(sum(each), len(each)), 1)
            for pk, each in days.items()
        }

    def _must_be_sound(self, kept: Opportunity, entries: list[Any]) -> None:
        closed = kept.status in {"Won", "Lost"}
        assert (kept.closed, kept.date_closed is not None) == (closed, closed)
        active = [entry for entry in entries if entry.active]
        assert len(active) == (kept.status != "Not Started")
        assert active in ([], entries[-1:])

        assert [e.number for e in entries] == list(range(1, len(entries) + 1))
        assert kept.number_of_entries == len(entries)
        for one, following in pairwise(entries):
            assert one.until <= following.date_of_change
            waited = one.close_code and following.action_taken != "Reopened"
            assert waited or one.until == following.date_of_change

        shown = as_shown(kept)
        assert shown == (as_shown(active[0]) if active else BLANK)


def saved(cycle: oracle.Cycle) -> Any:
    return a_sales_cycle(
        *(
            SalesCycleStage(
                number=stage.number,
                description=f"Stage {stage.number}",
                completed=stage.completed,
                chances_of_success=stage.chances,
                quote_required=stage.quote_required,
                allow_skip=stage.allow_skip,
                date_formula=f"{stage.days}D" if stage.days else "",
            )
            for stage in cycle.stages
        ),
        code="WALK",
        probability_calculation=cycle.calculation,
    )


def as_told(entry: Any) -> oracle.Entry:
    return oracle.Entry(
        action=entry.action_taken,
        stage=entry.stage_number,
        previous=entry.previous_stage.number if entry.previous_stage else None,
        changed=entry.date_of_change,
        value=entry.estimated_value,
        chances=entry.chances_of_success,
        completed=entry.completed,
        probability=entry.probability,
        current=entry.calculated_current_value,
        closes=entry.estimated_close_date,
        code=entry.close_code.code if entry.close_code else None,
        active=entry.active,
        days_open=entry.days_open,
    )


def as_shown(record: Any) -> tuple[object, ...]:
    return (
        record.stage_id,
        record.stage_number,
        record.stage_description,
        record.date_of_change,
        record.estimated_value,
        record.chances_of_success,
        record.completed,
        record.probability,
        record.calculated_current_value,
        record.estimated_close_date,
        record.close_code_id,
    )


BLANK = (None, None, "", None, 0, 0, 0, 0, 0, None, None)


@pytest.fixture
def cast(ann):
    """The people and codes that every walk meets."""
    a_contact("Contoso")
    a_salesperson("JO")
    for outcome in Outcome:
        a_close_code(outcome=outcome)


@WALKS
@given(cycle=cycles, path=st.lists(steps, min_size=6, max_size=25))
def test_any_walk_goes_as_the_rules_tell(cast, cycle, path):
    with transaction.atomic():
        walk = Walk(cycle)
        for step in path:
            walk.take(step)
        transaction.set_rollback(True)
