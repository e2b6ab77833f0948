"""A cell of a list is edited in its place, by keys, by mouse and by touch."""

import time

import pytest
from playwright.sync_api import expect

from kans.foundation.journal.journal import open_change
from kans.opportunities.models import Opportunity
from tests.builders import (
    a_marketing_setup,
    a_number_series,
    a_salesperson,
    an_estimate,
    an_opportunity,
)
from tests.effort import only_long

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/c/cronus/opportunities/"
DUTCH = {
    "Description": "Omschrijving",
    "Enter a description.": "Vul een omschrijving in.",
}
DESK, PHONE = {"width": 1366, "height": 820}, {"width": 390, "height": 844}


@pytest.fixture
def three(ann):
    a_marketing_setup(opportunity_numbers=a_number_series("OPP", "OP0100"))
    a_salesperson("PS", "Peter")
    facts = {"standing_on": "Qualify", "estimate": an_estimate(1000)}
    return [
        an_opportunity(number=f"OP000{n}", description=text, **facts)
        for n, text in enumerate(["Lamps", "Chairs", "Desks"], start=1)
    ]


@pytest.fixture
def page(open_browser, ann_the_user, three):
    page = open_browser(user=ann_the_user, viewport=DESK)
    page.goto(LIST)
    return page


@pytest.fixture(params=["en", only_long("nl")])
def either(request, open_browser, ann_the_user, three):
    """The list in each language, and what it says there."""
    dutch = request.param == "nl"
    locale = "nl-NL" if dutch else "en-US"
    page = open_browser(user=ann_the_user, viewport=DESK, locale=locale)
    page.goto(LIST)
    return page, lambda english: DUTCH[english] if dutch else english


def cell(page, number, column):
    at = page.locator("thead th").evaluate_all(
        "(all, name) => all.findIndex((one) => one.dataset.column === name)", column
    )
    return page.locator(f"tr[data-row='{number}'] > td").nth(at)


def begin(page, number, column):
    """Click the cell, and then the pencil that stands in it."""
    there = cell(page, number, column)
    there.click()
    there.locator(".cell-pencil").click()
    expect(page.locator("#cell :is(input[type=text], select)")).to_be_focused()


def test_by_keys_alone(either, three):
    page, said = either
    cell(page, "OP0002", "description").click()
    page.keyboard.press("F2")
    page.keyboard.type("ex")  # at once: no letter is taken for a shortcut
    expect(page.locator("#edit_description")).to_be_focused()
    expect(page.locator("#edit_description")).to_have_value("Chairsex")
    page.keyboard.press("Control+a")
    page.keyboard.type("Sixty chairs jk?")
    page.keyboard.press("Enter")

    expect(cell(page, "OP0002", "description")).to_have_text("Sixty chairs jk?")
    row = page.locator("tr[data-row=OP0002]")
    expect(row).to_be_focused()
    expect(row).to_have_attribute("aria-selected", "true")
    expect(page.locator("#toasts")).to_contain_text(
        f"{said('Description')}: Chairs → Sixty chairs jk?"
    )
    expect(page.locator("#list_facts")).to_contain_text("Sixty chairs jk?")
    three[1].refresh_from_db()
    assert three[1].description == "Sixty chairs jk?"

    page.keyboard.press("Control+z")

    expect(cell(page, "OP0002", "description")).to_have_text("Chairs")


@pytest.mark.parametrize("key", ["Enter", "Tab"])
def test_who_is_faster_than_the_line_loses_nothing(page, three, key):
    page.route("**/edit/?only=*", lambda route: (time.sleep(0.5), route.continue_()))
    cell(page, "OP0002", "description").click()
    page.keyboard.press("F2")
    page.keyboard.type("Sixtyx")
    page.keyboard.press("Backspace")
    page.keyboard.press(key)

    expect(cell(page, "OP0002", "description")).to_have_text("ChairsSixty")
    after = {"Enter": "tr[data-row=OP0002]", "Tab": "#edit_salesperson"}[key]
    expect(page.locator(after)).to_be_focused()
    three[1].refresh_from_db()
    assert three[1].description == "ChairsSixty"


@pytest.mark.parametrize(
    ("opens", "ends"), [("F2", "Enter"), ("Enter", "Tab"), ("F2", "Escape")]
)
def test_who_is_faster_than_the_line_loses_nothing_on_a_card(page, three, opens, ends):
    page.goto("/c/cronus/opportunities/OP0002/")
    asked = []

    def hold(route):
        asked.append(route)

    page.route("**/edit/?only=*", hold, times=1)
    page.locator("#value_description").focus()
    with page.expect_request("**/edit/?only=*"):
        page.keyboard.press(opens)
    page.keyboard.type("Rive esx")
    page.keyboard.press("Backspace")
    page.keyboard.press(ends)
    if ends != "Escape":
        asked[0].continue_()

    kept = "Chairs" if ends == "Escape" else "ChairsRive es"
    expect(page.locator("#field_description .fact-value")).to_have_text(kept)
    if ends == "Tab":
        expect(page.locator(".fact.is-editing")).to_have_count(1)
    else:
        expect(page.locator("#value_description")).to_be_focused()
    expect(page.locator("dialog[open]")).to_have_count(0)
    three[1].refresh_from_db()
    assert three[1].description == kept


def test_tab_goes_on_escape_restores_and_f8_copies(page, three):
    begin(page, "OP0003", "priority")  # the last cell of the first row but one
    page.keyboard.press("Tab")
    expect(page.locator("#edit_sales_cycle")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("tr[data-row=OP0002] #edit_description")).to_be_focused()
    page.keyboard.press("F8")
    expect(page.locator("#edit_description")).to_have_value("Desks")
    page.keyboard.press("Tab")
    page.locator("tr[data-row=OP0002] #edit_salesperson").select_option("PS")
    page.keyboard.press("Shift+Tab")
    expect(page.locator("tr[data-row=OP0002] #edit_description")).to_be_focused()
    page.keyboard.type("Mistake")
    page.keyboard.press("Escape")

    expect(page.locator("tr[data-row=OP0002]")).to_be_focused()
    expect(cell(page, "OP0002", "description")).to_have_text("Desks")
    expect(cell(page, "OP0002", "salesperson")).to_have_text("PS")
    three[1].refresh_from_db()
    assert three[1].description == "Desks"
    assert three[1].salesperson.code == "PS"
    assert three[1].version == 3


def test_leaving_saves_and_a_refusal_stays_in_the_cell(either, three):
    page, said = either
    begin(page, "OP0001", "description")
    page.locator("#edit_description").fill("")
    cell(page, "OP0003", "contact_name").click()

    error = page.locator("#edit_description_error")
    expect(error).to_contain_text(said("Enter a description."))
    expect(page.locator("#edit_description")).to_be_focused()
    page.locator("#edit_description").fill("Left")
    cell(page, "OP0003", "contact_name").click()

    expect(cell(page, "OP0001", "description")).to_have_text("Left")
    expect(page.locator("tr[data-row=OP0003]")).to_have_attribute(
        "aria-selected", "true"
    )


def test_what_could_not_be_saved_stays_to_be_tried_again(page, three, problems):
    begin(page, "OP0001", "description")
    page.locator("#edit_description").fill("Sixty")
    page.route("**/edit/", lambda route: route.abort())
    page.keyboard.press("Enter")
    expect(page.locator(".toast-line.is-bad")).to_be_visible()
    expect(page.locator("#edit_description")).to_have_value("Sixty")
    page.unroute("**/edit/")
    page.keyboard.press("Enter")

    expect(cell(page, "OP0001", "description")).to_have_text("Sixty")
    problems.clear()


def test_what_is_shown_anew_takes_the_editor_with_it(page, three):
    begin(page, "OP0001", "description")
    page.locator("#edit_description").fill("")
    page.keyboard.press("Enter")
    expect(page.locator("#edit_description_error")).to_be_visible()
    page.locator("#sort_description").click()
    expect(page.locator("#edit_description")).to_have_count(0)

    cell(page, "OP0002", "description").click()
    page.keyboard.press("F2")
    page.keyboard.type("Sixty")
    page.keyboard.press("Enter")

    expect(cell(page, "OP0002", "description")).to_have_text("ChairsSixty")
    assert {one.description for one in Opportunity.objects.all()} == {
        "Lamps",
        "ChairsSixty",
        "Desks",
    }


def test_beyond_the_last_cell_one_leaves_and_saves(page, three):
    begin(page, "OP0001", "priority")
    page.keyboard.press("Tab")
    expect(page.locator("#edit_sales_cycle")).to_be_focused()
    page.keyboard.press("Tab")

    expect(page.locator("#cell")).to_have_count(0)
    expect(page.locator(".cell-pencil")).to_have_count(1)


def test_whoever_saves_second_chooses(page, three):
    begin(page, "OP0001", "description")
    page.locator("#edit_description").fill("Mine")
    with open_change("test"):
        three[0].description = "Theirs"
        three[0].save()
    page.keyboard.press("Enter")
    expect(page.locator("#cell [role=alert]")).to_contain_text("Lamps → Theirs")

    page.locator("#cell").get_by_text("Take theirs", exact=True).click()

    expect(cell(page, "OP0001", "description")).to_have_text("Theirs")


def test_groups_follow(page, three):
    page.goto(f"{LIST}?group=salesperson")
    page.locator(".list-band a").first.click()
    expect(page.locator(".list-band .count")).to_have_text(["3"])
    begin(page, "OP0002", "salesperson")
    page.locator("#edit_salesperson").select_option("PS")
    page.keyboard.press("Enter")

    expect(page.locator(".list-band .count")).to_have_text(["2", "1"])
    expect(page.locator("tr[data-row=OP0002]")).to_have_count(0)


def test_on_a_phone_and_judged_by_axe(open_browser, ann_the_user, three, axe):
    page = open_browser(user=ann_the_user, viewport=PHONE, color_scheme="dark")
    page.goto(LIST)
    begin(page, "OP0003", "description")
    assert axe(page) == []
    page.locator("#edit_description").fill("")
    page.keyboard.press("Enter")
    expect(page.locator("#edit_description_error")).to_be_visible()
    assert axe(page) == []
    page.locator("#edit_description").fill("By thumb")
    page.keyboard.press("Enter")

    expect(cell(page, "OP0003", "description")).to_contain_text("By thumb")
