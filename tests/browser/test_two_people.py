"""Two people on one opportunity: the second is told, keeps what was typed, chooses."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from kans.foundation.acting.permissions import Level
from kans.opportunities.rules.closing import Outcome
from kans.sales.models import SalesLine
from tests.browser.desk import DESK as WIDE
from tests.browser.desk import LIST, Desk
from tests.builders import a_close_code, a_membership, a_user, an_opportunity
from tests.sales.common import a_quote

pytestmark = pytest.mark.django_db(transaction=True)
CARD = f"{LIST}OP0001/"


@pytest.fixture
def opportunity(ann):
    return an_opportunity(number="OP0001", standing_on="Qualify")


@pytest.fixture
def desks(opportunity, ann_the_user, open_browser):
    ben = a_membership(a_user("Ben"), level=Level.SALESPERSON).user
    return [Desk(open_browser(user=user), {}) for user in (ann_the_user, ben)]


def start_typing(desk, value):
    desk.page.goto(CARD)
    dialog = desk.open("Update", "Update Opportunity")
    dialog.locator("input[value=Update]").check()
    expect(desk.field("Sales Cycle Stage")).to_have_value("1")
    desk.type_in(
        **{"Estimated_Value_(LCY)": value, "Estimated_Closing_Date": "06/30/2026"}
    )
    desk.field("Chances of Success %").fill("50")


@pytest.mark.parametrize("choice, kept", [("Yours", "2000"), ("Theirs", "3000")])
def test_who_updates_second_chooses(desks, opportunity, choice, kept):
    ann, ben = desks
    start_typing(ann, "2000")
    start_typing(ben, "3000")
    ben.press_ok()
    ann.ok.click()

    told = ann.dialog.get_by_role("alert")
    expect(told).to_contain_text("Ben changed this after you opened it")
    expect(told).to_contain_text("Estimated Value (LCY): 1,000.00 → 3,000.00")
    expect(ann.field("Estimated Value (LCY)")).to_have_value("2000")
    ann.dialog.get_by_role("radio", name=f"{choice}: {kept[0]}").check()
    ann.ok.click()

    ann.expect_no_dialog()
    expect(ann.page.locator("#field_estimated_value")).to_contain_text(
        f"{int(kept):,}.00"
    )
    opportunity.refresh_from_db()
    assert opportunity.estimated_value == Decimal(kept)


def test_who_edits_second_in_place_chooses(desks, opportunity):
    ann, ben = desks
    for desk, text in ((ann, "Sixty desks"), (ben, "Forty desks")):
        desk.page.goto(CARD)
        desk.page.locator("#value_description").click()
        desk.page.locator("#edit_description").fill(text)
    ben.page.keyboard.press("Enter")
    expect(ben.page.locator("h1")).to_have_text("OP0001 Forty desks")
    ann.page.keyboard.press("Enter")

    told = ann.page.locator(".is-editing [role=alert]")
    expect(told).to_contain_text("Description: Fifty desks → Forty desks")
    expect(ann.page.locator("#edit_description")).to_have_value("Sixty desks")
    ann.page.get_by_role("button", name="Save mine anyway").click()

    expect(ann.page.locator("h1")).to_have_text("OP0001 Sixty desks")


@pytest.mark.parametrize("choice, kept", [("Save mine anyway", 7), ("Take theirs", 5)])
def test_who_types_second_in_a_line_chooses(
    open_browser, ann, ann_the_user, choice, kept
):
    quote = a_quote(1)
    pages = [open_browser(user=ann_the_user, viewport=WIDE) for _ in range(2)]
    typed = [page.locator("[data-lines] [name=quantity]").first for page in pages]
    for page, cell, quantity in zip(pages, typed, "75", strict=True):
        page.goto(f"/c/cronus/sales/{quote.number}/")
        cell.fill(quantity)
    pages[1].keyboard.press("Tab")
    expect(pages[1].locator("#total_including")).to_have_text("605.00")
    pages[0].keyboard.press("Tab")
    told = pages[0].locator("[data-lines] [role=alert]")
    expect(told).to_contain_text("A colleague changed this to 5")
    pages[0].locator("[data-lines] [name=description]").first.fill("Low desk")
    pages[0].keyboard.press("Tab")  # another cell of the row saves neither
    expect(told).to_contain_text("A colleague changed this to 5")

    told.get_by_role("button", name=choice).click()

    expect(told).to_have_count(0)
    expect(typed[0]).to_have_value(str(kept))
    expect(pages[0].locator("#total_including")).to_have_text(f"{121 * kept}.00")
    assert SalesLine.objects.get().quantity == kept


def test_who_closes_second_is_told_what_was_changed(desks, opportunity):
    a_close_code("PRICE", Outcome.LOST)
    ann, ben = desks
    ann.page.goto(CARD)
    ann.open("Close", "Close Opportunity")
    ann.dialog.get_by_role("radio", name="Lost").check()
    expect(ann.field("Close Opportunity Code")).to_have_value("PRICE")
    start_typing(ben, "3000")
    ben.press_ok()
    ann.ok.click()

    expect(ann.dialog.get_by_role("alert")).to_contain_text("1,000.00 → 3,000.00")
    expect(ann.field("Close Opportunity Code")).to_have_value("PRICE")
    expect(ann.dialog.get_by_role("radio", name="Lost")).to_be_checked()
    opportunity.refresh_from_db()
    assert opportunity.status == "In Progress"
