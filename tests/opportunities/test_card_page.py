"""The card tells where an opportunity stands, how it came there, and what is next."""

import re
from datetime import timedelta

import pytest

from kans.opportunities.actions import move_opportunity, reopen_opportunity
from kans.opportunities.rules.moves import Move
from tests.builders import (
    MARCH_1,
    MARCH_8,
    a_contact,
    a_person,
    a_stage,
    an_estimate,
    an_opportunity,
    skippable,
)
from tests.opportunities.common import lost, won
from tests.opportunities.pages import (
    AT,
    errors_at,
    form_of,
    queries_of,
    refused_with_422,
    text_of,
)

CARD = f"{AT}OP0001/"
STEP = r'<li class="path-step is-(\w+)".*?path-name">([^<]+)<.*?path-note">\s*(.*?)\s*<'


def the_path(page):
    return re.findall(STEP, page.content.decode(), re.DOTALL)


def primary_of(page):
    return re.findall(r'btn btn-primary"[^>]*data-verb="(\w+)"', text_of(page))


@pytest.fixture
def skipped(ann, clock):
    """Stood on Qualify for a week, skipped Present, and stands on Sign since."""
    opportunity = an_opportunity(
        "Qualify",
        skippable("Present"),
        "Sign",
        a_stage("Deliver", completed=90, quote_required=True),
        standing_on="Qualify",
    )
    to = opportunity.sales_cycle.stages.get(description="Sign")
    value = an_estimate(1200, 60)
    move_opportunity(opportunity, Move.SKIP, to=to, on=MARCH_8, estimate=value)
    clock.set(MARCH_8 + timedelta(days=3))
    return opportunity


def test_the_path_says_what_is_passed_skipped_current_and_ahead(browser, skipped):
    assert the_path(browser.get(CARD)) == [
        ("passed", "Qualify", "7 days"),
        ("skipped", "Present", "skipped"),
        ("current", "Sign", "3 days"),
        ("ahead", "Deliver", "needs a quote"),
    ]


def test_the_timeline_says_what_changed_by_whom(browser, skipped):
    page = text_of(browser.get(CARD))
    timeline = " ".join(
        re.sub(r"<[^>]+>", " ", page[page.find("timeline_title") :]).split()
    )

    assert "Jumped Sign 03/08/2026 · Ann · 3 days" in timeline
    assert "Estimated Value (LCY) 1,000.00 → 1,200.00" in timeline
    assert "Current Stage Qualify → Sign" in timeline
    assert "Chances of Success % 50 % → 60 %" in timeline


def test_a_closed_one_ends_its_path_won_or_lost(browser, skipped):
    lost(skipped)

    page = browser.get(CARD)

    assert "path-end is-lost" in text_of(page)
    assert [place for place, *_ in the_path(page)] == [
        "passed",
        "skipped",
        "passed",
        "ahead",
    ]


def test_one_that_went_back_says_how_long_it_was_ahead(browser, skipped):
    move_opportunity(skipped, Move.JUMP, on=MARCH_8, estimate=an_estimate(), to=None)

    assert the_path(browser.get(CARD))[2] == ("ahead", "Sign", "0 days, earlier")


def test_one_closed_before_the_start_and_reopened_has_not_started(browser, ann, clock):
    opportunity = an_opportunity(number="OP0001")
    lost(opportunity)
    clock.set(MARCH_8)
    reopen_opportunity(opportunity)

    page = browser.get(CARD)

    assert [place for place, *_ in the_path(page)] == ["ahead"] * 3
    assert primary_of(page) == ["activate_first_stage"]


@pytest.mark.parametrize(
    "standing_on, primary",
    [(None, ["activate_first_stage"]), ("Qualify", ["move_opportunity"])],
)
def test_the_next_sensible_action_is_primary(browser, ann, standing_on, primary):
    an_opportunity(standing_on=standing_on)

    assert primary_of(browser.get(CARD)) == primary


def test_a_closed_one_has_no_primary_action(browser, ann):
    won(an_opportunity(standing_on="Qualify"))

    assert primary_of(browser.get(CARD)) == []


def test_a_refused_edit_shows_why_at_its_field_and_keeps_what_was_typed(browser, ann):
    an_opportunity(standing_on="Qualify", since=MARCH_1)
    other = a_contact("Wind")
    typed = {**form_of(browser.get(f"{CARD}edit/")), "contact": other.number}

    with refused_with_422() as pages:
        pages.append(browser.post(f"{CARD}edit/", {**typed, "description": " "}))

    assert errors_at(pages[0]) == {
        "description": "Enter a description.",
        "contact": "Contact Wind is related to another company. Once an opportunity "
        "has started, choose a contact of the same company.",
    }
    assert f'value="{other.number}"' in text_of(pages[0])


def test_an_edit_is_saved(browser, ann):
    opportunity = an_opportunity(standing_on="Qualify")
    clara = a_person("Clara Smit", at=opportunity.contact)
    typed = {**form_of(browser.get(f"{CARD}edit/")), "contact": clara.number}

    browser.post(f"{CARD}edit/", {**typed, "description": "Sixty desks"})

    opportunity.refresh_from_db()
    assert opportunity.description == "Sixty desks"
    assert opportunity.contact == clara


def test_the_number_of_queries_does_not_depend_on_the_entries(browser, skipped):
    few = queries_of(browser, CARD)

    for _ in range(5):
        move_opportunity(skipped, Move.UPDATE, on=MARCH_8, estimate=an_estimate())

    assert queries_of(browser, CARD) == few
