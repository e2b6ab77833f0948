"""Tell me grown up, and the sheet of shortcuts, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from kans.foundation.journal.journal import open_change
from kans.opportunities.rules.closing import Outcome
from kans.web.models import Kept
from tests.builders import (
    a_close_code,
    a_contact,
    a_sales_cycle,
    a_salesperson,
    an_estimate,
    an_opportunity,
)
from tests.effort import only_long

pytestmark = pytest.mark.django_db(transaction=True)
LIST, CARD = "/c/cronus/opportunities/", "/c/cronus/opportunities/OP0001/"
SELECTED = f"{LIST}?selected=OP0001"
DUTCH = {
    "Recent": "Recent",
    "Pages and tasks": "Pagina's en taken",
    "Reports": "Rapporten",
    "Jobs": "Taken op de achtergrond",
    "Salespeople": "Verkopers",
    "Pinned": "Vastgemaakt",
    "Pinned: Salespeople": "Vastgemaakt: Verkopers",
    "Unpinned: Salespeople": "Losgemaakt: Verkopers",
    "Unpin": "Losmaken",
    "lost": "als verloren sluiten",
    "Ticked rows: 2": "Aangevinkte regels: 2",
    "Close as Lost": "Afsluiten als verloren",
}


@pytest.fixture
def opportunities(ann):
    a_salesperson("JO", "Johanna")
    a_salesperson("LM", "Linda")
    a_close_code("PRICE", Outcome.LOST, description="Too dear")
    cycle = a_sales_cycle("Qualify", "Present", "Sign")
    on = {"sales_cycle": cycle, "standing_on": "Qualify", "estimate": an_estimate()}
    return [an_opportunity(number=n, **on) for n in ("OP0001", "OP0002")]


@pytest.fixture
def page(open_browser, ann_the_user, opportunities):
    return open_browser(user=ann_the_user)


@pytest.fixture
def in_dutch(ann_the_user):
    with open_change("test"):
        ann_the_user.become(language="nl")


@pytest.fixture(params=["en", only_long("nl")])
def say(request):
    """The captions of the language of the page, by those in English."""
    if request.param == "en":
        return {english: english for english in DUTCH}
    request.getfixturevalue("in_dutch")
    return DUTCH


def tell(page, text):
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type(text)
    return page.get_by_role("option")


def first_group(page):
    return page.locator("#tell_me_results section h2").first


def dialog(page):
    return page.locator("#dialog[open]")


class TestRecentAndPinned:
    def test_a_card_that_was_looked_at_comes_first_and_enter_opens_it(self, page, say):
        with page.expect_response(re.compile("tell-me/opened/")):
            page.goto(CARD)
        page.goto("/c/cronus/contacts/")

        options = tell(page, "")

        headings = page.locator("#tell_me_results section h2")
        groups = [say["Recent"], say["Pages and tasks"], say["Reports"]]
        expect(headings.filter(has_text=re.compile("|".join(groups)))).to_have_text(
            groups
        )
        reports = page.get_by_role("group", name=say["Reports"])
        expect(reports.get_by_role("option", name=say["Jobs"])).to_be_visible()
        expect(first_group(page)).to_have_text(say["Recent"])
        expect(options.first).to_contain_text("OP0001")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(f"{CARD}$"))

    def test_looking_at_it_again_writes_nothing(self, page):
        asked = []
        with page.expect_response(re.compile("tell-me/opened/")):
            page.goto(CARD)
        page.on("request", lambda request: asked.append(request.method))

        page.reload()
        page.wait_for_timeout(1500)

        assert "POST" not in asked

    def test_alt_p_pins_what_is_active_and_the_button_unpins_it(self, page, say):
        page.goto(LIST)
        options = tell(page, say["Salespeople"].lower())
        expect(options.first).to_contain_text(say["Salespeople"])

        page.keyboard.press("Alt+p")
        said = page.locator("[data-tell-me-said]")
        expect(said).to_have_text(say["Pinned: Salespeople"])
        expect(page.get_by_role("combobox")).to_be_focused()
        assert Kept.objects.get(pinned_at__isnull=False).what == "page:team:list"

        page.get_by_role("combobox").fill("")
        expect(first_group(page)).to_have_text(say["Pinned"])
        page.get_by_role("button", name=say["Unpin"]).click()
        expect(said).to_have_text(say["Unpinned: Salespeople"])
        expect(first_group(page)).not_to_have_text(say["Pinned"])

    def test_the_mark_pins_by_mouse(self, page):
        page.goto(LIST)
        tell(page, "")
        row = page.locator("#tell_me_results li", has_text="Contacts").first

        row.locator(".tell-me-mark").click()

        expect(first_group(page)).to_have_text("Pinned")


class TestActionsOnTheSelection:
    def test_the_verbs_of_the_selected_row_have_a_section(self, page):
        page.goto(SELECTED)
        page.locator("tr[data-row='OP0002'] td").nth(2).click()
        expect(page.locator(".list-actions-of")).to_contain_text("OP0002")

        options = tell(page, "")

        group = page.get_by_role("group", name="On OP0002")
        expect(group.get_by_role("option", name="Close", exact=True)).to_be_visible()
        here = page.get_by_role("group", name="Actions on this page")
        expect(here.get_by_role("option", name="New Alt+N")).to_be_visible()
        expect(options.first).to_have_attribute("aria-selected", "true")

    def test_close_as_lost_opens_the_dialog_with_it(self, page):
        page.goto(SELECTED)
        for asked in ("close as lost", "lost", "verloren"):
            options = tell(page, asked)
            expect(options.first).to_contain_text("Close as Lost")
            page.keyboard.press("Escape")
            expect(page.get_by_role("combobox")).to_have_count(0)

        tell(page, "lost")
        expect(page.get_by_role("option").first).to_contain_text("Close as Lost")
        page.keyboard.press("Enter")

        expect(dialog(page).locator("[name=outcome][value=Lost]")).to_be_checked()
        expect(dialog(page).locator("#id_code")).to_have_value("PRICE")
        expect(dialog(page).locator(".dialog-subtitle")).to_contain_text("OP0001")

    def test_move_to_a_stage_by_its_first_letters(self, page):
        page.goto(CARD)
        options = tell(page, "move to si")
        expect(options.first).to_contain_text("Move to si")

        page.keyboard.press("Enter")

        expect(dialog(page).locator("#id_to")).to_have_value("2")

    def test_move_to_the_next_stage_by_its_name(self, page):
        page.goto(CARD)
        tell(page, "move to present")

        page.keyboard.press("Enter")

        expect(dialog(page).locator("input[value=Next]")).to_be_checked()
        expect(dialog(page).locator("#id_to")).to_have_value("2")

    def test_assign_to_somebody(self, page, opportunities):
        page.goto(SELECTED)
        options = tell(page, "assign to lm")
        expect(options.first).to_contain_text("Assign to lm")

        page.keyboard.press("Enter")
        expect(dialog(page).locator("[name=salesperson]")).to_have_value("LM")
        dialog(page).locator("[data-ok]").click()

        expect(page.locator("dialog[open]")).to_have_count(0)
        opportunities[0].refresh_from_db()
        assert opportunities[0].salesperson.code == "LM"

    def test_what_cannot_be_done_says_why_and_is_not_done(self, page):
        page.goto(SELECTED)
        options = tell(page, "reopen")
        expect(options.first).to_have_attribute("aria-disabled", "true")
        expect(options.first).to_contain_text("OP0001")

        page.keyboard.press("Enter")

        expect(page.get_by_role("combobox")).to_be_focused()
        expect(dialog(page)).to_have_count(0)

    def test_the_verbs_on_the_ticked_rows_come_before(self, page, say):
        page.goto(SELECTED)
        for number in ("OP0001", "OP0002"):
            page.locator(f"tr[data-row='{number}'] .list-tick").click()

        options = tell(page, say["lost"])
        expect(first_group(page)).to_have_text(say["Ticked rows: 2"])
        expect(options.first).to_contain_text(say["Close as Lost"])
        page.keyboard.press("Enter")

        title = dialog(page).get_by_role("heading", level=1)
        expect(title).to_have_text(say["Close as Lost"])
        expect(dialog(page).locator("[data-can]")).to_have_text("2")

    def test_a_task_opens_its_dialog_from_anywhere(self, page):
        page.goto("/c/cronus/salespeople/")
        tell(page, "new contact")

        page.keyboard.press("Enter")

        expect(dialog(page).get_by_role("heading", level=1)).to_have_text("New Contact")

    def test_in_dutch_too(self, page, in_dutch):
        page.goto(SELECTED)
        options = tell(page, "toewijzen aan lm")
        expect(page.get_by_role("group", name="Voor OP0001")).to_be_visible()
        expect(options.first).to_contain_text("Toewijzen aan lm")

        page.keyboard.press("Enter")

        expect(dialog(page).locator("[name=salesperson]")).to_have_value("LM")
        page.keyboard.press("Escape")
        expect(dialog(page)).to_have_count(0)
        options = tell(page, "als verloren sluiten")
        expect(options.first).to_contain_text("Afsluiten als verloren")
        page.keyboard.press("Enter")
        expect(dialog(page).locator("[name=outcome][value=Lost]")).to_be_checked()


class TestShortcuts:
    def test_the_sheet_tells_what_works_here(self, page, axe):
        page.goto(LIST)

        page.keyboard.press("?")

        sheet = dialog(page)
        title = sheet.get_by_role("heading", level=1)
        expect(title).to_have_text("Keyboard Shortcuts")
        here = sheet.get_by_role("region", name="On this page")
        expect(here).to_contain_text("New")
        new = here.locator("div", has_text="New")
        expect(new.locator("dd")).to_have_text("Alt+N or c")
        expect(new.locator("kbd")).to_have_text(["Alt+N", "c"])
        go_to = sheet.get_by_role("region", name="Go to")
        expect(go_to.locator("div", has_text="Contacts")).to_contain_text("g then c")
        expect(sheet.get_by_role("region", name="Lists")).to_be_visible()
        expect(sheet.get_by_role("region", name="Cards")).to_be_hidden()
        assert axe(page) == []

        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)

    def test_it_is_found_in_tell_me_and_in_the_menu(self, page, in_dutch):
        page.goto(LIST)
        tell(page, "sneltoetsen")
        page.keyboard.press("Enter")
        title = dialog(page).get_by_role("heading", level=1)
        expect(title).to_have_text("Sneltoetsen")
        expect(dialog(page).locator("kbd", has_text="Spatie")).to_be_visible()
        expect(dialog(page).locator("dd", has_text="Alt+N")).to_have_text("Alt+N of c")
        page.keyboard.press("Escape")

        page.locator("#user_menu summary").click()
        page.get_by_role("link", name="Sneltoetsen").click()

        expect(title).to_have_text("Sneltoetsen")

    def test_g_and_a_letter_go_there(self, page):
        places = {"o": "opportunities/", "c": "contacts/", "s": "salespeople/"}
        for letter, to in places.items():
            page.goto("/c/cronus/jobs/")

            page.keyboard.press("g")
            page.keyboard.press(letter)

            expect(page).to_have_url(re.compile(f"/c/cronus/{to}$"))

    def test_what_is_typed_is_typed(self, page):
        a_contact("Fabrikam")
        page.goto(LIST)

        page.locator("#list_search").focus()
        page.keyboard.type("gc?")

        expect(page.locator("#list_search")).to_have_value("gc?")
        expect(page.locator("dialog[open]")).to_have_count(0)

    def test_letters_that_are_turned_off_do_nothing(self, page, ann_the_user):
        with open_change("test"):
            ann_the_user.become(single_keys=False)
        page.goto(LIST)

        for key in ("?", "g", "c"):
            page.keyboard.press(key)
        page.keyboard.press("Alt+q")

        expect(page.get_by_role("combobox")).to_be_focused()
        expect(page).to_have_url(re.compile("/c/cronus/opportunities/"))
        page.get_by_role("button", name="Keyboard Shortcuts").click()
        note = dialog(page).locator(".shortcut-note")
        expect(note).to_contain_text("turned off in My Settings")
        expect(dialog(page).get_by_role("region", name="Go to")).to_have_count(0)
        here = dialog(page).get_by_role("region", name="On this page")
        expect(here.locator("div", has_text="New").locator("dd")).to_have_text("Alt+N")


def test_tell_me_with_all_its_sections_passes_axe(page, axe):
    page.goto(CARD)
    tell(page, "")
    page.keyboard.press("Alt+p")
    expect(page.get_by_role("group", name="Actions on this page")).to_be_visible()

    assert axe(page) == []
