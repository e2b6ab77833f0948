"""What is shown of many is what the action says of each, in the same sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kans.foundation.acting.actors import acting_as, who_acts
from kans.foundation.errors import DomainError
from kans.lists.bulk.judging import judged
from kans.opportunities.actions import reopen_opportunity
from kans.opportunities.bulk import MANY_OPPORTUNITIES
from kans.opportunities.models import Opportunity, Priority
from kans.opportunities.rules.closing import Outcome
from tests.builders import (
    JUNE_30,
    MARCH_1,
    MARCH_2,
    a_close_code,
    a_sales_cycle,
    a_salesperson,
    a_stage,
    an_estimate,
    an_opportunity,
)
from tests.effort import effort
from tests.opportunities.common import everything, lost, won

STAGES = ("Qualify", "Present", "Sign")

opportunities = st.fixed_dictionaries(
    {
        "standing_on": st.sampled_from([None, *STAGES]),
        "days": st.integers(0, 20),
        "value": st.sampled_from([0, 1, 1000]),
        "ended": st.sampled_from([None, None, "won", "lost", "reopened"]),
    }
)
cycles = st.lists(
    st.fixed_dictionaries(
        {
            "chances_of_success": st.sampled_from([0, 40]),
            "quote_required": st.booleans(),
            "date_formula": st.sampled_from(["", "1M", "-5D", "9999Y"]),
        }
    ),
    min_size=3,
    max_size=3,
)
days = st.one_of(st.none(), st.integers(-2, 25))
LIKELY = [{"chances_of_success": 40, "quote_required": False, "date_formula": ""}] * 3
# Closed before it started, and reopened: what it last did is no active entry.
TAKEN_BACK = {"standing_on": None, "days": 5, "value": 1, "ended": "reopened"}


def said(days):
    return None if days is None else MARCH_1 + timedelta(days=days)


def made(cycle: Any, facts: dict[str, Any]) -> Opportunity:
    since = MARCH_1 + timedelta(days=facts["days"])
    opportunity = an_opportunity(
        sales_cycle=cycle,
        standing_on=facts["standing_on"],
        since=since,
        creation_date=MARCH_1,
        estimate=an_estimate(Decimal(facts["value"])),
    )
    if facts["ended"] == "won":
        won(opportunity, on=since)
    elif facts["ended"]:
        lost(opportunity, on=since)
    if facts["ended"] == "reopened":
        later = since + timedelta(days=3)
        with acting_as(replace(who_acts(), work_date=later)):
            reopen_opportunity(opportunity)
    return opportunity


def refusals_of_each(verb, arguments):
    """What the action itself says of each opportunity; nothing of it stays done."""
    found = {}
    for opportunity in Opportunity.objects.order_by("pk"):
        with transaction.atomic():
            try:
                with transaction.atomic():
                    verb.act(opportunity, **arguments)
                found[opportunity.pk] = ()
            except DomainError as error:
                found[opportunity.pk] = error.refusals
            transaction.set_rollback(True)
    return found


@pytest.fixture
def cast(ann):
    return {
        "code": a_close_code("PRICE", Outcome.LOST),
        "wrong": a_close_code("BEST", Outcome.WON),
        "seller": a_salesperson("LM"),
        "blocked": a_salesperson("OUT", blocked=True),
    }


def test_many_that_move_on_keep_their_closing_dates_until_these_are_past(ann):
    """DEF-10: chances are those of the new stage, as when one updates each."""
    stages = (
        a_stage("Qualify", chances_of_success=10),
        a_stage("Sign", chances_of_success=80, date_formula="1M"),
    )
    cycle = a_sales_cycle(*stages, code="ONE")
    for close_date in (JUNE_30, MARCH_1):
        an_opportunity(
            sales_cycle=cycle,
            standing_on="Qualify",
            estimate=an_estimate(chances=55, close_date=close_date),
        )

    for opportunity in Opportunity.objects.all():
        MANY_OPPORTUNITIES.verb("advance").act(opportunity, on=MARCH_2)

    assert list(
        Opportunity.objects.order_by("number").values_list(
            "chances_of_success", "estimated_close_date"
        )
    ) == [(80, JUNE_30), (80, date(2026, 4, 2))]


@settings(
    max_examples=effort(4, long=150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(cycle=LIKELY, some=[TAKEN_BACK, TAKEN_BACK], day=6)
@given(cycle=cycles, some=st.lists(opportunities, min_size=2, max_size=5), day=days)
def test_many_are_judged_as_each(cast, cycle, some, day):
    with transaction.atomic():
        stages = [
            a_stage(name, **facts) for name, facts in zip(STAGES, cycle, strict=True)
        ]
        saved = a_sales_cycle(*stages, code="ONE")
        for facts in some:
            made(saved, facts)
        on, before = said(day), everything()
        for name, arguments in (
            ("advance", {"on": on}),
            ("lose", {"code": cast["code"], "on": on}),
            ("lose", {"code": cast["wrong"], "on": on}),
            ("lose", {"code": None, "on": on}),
            ("salesperson", {"salesperson": cast["seller"]}),
            ("salesperson", {"salesperson": cast["blocked"]}),
            ("salesperson", {"salesperson": None}),
            ("priority", {"priority": Priority.HIGH}),
            ("delete", {}),
        ):
            must_agree(MANY_OPPORTUNITIES.verb(name), arguments)
        assert everything() == before
        transaction.set_rollback(True)


def must_agree(verb, arguments):
    ids = list(Opportunity.objects.order_by("pk").values_list("pk", flat=True))
    shown = {
        record.pk: tuple(refusals)
        for record, refusals in judged(MANY_OPPORTUNITIES, verb, ids, arguments)
    }
    told = refusals_of_each(verb, arguments)
    assert shown == told
    sentences = {pk: [str(r) for r in found] for pk, found in shown.items()}
    assert sentences == {pk: [str(r) for r in found] for pk, found in told.items()}
