"""Ticking rows of a list and doing one verb to all of them, in the browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from kans.opportunities.models import Opportunity, Priority
from kans.opportunities.rules.closing import Outcome
from tests.browser.desk import DESK, LIST, PHONE, Desk
from tests.browser.looks import every_way, expect_nothing
from tests.builders import (
    a_close_code,
    a_sales_cycle,
    a_salesperson,
    a_stage,
    an_opportunity,
)
from tests.effort import only_long
from tests.jobs.worker import a_worker
from tests.opportunities.common import lost

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = 60
DUTCH = {
    "Change Salesperson": "Verkoper wijzigen",
    "Close as Lost": "Afsluiten als verloren",
    "Close Opportunity Code": "Opportunitycode afsluiten",
    "Current Stage": "Huidige fase",
    "Date Closed": "Datum afgesloten",
    "Done": "Klaar",
    "Lost": "Verloren",
    "Move to Next Stage": "Naar volgende fase",
    "Refused Rows": "Geweigerde regels",
    "Salesperson": "Verkoper",
    "done.": "gedaan.",
    "60 rows": "60 regels",
    "All that pass the filters: 60 rows": "Alles wat door de filters komt: 60 regels",
    "2/1/2026": "1-2-2026",
    "3/8/2026": "8-3-2026",
}
BOTH = pytest.mark.parametrize("desk", ["en", only_long("nl")], indirect=True)


@pytest.fixture
def many(ann):
    cycle = a_sales_cycle("Qualify", a_stage("Present", chances_of_success=40))
    a_close_code("PRICE", Outcome.LOST, description="Too dear")
    a_salesperson("LM", "Lena Meijer")
    return [
        an_opportunity(
            sales_cycle=cycle,
            number=f"OP{n:03}",
            standing_on="Qualify" if n % 10 else None,
        )
        for n in range(COUNT)
    ]


@pytest.fixture
def desk(many, open_browser, ann_the_user, request):
    """Ann at the list, in English unless told."""
    dutch = getattr(request, "param", "en") == "nl"
    locale = "nl-NL" if dutch else "en-US"
    page = open_browser(user=ann_the_user, locale=locale, viewport=DESK)
    page.goto(LIST)
    return Desk(page, DUTCH if dutch else {})


def box(desk, number):
    return desk.page.locator(f"tr[data-row='{number}'] .list-tick")


def bar(desk):
    return desk.page.locator("#list_selection")


def expect_ticked(desk, text):
    expect(desk.page.locator("[data-list-ticked-count]")).to_have_text(text)


def choose(desk, verb):
    bar(desk).get_by_role("button", name=desk[verb]).click()
    expect(desk.dialog.get_by_role("heading", level=1)).to_have_text(desk[verb])


def expect_counts(desk, can, cannot=None):
    expect(desk.dialog.locator("[data-can]")).to_have_text(str(can))
    if cannot is None:
        expect(desk.dialog.locator("[data-cannot]")).to_have_count(0)
    else:
        expect(desk.dialog.locator("[data-cannot]")).to_have_text(str(cannot))


# Ticking --------------------------------------------------


def test_ticks_outlive_further_rows_and_parts_but_not_the_filter(desk):
    page = desk.page
    box(desk, "OP059").click()
    box(desk, "OP055").click(modifiers=["Shift"])
    expect_ticked(desk, "5")

    page.keyboard.press("Control+End")
    expect(page.locator("tr[data-row]")).to_have_count(60)
    expect_ticked(desk, "5")
    page.locator("#sort_number").click()
    expect(page.locator("tr[data-row]").first).to_have_attribute("data-row", "OP000")
    expect_ticked(desk, "5")
    page.locator("#list_search").fill("OP05")
    expect(page.locator("#list_count")).to_have_text("10 rows")

    expect(bar(desk)).to_be_hidden()
    expect(box(desk, "OP059")).not_to_be_checked()


def test_the_box_in_the_head_ticks_all_that_are_shown_then_all_that_pass(desk):
    page = desk.page
    page.locator("[data-tick-all]").check()

    expect_ticked(desk, "50")
    page.get_by_label("All that pass the filters: 60 rows").check()
    expect_ticked(desk, "all 60")
    expect(page.locator("[data-ticks-said]")).to_have_text("Ticked: all 60")
    box(desk, "OP059").click()
    expect_ticked(desk, "49")
    page.keyboard.press("Escape")
    expect(bar(desk)).to_be_hidden()


def test_control_a_ticks_what_is_shown_then_all_that_pass(desk):
    page = desk.page
    desk.select("OP059")

    page.keyboard.press("Control+a")
    expect_ticked(desk, "50")
    page.keyboard.press("Control+a")

    expect_ticked(desk, "all 60")


# Doing --------------------------------------------------


@BOTH
def test_some_change_hands_and_are_closed_as_lost_with_one_code(desk):
    for number in ("OP059", "OP058"):
        box(desk, number).click()
    choose(desk, "Change Salesperson")
    expect(desk.ok).to_be_disabled()
    desk.field("Salesperson").select_option("LM")
    expect_counts(desk, 2)
    desk.press_ok()
    said = f"{desk['Change Salesperson']}: 2 {desk['done.']}"
    expect(desk.page.locator("#toasts")).to_contain_text(said)
    desk.expect_row("OP059", Salesperson="LM")
    expect(bar(desk)).to_be_hidden()
    for number in ("OP059", "OP058"):
        box(desk, number).click()

    choose(desk, "Close as Lost")
    expect_counts(desk, 2)
    expect(desk.ok).to_be_disabled()
    desk.field("Close Opportunity Code").select_option("PRICE")
    desk.type_in(Date_Closed=desk["2/1/2026"])
    expect_counts(desk, 0, 2)
    expect(desk.ok).to_be_disabled()
    desk.type_in(Date_Closed=desk["3/8/2026"])
    expect_counts(desk, 2)
    desk.press_ok()

    said = f"{desk['Close as Lost']}: 2 {desk['done.']}"
    expect(desk.page.locator("#toasts")).to_contain_text(said)
    desk.expect_row("OP059", Status=desk["Lost"])
    expect(bar(desk)).to_be_hidden()
    lost_by_lena = {"closed": True, "salesperson__code": "LM"}
    assert Opportunity.objects.filter(**lost_by_lena).count() == 2


@BOTH
def test_more_than_fifty_are_left_to_the_worker_who_reports(desk):
    page = desk.page
    page.locator("[data-tick-all]").check()
    page.get_by_label(desk["All that pass the filters: 60 rows"]).check()
    choose(desk, "Move to Next Stage")
    expect_counts(desk, 54, 6)
    desk.press_ok()

    progress = page.locator("#job_progress")
    expect(progress).to_be_visible()
    with a_worker():
        expect(progress.locator(".state")).to_have_text(desk["Done"])
    expect(progress.locator("progress")).to_have_attribute("value", "100")
    refused = page.get_by_role("region", name=desk["Refused Rows"])
    expect(refused.locator("li")).to_have_count(6)
    expect(refused).to_contain_text("OP050")
    assert Opportunity.objects.filter(stage_description="Present").count() == 54


def test_who_refuses_is_reported_with_a_way_to_it(desk):
    desk.page.locator("#list_search").fill("OP05")
    expect(desk.page.locator("#list_count")).to_have_text("10 rows")
    desk.page.locator("[data-tick-all]").check()

    choose(desk, "Move to Next Stage")
    expect_counts(desk, 9, 1)
    expect(desk.dialog).to_contain_text(
        "Opportunity OP050 has not started. Activate its first stage."
    )
    desk.ok.click()

    expect(desk.dialog.locator("[data-done]")).to_have_text("9")
    desk.expect_row("OP051", Current_Stage="Present")
    desk.dialog.get_by_role("link", name="OP050 Fifty desks").click()
    expect(desk.page.locator("main h1")).to_contain_text("OP050")


def test_deleting_more_than_twenty_asks_to_type_how_many(desk, many):
    for each in many[1:28]:
        lost(each)
    desk.page.goto(f"{LIST}?filter.status=Lost")
    desk.page.locator("[data-tick-all]").check()

    choose(desk, "Delete")
    expect_counts(desk, 27)
    expect(desk.ok).to_be_disabled()
    desk.type_in(Type_27_to_confirm="26")
    desk.ok.click()
    expect(desk.dialog).to_contain_text("Type 27, the number of rows")
    desk.type_in(Type_27_to_confirm="27")
    desk.press_ok()

    expect(desk.page.locator("#list_count")).to_have_text("0 rows")
    assert Opportunity.objects.count() == COUNT - 27


def test_it_is_done_by_keyboard_alone(desk):
    page = desk.page
    page.keyboard.press("x")
    page.keyboard.press("Shift+ArrowDown")
    expect_ticked(desk, "2")

    page.locator("#bulk_priority").focus()
    page.keyboard.press("Enter")
    expect_counts(desk, 2)
    page.keyboard.press("Control+Enter")

    desk.expect_no_dialog()
    high = Opportunity.objects.filter(priority=Priority.HIGH)
    expect(page.locator("#toasts")).to_contain_text("Set Priority: 2 done.")
    assert high.count() == 2


# On a phone, without JavaScript, in Dutch ------------------------------------------


def test_a_phone_ticks_by_touch(many, open_browser, ann_the_user, axe):
    page = open_browser(user=ann_the_user, viewport=PHONE, has_touch=True)
    page.goto(LIST)
    desk = Desk(page, {})

    box(desk, "OP059").tap()
    box(desk, "OP058").tap()
    expect_ticked(desk, "2")
    assert axe(page) == []
    bar(desk).get_by_role("button", name="Set Priority").tap()
    expect_counts(desk, 2)
    desk.ok.tap()

    expect(page.locator("#toasts")).to_contain_text("Set Priority: 2 done.")


def test_it_works_without_javascript(many, open_browser, ann_the_user):
    page = open_browser(user=ann_the_user, java_script_enabled=False)
    page.goto(LIST)

    page.get_by_label("Tick OP059").check()
    page.get_by_label("Tick OP050").check()
    page.get_by_role("button", name="Set Priority").click()
    expect(page.locator("[data-can]")).to_have_text("2")
    page.locator("#id_priority").select_option("1")
    page.get_by_role("button", name="OK").click()

    expect(page.locator("main h1")).to_have_text("Opportunity List")
    assert Opportunity.objects.filter(priority=Priority.LOW).count() == 2


def test_axe_finds_nothing_also_in_dutch(many, open_browser, ann_the_user, axe):
    page = open_browser(user=ann_the_user, locale="nl-NL", viewport=DESK)
    page.goto(LIST)
    page.locator("[data-tick-all]").check()
    expect(page.locator("[data-list-ticked]")).to_have_text(
        re.compile("Aangevinkt: 50")
    )
    ticked = list(every_way(page, axe))

    page.locator("#bulk_lose").click()
    expect(page.locator("[data-can]")).to_have_text("50")
    dialog = list(every_way(page, axe))

    expect_nothing({"ticked": ticked, "dialog": dialog})
