"""Lists and Tell me by mouse, by keys, and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.desk import DESK
from tests.browser.looks import every_way, expect_nothing
from tests.builders import JANUARY_1, MARCH_1
from tests.lists.list_builders import a_line, a_series
from tests.lists.list_reading import with_facts

assert with_facts  # a fixture of each test
pytestmark = [
    pytest.mark.urls("tests.lists.list_pages"),
    pytest.mark.django_db(transaction=True),
]
LINES = "/c/cronus/lines/"


@pytest.fixture
def lines(ann):
    wind, sun = a_series("WIND", "Wind én water"), a_series("SUN", "Zon")
    for n in range(120):
        a_line(
            sun if n % 3 else wind,
            f"A{n:03}",
            starting_date=[JANUARY_1, MARCH_1, None][n % 3],
            increment_by=n % 5 + 1,
        )


@pytest.fixture
def at_list(lines, open_browser, ann_the_user):
    page = open_browser(user=ann_the_user)
    page.goto(LINES)
    return page


def row(page, handle):
    return page.locator(f"tr[data-row='{handle}']")


def expect_selected(page, handle):
    expect(row(page, handle)).to_have_attribute("aria-selected", "true")
    expect(page.locator("tr[aria-selected=true]")).to_have_count(1)


def test_arrows_and_letters_select_and_the_actions_follow(at_list):
    page = at_list
    expect_selected(page, "A000")

    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    expect_selected(page, "A002")
    expect(row(page, "A002")).to_be_focused()
    expect(page.locator("#list_actions")).to_contain_text("Verb of A002")
    expect(page.locator("#list_facts")).to_have_text("A002")
    page.keyboard.press("k")

    expect_selected(page, "A001")
    expect(page).to_have_url(re.compile(r"selected=A001"))
    page.reload()
    expect_selected(page, "A001")


def test_a_click_selects_and_x_ticks(at_list):
    page = at_list
    row(page, "A003").locator("td").nth(3).click()
    expect_selected(page, "A003")

    page.keyboard.press("x")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")

    expect(page.locator("[data-list-ticked]")).to_contain_text("Ticked: 3")
    page.keyboard.press("Escape")
    expect(page.locator("[data-list-ticked]")).to_be_hidden()


def test_shift_and_click_ticks_a_range(at_list):
    page = at_list

    row(page, "A002").locator(".list-tick").click()
    row(page, "A006").locator(".list-tick").click(modifiers=["Shift"])

    expect(page.locator("[data-list-ticked-count]")).to_have_text("5")


def test_scrolling_loads_on_to_the_end(at_list):
    page = at_list
    expect(page.locator("tr[data-row]")).to_have_count(50)

    page.keyboard.press("Control+End")
    expect(page.locator("tr[data-row]")).to_have_count(100)
    page.locator("#list_more").scroll_into_view_if_needed()

    expect(page.locator("tr[data-row]")).to_have_count(120)
    expect(page.locator("#list_more")).to_have_count(0)


def test_a_column_is_sorted_by_its_head(at_list):
    page = at_list

    page.get_by_role("link", name="Increment-by No.").click()
    head = page.locator("th[data-column=increment_by]")
    expect(head).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("link", name="Increment-by No.").click()

    expect(head).to_have_attribute("aria-sort", "descending")
    expect(page.locator("th[aria-sort]")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"sort=-increment_by"))
    expect_selected(page, "A119")


def test_the_search_box_is_at_hand_and_the_address_keeps_it(at_list):
    page = at_list

    page.keyboard.press("F3")
    page.keyboard.type("water")
    expect(page.locator("#list_count")).to_have_text("40 rows")
    expect(page).to_have_url(re.compile(r"search=water"))
    expect(page.locator("#list_search")).to_be_focused()

    page.keyboard.press("ArrowDown")
    expect(row(page, "A000")).to_be_focused()
    page.locator(".list-chip").click()
    expect(page.locator("#list_count")).to_have_text("120 rows")
    expect(page.locator("#list_search")).to_have_value("")


def test_the_filter_pane_keeps_what_was_typed_and_says_what_is_wrong(at_list):
    page = at_list

    page.keyboard.press("Shift+F3")
    expect(page.locator("#filter_starting_number")).to_be_focused()
    page.get_by_label("Increment-by No.").fill("much")
    page.keyboard.press("Tab")

    expect(page.locator("#filter_increment_by_error")).to_contain_text("not a number")
    expect(page.locator("#filter_increment_by")).to_have_value("much")
    expect(page.locator("tr[data-row]")).to_have_count(0)
    page.locator("#filter_increment_by").fill("5")
    page.keyboard.press("Enter")
    expect(page.locator("#filter_increment_by_error")).to_be_hidden()
    expect(page.locator("#list_count")).to_have_text("24 rows")
    page.locator("#list_form").get_by_label("No", exact=True).check()
    expect(page.locator("#list_count")).to_have_text("0 rows")
    page.go_back()
    expect(page.locator("#list_count")).to_have_text("24 rows")


def test_alt_f3_filters_to_the_value_one_is_on(at_list):
    page = at_list

    row(page, "A000").locator("td").nth(4).click()
    page.keyboard.press("Alt+F3")

    expect(page.locator("#list_count")).to_have_text("40 rows")
    expect(page.locator(".list-chip")).to_contain_text("Starting Date: 01/01/2026")
    row(page, "A003").locator("td").nth(5).click()
    page.keyboard.press("Alt+F3")
    expect(page.locator(".list-chip").nth(1)).to_contain_text("Ending No.: ''")


def test_a_list_works_without_javascript(lines, open_browser, ann_the_user):
    page = open_browser(user=ann_the_user, java_script_enabled=False)
    page.goto(LINES)

    page.get_by_role("link", name="Select A004").click()
    expect_selected(page, "A004")
    expect(page.locator("#list_actions")).to_contain_text("Verb of A004")
    page.get_by_role("button", name="Filter", exact=True).click()
    page.get_by_label("Starting No.").fill("a11*")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("tr[data-row]")).to_have_count(10)
    page.goto(LINES)
    page.get_by_role("link", name="More", exact=True).click()
    expect(page.locator("tr[data-row]").first).to_have_attribute("data-row", "A050")


def test_axe_finds_nothing_in_filters_and_what_tell_me_found(
    lines, open_browser, ann_the_user, axe
):
    page = open_browser(user=ann_the_user, viewport=DESK)
    page.goto(f"{LINES}?pane=filters&filter.open=yes&filter.series=s*")
    filters = list(every_way(page, axe))
    page.goto("/c/cronus/tell-me/?q=series")
    answers = list(every_way(page, axe))

    expect_nothing({"filters": filters, "answers": answers})


class TestTellMe:
    def test_it_finds_the_actions_of_the_page_and_enter_runs_the_first(self, at_list):
        page = at_list

        page.keyboard.press("Control+k")
        box = page.get_by_role("combobox")
        expect(box).to_be_focused()
        expect(page.get_by_role("group", name="Actions on this page")).to_be_visible()
        page.keyboard.type("all se")
        expect(page.get_by_role("option").first).to_contain_text("All Series")
        page.keyboard.press("Enter")

        expect(page.locator("dialog.tell-me-dialog")).to_have_count(0)
        expect(page).to_have_url(re.compile(r"/c/cronus/series/"))

    def test_arrows_choose_and_escape_closes(self, at_list):
        page = at_list

        page.keyboard.press("Alt+q")
        options = page.get_by_role("option")
        expect(options.first).to_have_attribute("aria-selected", "true")
        expect(options.nth(1)).to_be_visible()  # the server has answered
        page.keyboard.press("ArrowDown")
        expect(options.first).to_have_attribute("aria-selected", "false")
        page.keyboard.type("x")
        page.keyboard.press("Escape")

        expect(page.locator("dialog.tell-me-dialog")).to_have_count(0)

    def test_enter_waits_for_what_is_still_being_found(self, at_list):
        page = at_list

        page.keyboard.press("Alt+q")
        page.keyboard.type("users")
        page.keyboard.press("Enter")

        expect(page).to_have_url(re.compile(r"/c/cronus/users/"))
