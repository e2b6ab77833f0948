"""Sales cycles, their stages and close codes are set up on pages (CYC, CLO)."""

import re

import pytest

from kans.notes.actions.comments import add_comment
from kans.notes.models import Comment
from kans.opportunities.actions import (
    create_sales_cycle,
    create_stage,
    edit_sales_cycle,
    edit_stage,
    move_opportunity,
)
from kans.opportunities.actions.cycles import Towards, move_stage
from kans.opportunities.models import CloseOpportunityCode, SalesCycle, SalesCycleStage
from kans.opportunities.queries import closing_within, cycle_figures
from kans.opportunities.rules.closing import Outcome
from kans.opportunities.rules.moves import Move
from kans.opportunities.rules.setup import SalesCycleInUse, StageInUse
from tests.builders import (
    APRIL_1,
    JUNE_30,
    MARCH_1,
    MARCH_8,
    a_close_code,
    a_marketing_setup,
    a_sales_cycle,
    a_stage,
    an_estimate,
    an_opportunity,
)
from tests.opportunities.common import lost, unchanged, won
from tests.opportunities.pages import (
    banner_of,
    errors_at,
    form_of,
    queries_of,
    text_of,
)

AT = "/c/cronus/"
CYCLES = f"{AT}sales-cycles/"
FIRM = f"{CYCLES}FIRM/"


@pytest.fixture
def firm(ann):
    return a_sales_cycle("Qualify", "Present", "Sign")


def stage_of(cycle, description):
    return cycle.stages.get(description=description)


def order_of(cycle):
    return list(cycle.stages.order_by("number").values_list("number", "description"))


def test_a_cycle_is_made_and_leads_to_its_card(browser, ann):
    typed = form_of(browser.get(f"{CYCLES}new/"))

    done = browser.post(f"{CYCLES}new/", {**typed, "code": "firm"})

    assert done.url == FIRM
    assert SalesCycle.objects.get().probability_calculation == "Multiply"


@pytest.mark.parametrize(
    "code, refused",
    [("", "Enter a code."), ("firm", "Code FIRM is taken already. Type another.")],
)
def test_a_cycle_without_a_code_of_its_own_is_refused(browser, firm, code, refused):
    typed = form_of(browser.get(f"{CYCLES}new/"))

    page = browser.post(f"{CYCLES}new/", {**typed, "code": code, "description": "Big"})

    assert page.status_code == 422
    assert errors_at(page) == {"code": refused}
    assert form_of(page)["description"] == "Big"
    assert SalesCycle.objects.count() == 1


def test_a_cycle_is_changed(browser, firm):
    typed = form_of(browser.get(f"{FIRM}edit/"))

    browser.post(f"{FIRM}edit/", {**typed, "description": "Firms", "blocked": "on"})

    firm.refresh_from_db()
    assert (firm.description, firm.blocked) == ("Firms", True)


def test_a_cycle_that_is_used_cannot_be_deleted(browser, firm):
    an_opportunity(sales_cycle=firm)

    page = browser.get(f"{FIRM}delete/")
    with unchanged():
        refused = browser.post(f"{FIRM}delete/", form_of(page))

    assert banner_of(page) == str(SalesCycleInUse(code="FIRM"))
    assert refused.status_code == 422
    assert banner_of(refused) == str(SalesCycleInUse(code="FIRM"))


def test_a_cycle_that_the_set_up_names_cannot_be_deleted(browser, firm):
    a_marketing_setup(default_sales_cycle=firm)

    refused = browser.post(f"{FIRM}delete/", form_of(browser.get(f"{FIRM}delete/")))

    assert "is the default of the marketing setup" in banner_of(refused)
    assert SalesCycle.objects.exists()


def test_a_cycle_goes_with_its_stages_and_their_comments(browser, firm):
    add_comment(firm, "Ask Jo")
    add_comment(stage_of(firm, "Sign"), "With a pen")

    browser.post(f"{FIRM}delete/", form_of(browser.get(f"{FIRM}delete/")))

    for model in (SalesCycle, SalesCycleStage, Comment):
        assert not model.objects.exists()


def test_a_stage_is_added_after_the_last_one(browser, firm):
    typed = form_of(browser.get(f"{FIRM}stages/new/"))
    typed |= {"description": "Deliver", "date_formula": "<1m + 2w>", "completed": "90"}

    browser.post(f"{FIRM}stages/new/", {**typed, "quote_required": "on"})

    stage = stage_of(firm, "Deliver")
    assert (stage.number, stage.date_formula, stage.quote_required) == (
        4,
        "1M+2W",
        True,
    )


def test_a_date_formula_leads_to_a_day_on_which_people_do_business(browser, firm):
    stage = stage_of(firm, "Qualify")
    typed = form_of(browser.get(f"/c/cronus/stages/{stage.pk}/edit/"))

    with unchanged():
        page = browser.post(
            f"/c/cronus/stages/{stage.pk}/edit/", {**typed, "date_formula": "9999y"}
        )

    assert errors_at(page) == {
        "date_formula": "9999Y from 03/01/2026 leads outside the calendar. Use a "
        "smaller number."
    }


def test_everything_wrong_with_a_stage_is_said_at_once(browser, firm):
    typed = {"number": "2", "description": " ", "date_formula": "soon"}

    with unchanged():
        page = browser.post(f"{FIRM}stages/new/", typed)

    assert page.status_code == 422
    assert errors_at(page).keys() == {"number", "description", "date_formula"}
    assert errors_at(page)["number"] == (
        "The cycle has a stage 2 already. Type another number."
    )


def test_a_stage_that_an_entry_refers_to_cannot_be_deleted(browser, firm):
    an_opportunity(sales_cycle=firm, standing_on="Qualify")
    at = f"{AT}stages/{stage_of(firm, 'Qualify').pk}/delete/"

    with unchanged():
        refused = browser.post(at, form_of(browser.get(at)))

    assert refused.status_code == 422
    assert banner_of(refused) == str(StageInUse(stage="Qualify"))


def test_a_stage_nobody_stood_at_is_deleted(browser, firm):
    an_opportunity(sales_cycle=firm, standing_on="Qualify")
    at = f"{AT}stages/{stage_of(firm, 'Sign').pk}/delete/"

    browser.post(at, form_of(browser.get(at)))

    assert order_of(firm) == [(1, "Qualify"), (2, "Present")]


def test_stages_change_places_by_a_button(browser, firm):
    at = f"{AT}stages/{stage_of(firm, 'Sign').pk}/"

    done = browser.post(f"{at}towards-start/", {"csrfmiddlewaretoken": "x"})

    assert done.url == FIRM
    assert order_of(firm) == [(1, "Qualify"), (2, "Sign"), (3, "Present")]


def test_stages_change_places_with_the_numbers_they_have(ann):
    cycle = a_sales_cycle(a_stage("Qualify", number=10), a_stage("Sign", number=20))

    move_stage(stage_of(cycle, "Qualify"), Towards.END)

    assert order_of(cycle) == [(10, "Sign"), (20, "Qualify")]


@pytest.mark.parametrize(
    "description, towards", [("Qualify", "start"), ("Sign", "end")]
)
def test_the_outer_stages_move_no_further(browser, firm, description, towards):
    at = f"{AT}stages/{stage_of(firm, description).pk}/towards-{towards}/"

    page = browser.post(at, {"csrfmiddlewaretoken": "x"})

    assert page.status_code == 422
    assert order_of(firm) == [(1, "Qualify"), (2, "Present"), (3, "Sign")]


def test_a_stage_has_a_card_with_figures_and_comments(browser, firm):
    an_opportunity(sales_cycle=firm, standing_on="Present")
    add_comment(stage_of(firm, "Present"), "Bring the samples")

    page = text_of(browser.get(f"{AT}stages/{stage_of(firm, 'Present').pk}/"))

    assert "Bring the samples" in page
    assert "1,000.00" in page


@pytest.fixture
def standing(firm, clock):
    """One at Qualify, one at Present after a week at Qualify, one lost, one fresh."""
    an_opportunity(sales_cycle=firm, standing_on="Qualify", number="OP0001")
    moved = an_opportunity(sales_cycle=firm, standing_on="Qualify", number="OP0002")
    clock.set(MARCH_8)
    value = an_estimate(500, 40, APRIL_1)
    move_opportunity(moved, Move.NEXT, on=MARCH_8, estimate=value)
    lost(an_opportunity(sales_cycle=firm, standing_on="Qualify", since=MARCH_8))
    an_opportunity(sales_cycle=firm, number="NEW")
    return firm


def test_figures_are_of_what_is_in_progress(standing):
    figures = cycle_figures(standing)
    qualify = figures.at(stage_of(standing, "Qualify").pk)
    present = figures.at(stage_of(standing, "Present").pk)

    assert (figures.total.count, figures.total.estimated_value) == (2, 1500)
    assert (qualify.count, qualify.estimated_value) == (1, 1000)
    assert qualify.average_days == pytest.approx(3.5)
    assert (present.count, present.average_days) == (1, None)


def test_figures_are_those_of_a_period_of_closing_dates(standing):
    spring = cycle_figures(standing, closing_within(f"..{APRIL_1.isoformat()}"))
    summer = cycle_figures(standing, closing_within(f"{JUNE_30.isoformat()}.."))

    assert (spring.total.count, spring.total.estimated_value) == (1, 500)
    assert (summer.total.count, summer.total.estimated_value) == (1, 1000)


def test_the_card_shows_them_for_a_period_that_is_typed(browser, standing):
    page = text_of(browser.get(f"{FIRM}?closing=..2026-04-01"))

    assert re.search(r"In Progress</dt><dd>1</dd>", page)


def test_a_period_that_cannot_be_read_is_said_at_its_field(browser, standing):
    page = browser.get(f"{FIRM}?closing=some+day")

    assert "some day" in errors_at(page)["closing"]


def test_the_list_shows_them_in_a_constant_number_of_queries(browser, standing):
    page = text_of(browser.get(CYCLES))
    few = queries_of(browser, CYCLES)
    for number in range(5):
        cycle = a_sales_cycle("Qualify", code=f"C{number}")
        an_opportunity(sales_cycle=cycle, standing_on="Qualify")

    assert "1,500.00" in page
    assert queries_of(browser, CYCLES) == few


def test_an_action_takes_only_what_is_given(firm):
    edit_sales_cycle(firm, description="Firms")
    edit_stage(stage_of(firm, "Sign"), completed=None, description="Signing")

    firm.refresh_from_db()
    assert (firm.code, firm.description) == ("FIRM", "Firms")
    assert stage_of(firm, "Signing").completed == 0


def test_cycles_and_stages_can_be_made_by_programs(ann):
    cycle = create_sales_cycle(code="new", description="New")
    stage = create_stage(cycle, number=1, description="Qualify")

    assert (cycle.code, stage.sales_cycle) == ("NEW", cycle)


# Close opportunity codes ----------------------------------------------------------

CODES = f"{AT}close-codes/"


def test_a_code_is_added(browser, ann):
    typed = {"code": "price", "outcome": "Lost", "description": "Too dear"}

    browser.post(f"{CODES}new/", typed)

    made = CloseOpportunityCode.objects.get()
    assert (made.code, made.outcome, made.description) == ("PRICE", "Lost", "Too dear")


def test_a_code_without_code_and_type_is_refused(browser, ann):
    page = browser.post(f"{CODES}new/", {"description": "Too dear"})

    assert page.status_code == 422
    assert errors_at(page).keys() == {"code", "outcome"}
    assert form_of(page)["description"] == "Too dear"


def test_a_code_in_use_keeps_its_type_and_stays(browser, ann):
    a_close_code("PRICE", Outcome.LOST)
    lost(an_opportunity())
    typed = form_of(browser.get(f"{CODES}PRICE/edit/"))

    with unchanged():
        changed = browser.post(f"{CODES}PRICE/edit/", {**typed, "outcome": "Won"})
        deleted = browser.post(
            f"{CODES}PRICE/delete/", form_of(browser.get(f"{CODES}PRICE/delete/"))
        )

    assert "its type cannot change" in errors_at(changed)["outcome"]
    assert banner_of(deleted) == (
        "Close opportunity code PRICE is used by opportunities, so it stays."
    )


def test_a_code_in_use_may_be_described_anew(browser, ann):
    code = a_close_code("PRICE", Outcome.LOST)
    lost(an_opportunity())
    typed = form_of(browser.get(f"{CODES}PRICE/edit/"))

    browser.post(f"{CODES}PRICE/edit/", {**typed, "description": "Too dear"})

    code.refresh_from_db()
    assert code.description == "Too dear"


def test_a_code_nobody_used_is_deleted(browser, ann):
    a_close_code("PRICE", Outcome.LOST)

    browser.post(f"{CODES}PRICE/delete/", form_of(browser.get(f"{CODES}PRICE/delete/")))

    assert not CloseOpportunityCode.objects.exists()


def test_the_list_counts_the_opportunities_that_carry_each(browser, ann):
    a_close_code("BEST")
    a_close_code("OTHER")
    won(an_opportunity(standing_on="Qualify", since=MARCH_1))

    page = text_of(browser.get(f"{CODES}?selected=BEST"))

    assert re.search(r'data-row="BEST".*?No\. of Opportunities">1<', page, re.DOTALL)
