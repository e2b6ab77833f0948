"""The dialogs of the opportunity process in a real browser: live, by keyboard, safe."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from kans.opportunities.actions import move_opportunity
from kans.opportunities.models import Opportunity
from kans.opportunities.rules.closing import Outcome
from kans.opportunities.rules.moves import Move
from tests.browser.desk import DESK
from tests.browser.looks import every_way
from tests.builders import (
    MARCH_1,
    a_close_code,
    a_marketing_setup,
    a_number_series,
    a_sales_cycle,
    a_stage,
    an_estimate,
    an_opportunity,
    skippable,
)

pytestmark = pytest.mark.django_db(transaction=True)
LIST, CARD = "/c/cronus/opportunities/", "/c/cronus/opportunities/OP0001/"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def opportunity(ann):
    cycle = a_sales_cycle(
        a_stage("Qualify", completed=10, chances_of_success=20),
        skippable("Present", completed=50, chances_of_success=40, date_formula="2W"),
        a_stage("Sign", completed=90, chances_of_success=80),
    )
    a_marketing_setup(
        opportunity_numbers=a_number_series("OPP", "OP0100"), default_sales_cycle=cycle
    )
    a_close_code("BEST", description="Best offer")
    a_close_code("PRICE", Outcome.LOST, description="Too dear")
    a_close_code("LATE", Outcome.LOST)
    return an_opportunity(sales_cycle=cycle, number="OP0001", standing_on="Qualify")


@pytest.fixture
def page(open_browser, ann_the_user, opportunity):
    return open_browser(user=ann_the_user)


def open_dialog(page, verb):
    page.click(f"[data-verb={verb}]")
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("[data-ok]").first).to_be_visible()
    return dialog


def test_arrow_keys_choose_an_action_and_its_terms_follow(page, opportunity):
    page.goto(CARD)
    dialog = open_dialog(page, "move_opportunity")
    next_ = dialog.locator("input[value=Next]")
    expect(next_).to_be_focused()
    expect(dialog.locator("#id_to")).to_have_value("2")

    page.keyboard.press("ArrowDown")

    skip = dialog.locator("input[value=Skip]")
    expect(skip).to_be_checked()
    expect(dialog.locator("#id_to option")).to_have_count(2)
    expect(skip).to_be_focused()

    dialog.locator("#id_to").select_option("3")
    expect(dialog.locator("#id_chances_of_success")).to_have_value("80")
    dialog.locator("#id_estimated_value").fill("2500")
    expect(dialog.locator(".outlook")).to_contain_text("2,500.00 × 72.0 % = 1,800.00")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".path-step.is-current")).to_contain_text("Sign")
    expect(page.locator("dialog[open]")).to_have_count(0)
    opportunity.refresh_from_db()
    assert opportunity.calculated_current_value == Decimal(1800)


def test_what_the_stage_says_is_one_click_away_and_follows_the_date(page, opportunity):
    """DEF-10: what one typed meanwhile stays."""
    page.goto(CARD)
    dialog = open_dialog(page, "move_opportunity")
    expect(dialog.locator("#id_estimated_close_date")).to_have_value("06/30/2026")
    dialog.locator("#id_on").fill("03/08/2026")
    says = dialog.get_by_role("button", name="Estimated Closing Date: the stage says")
    expect(says).to_have_text("the stage says 03/22/2026")
    dialog.locator("#id_estimated_value").fill("2500")

    says.click()

    expect(dialog.locator("#id_estimated_close_date")).to_have_value("03/22/2026")
    expect(dialog.locator("#id_estimated_value")).to_have_value("2500")
    expect(dialog.locator("#take_estimated_close_date")).to_be_focused()


def test_one_begins_at_the_action_that_is_chosen(page, opportunity):
    """Not at the first that is offered: from the last stage one goes back, too."""
    cycle = opportunity.sales_cycle
    an_opportunity(sales_cycle=cycle, number="OP0002", standing_on="Sign")
    page.goto(f"{LIST}OP0002/")

    dialog = open_dialog(page, "move_opportunity")

    expect(dialog.locator("input[value=Previous]")).to_be_enabled()
    expect(dialog.locator("input[name=move]:checked")).to_have_value("Update")
    expect(dialog.locator("input[value=Update]")).to_be_focused()


def test_enter_in_a_field_is_ok(page, opportunity):
    page.goto(CARD)
    dialog = open_dialog(page, "move_opportunity")
    dialog.locator("#id_estimated_value").fill("0")
    page.keyboard.press("Enter")
    expect(dialog.locator("#id_estimated_value")).to_have_attribute(
        "aria-invalid", "true"
    )

    dialog.locator("#id_estimated_value").fill("2500")
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_have_count(0)

    dialog = open_dialog(page, "close_opportunity")
    dialog.get_by_role("radio", name="Lost").check()
    expect(dialog.locator("#id_code option")).to_have_count(4)
    dialog.locator("#id_code").select_option("LATE")
    dialog.locator("#id_on").press("Enter")
    expect(page.locator("dialog[open]")).to_have_count(0)

    opportunity.refresh_from_db()
    assert opportunity.status == "Lost"
    assert opportunity.estimated_value == Decimal(2500)


def test_ok_of_close_waits_for_outcome_code_and_date(page):
    page.goto(CARD)
    dialog = open_dialog(page, "close_opportunity")
    ok = dialog.locator(".dialog-foot [data-ok]")
    expect(ok).to_be_disabled()

    dialog.get_by_role("radio", name="Lost").check()
    expect(dialog.locator("#id_code option")).to_have_count(4)
    expect(ok).to_be_disabled()
    dialog.locator("#id_code").select_option("LATE")
    expect(ok).to_be_enabled()
    dialog.locator("#id_on").fill("")
    expect(ok).to_be_disabled()


def test_a_code_is_added_inside_the_close_page(page, opportunity):
    page.goto(LIST)
    dialog = open_dialog(page, "close_opportunity")
    dialog.get_by_role("radio", name="Lost").check()
    expect(dialog.locator("#id_code option")).to_have_count(4)
    dialog.locator("#id_code").select_option(label="Select from full list")
    dialog.get_by_role("button", name="New").click()
    dialog.locator("[name=line-code]").fill("budget")
    dialog.locator("[name=line-description]").fill("No budget")
    dialog.get_by_role("button", name="OK", exact=True).click()
    expect(dialog.locator("#id_code")).to_have_value("BUDGET")

    dialog.locator(".dialog-foot [data-ok]").click()

    row = page.locator("tr[data-row=OP0001]")
    expect(row).to_contain_text("Lost")
    opportunity.refresh_from_db()
    assert opportunity.close_code.code == "BUDGET"


def test_who_saves_second_chooses_and_keeps_what_was_typed(page, opportunity):
    page.goto(CARD)
    dialog = open_dialog(page, "move_opportunity")
    dialog.locator("input[value=Update]").check()
    expect(dialog.locator("#id_to")).to_have_value("1")
    dialog.locator("#id_estimated_value").fill("7777")
    value = an_estimate(1500)
    move_opportunity(opportunity, Move.UPDATE, on=MARCH_1, estimate=value)

    dialog.locator("[data-ok]").click()
    expect(dialog.get_by_role("alert")).to_contain_text("1,000.00 → 1,500.00")
    expect(dialog.locator("#id_estimated_value")).to_have_value("7777")
    dialog.get_by_role("radio", name="Yours: 7777").check()
    dialog.locator("[data-ok]").click()

    expect(page.locator("dialog[open]")).to_have_count(0)
    assert Opportunity.objects.get().estimated_value == Decimal(7777)


def test_one_is_created_from_the_list(page, opportunity):
    page.goto(LIST)
    page.keyboard.press("Alt+n")
    dialog = page.locator("dialog[open]")
    dialog.locator("#id_description").fill("Lamps")
    dialog.locator("#id_contact").fill("Contoso")
    dialog.locator("#id_salesperson").select_option("JO")
    dialog.locator("#id_activate").check()
    expect(dialog.locator("#id_chances_of_success")).to_have_value("20")
    expect(dialog.locator("#id_salesperson")).to_have_value("JO")
    dialog.locator("#id_estimated_value").fill("100")
    dialog.locator("[data-ok]").click()

    page.wait_for_url(re.compile("OP0100"))
    expect(page.locator(".path-step.is-current")).to_contain_text("Qualify")


def test_stages_are_put_in_another_order(page):
    page.goto("/c/cronus/sales-cycles/FIRM/")

    page.get_by_role("button", name="Move Sign towards the start").click()

    expect(page.locator(".stage-table tbody tr").nth(1)).to_contain_text("Sign")


def test_without_javascript_the_terms_follow_by_show(
    open_browser, ann_the_user, opportunity
):
    page = open_browser(user=ann_the_user, java_script_enabled=False)
    page.goto(f"{CARD}update/")
    page.locator("input[value=Skip]").check()
    page.get_by_role("button", name="Show").click()
    page.locator("#id_to").select_option("3")
    page.get_by_role("button", name="OK").click()

    expect(page.locator(".path-step.is-current")).to_contain_text("Sign")


def test_axe_finds_nothing_while_a_code_is_added(
    open_browser, ann_the_user, opportunity, axe
):
    page = open_browser(user=ann_the_user, viewport=DESK, reduced_motion="reduce")
    page.goto(CARD)
    dialog = open_dialog(page, "close_opportunity")
    dialog.get_by_role("radio", name="Lost").check()
    expect(dialog.locator("#id_code option")).to_have_count(4)
    dialog.locator("#id_code").select_option("*")
    dialog.get_by_role("button", name="New").click()
    expect(dialog.locator("[name=line-code]")).to_be_visible()

    assert list(every_way(page, axe)) == []


def test_ok_pressed_while_one_types_is_done_once_and_told(page, opportunity):
    """What is asked for while one types never takes the place of what OK sends."""
    page.goto(CARD)
    dialog = open_dialog(page, "move_opportunity")
    answers_late(page, 900, unless="show=")

    dialog.locator("#id_estimated_value").fill("2500")
    page.keyboard.press("Control+Enter")  # before the outlook is asked for

    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator(".path-step.is-current")).to_contain_text("Present")
    opportunity.refresh_from_db()
    assert (opportunity.number_of_entries, opportunity.estimated_value) == (2, 2500)


def test_what_is_typed_while_the_terms_come_does_not_cancel_them(page, opportunity):
    page.goto(CARD)
    dialog = open_dialog(page, "move_opportunity")
    answers_late(page, 700)

    dialog.locator("input[value=Skip]").check()
    dialog.locator("#id_estimated_value").fill("2500")

    expect(dialog.locator("#id_to option")).to_have_count(2)
    expect(dialog.locator("#id_estimated_value")).to_have_value("2500")
    expect(dialog.locator(".outlook")).to_contain_text("2,500.00 ×")


def test_what_is_selected_stays_so_while_the_terms_come(page, opportunity):
    """Who goes into a field with Tab and types replaces what stands there."""
    page.goto(CARD)
    dialog = open_dialog(page, "move_opportunity")
    let_go = hold_the_first_answer(page)
    chances = dialog.locator("#id_chances_of_success")

    dialog.locator("input[value=Update]").check()
    dialog.locator("#id_estimated_value").focus()
    page.keyboard.press("Tab")
    expect(chances).to_be_focused()
    let_go()
    expect(dialog.locator("#id_to")).to_have_value("1")
    page.keyboard.insert_text("60")

    expect(chances).to_have_value("60")
    page.keyboard.press("Control+Enter")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert Opportunity.objects.get().chances_of_success == 60


def test_one_types_on_in_the_middle_of_a_text(page, opportunity):
    page.goto(CARD)
    dialog = open_dialog(page, "move_opportunity")
    let_go = hold_the_first_answer(page)
    value = dialog.locator("#id_estimated_value")

    dialog.locator("input[value=Update]").check()
    value.fill("1234")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    let_go()
    expect(dialog.locator("#id_to")).to_have_value("1")
    page.keyboard.insert_text("9")

    expect(value).to_have_value("12934")


@pytest.mark.parametrize("at", [CARD, f"{CARD}update/"])
def test_ok_waits_for_the_terms_of_what_was_chosen(page, opportunity, at):
    """MOV-7: also for those that are asked for only after what is under way.

    The last stated chances: those of the next stage stood there before (MOV-8).
    """
    page.goto(at)
    dialog = open_dialog(page, "move_opportunity") if at == CARD else page
    let_go = hold_the_first_answer(page)

    dialog.locator("#id_estimated_value").fill("2500")
    dialog.locator("#id_on").focus()  # the outlook is asked for
    dialog.locator("input[value=Update]").check()
    page.keyboard.press("Control+Enter")
    let_go()

    expect(page.locator("form.dialog-form")).to_have_count(0)
    opportunity.refresh_from_db()
    assert opportunity.number_of_entries == 2
    assert (opportunity.estimated_value, opportunity.chances_of_success) == (2500, 50)


def hold_the_first_answer(page):
    """As over a slow line; what is returned lets it come."""
    held = []

    def hold(route):
        if held:
            route.continue_()
        else:
            held.append(route)

    def let_go():
        while not held:
            page.wait_for_timeout(10)
        held[0].continue_()

    page.route("**/update/**", hold)
    return let_go


def answers_late(page, milliseconds, *, unless="no such thing"):
    """As over a slow line: what is posted is answered after some time."""

    def later(route):
        request = route.request
        if request.method == "POST" and unless not in (request.post_data or ""):
            page.wait_for_timeout(milliseconds)
        route.continue_()

    page.route("**/update/**", later)
