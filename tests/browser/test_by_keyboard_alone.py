"""The whole process without a mouse; the focus is seen, and where one expects it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import TimeoutError, expect  # noqa: A004

from kans.opportunities.models import Opportunity
from kans.opportunities.rules.closing import Outcome
from tests.browser.desk import DESK, Desk
from tests.builders import (
    a_close_code,
    a_contact,
    a_marketing_setup,
    a_number_series,
    a_sales_cycle,
    a_salesperson,
    a_stage,
    an_opportunity,
    skippable,
)

pytestmark = pytest.mark.django_db(transaction=True)

# Whether one sees where the focus is: it is on the screen, and marked.
SEEN = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return "nothing has the focus";
  const marked = (it) => {
    const style = getComputedStyle(it);
    return parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== "none"
      || style.boxShadow !== "none";
  };
  const around = [at, at.closest("label, .choice, .move-type, td, tr")].filter(Boolean);
  const within = [...at.querySelectorAll(":scope > *")];
  if (![...around, ...within].some(marked)) return `unmarked: ${at.outerHTML}`;
  const box = at.getBoundingClientRect();
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.width;
  return seen ? "" : `off the screen: ${at.outerHTML}`;
}"""


@pytest.fixture
def desk(ann, ann_the_user, open_browser):
    cycle = a_sales_cycle(
        a_stage("Qualify", completed=10, chances_of_success=20),
        skippable("Present", completed=50, chances_of_success=40),
        a_stage("Sign", completed=90, chances_of_success=80),
    )
    a_marketing_setup(
        opportunity_numbers=a_number_series("OPP", "OP0002"), default_sales_cycle=cycle
    )
    a_close_code("BEST")
    a_close_code("PRICE", Outcome.LOST)
    a_close_code("LATE", Outcome.LOST)
    a_contact("Contoso", number="CON", salesperson=a_salesperson("JO"))
    an_opportunity(number="OP0001", sales_cycle=cycle)
    page = open_browser(user=ann_the_user, viewport=DESK, reduced_motion="reduce")
    page.goto("/")
    return Desk(page, {})


def press(desk, *keys):
    """Press keys, one after another; after each the focus is to be seen."""
    for key in keys:
        desk.page.keyboard.press(key)
        expect_focus_seen(desk)


def expect_focus_seen(desk):
    try:
        desk.page.wait_for_function(f"() => !({SEEN})()", timeout=3000)
    except TimeoutError as late:
        raise AssertionError(desk.page.evaluate(SEEN)) from late


def at(desk, selector):
    """Wait until that is where the focus is."""
    expect(desk.page.locator(selector)).to_be_focused()
    expect_focus_seen(desk)


def type_text(desk, text):
    desk.page.keyboard.type(text)


def tab_to(desk, selector, key="Tab"):
    """Go on by Tab until that is where the focus is, past the end of the page too."""
    wanted = desk.page.locator(selector)
    for _step in range(60):
        if wanted.evaluate("it => it === document.activeElement"):
            expect_focus_seen(desk)
            return
        desk.page.keyboard.press(key)
        if desk.page.evaluate("document.activeElement !== document.body"):
            expect_focus_seen(desk)
    raise AssertionError(f"{selector} is not reached by {key}")


def by_tell_me(desk, text):
    desk.page.keyboard.press("Alt+q")
    at(desk, "#tell_me_q")
    type_text(desk, text)
    expect(desk.page.get_by_role("option").first).to_be_visible()
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("dialog.tell-me-dialog")).to_have_count(0)
    desk.page.wait_for_load_state("domcontentloaded")


def open_verb(desk, verb):
    """Reach an action of the card by Tab and open its dialog."""
    desk.page.keyboard.press("Escape")
    tab_to(desk, f"[data-verb={verb}]")
    desk.page.keyboard.press("Enter")
    expect(desk.dialog.locator(":focus")).to_have_count(1)
    expect_focus_seen(desk)


def test_the_whole_process_by_keyboard_alone(desk):
    page = desk.page
    # Tell me leads to the list; Alt+N opens New.
    by_tell_me(desk, "opportunity list")
    desk.expect_title("Opportunity List")
    page.keyboard.press("Alt+n")
    at(desk, "#id_description")
    type_text(desk, "Lamps")
    press(desk, "Tab")
    at(desk, "#id_contact")
    type_text(desk, "CON")
    press(desk, "Tab")
    expect(page.locator("#id_salesperson")).to_have_value("JO")
    tab_to(desk, "#id_activate")
    press(desk, "Space")
    expect(page.locator("#id_estimated_value")).to_be_visible()
    at(desk, "#id_activate")  # the focus stays where one was
    tab_to(desk, "#id_estimated_value")
    type_text(desk, "1000")
    expect(desk.ok).to_be_enabled()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile("/OP0002/"))
    desk.expect_path(Qualify="current", Present="ahead", Sign="ahead")

    moves_by_arrows(desk)
    edits_with_f2(desk)
    closes_with_a_code(desk)

    # Reopened and closed again, then deleted.
    open_verb(desk, "reopen_opportunity")
    page.keyboard.press("Control+Enter")
    desk.expect_no_dialog()
    expect(page.locator(".timeline .state").first).to_have_text("Reopened")
    closes_with_a_code(desk)
    open_verb(desk, "delete_opportunity")
    page.keyboard.press("Control+Enter")
    desk.expect_title("Opportunity List")
    assert not Opportunity.objects.filter(number="OP0002").exists()


def moves_by_arrows(desk):
    """Each action type is reached by the arrows; Esc leaves without a change."""
    page = desk.page
    open_verb(desk, "move_opportunity")
    page.keyboard.press("Escape")
    desk.expect_no_dialog()
    at(desk, "[data-verb=move_opportunity]")  # where one came from
    for keys, here in ((0, "Present"), (0, "Sign"), (1, "Present")):
        open_verb(desk, "move_opportunity")
        for _ in range(keys):
            press(desk, "ArrowDown")
        if keys:
            expect(page.locator("input[name=move]:checked")).not_to_have_value("Next")
        press_ok_by_key(desk)
        expect(page.locator(".path .is-current .path-name")).to_have_text(here)


def press_ok_by_key(desk):
    expect(desk.ok).to_be_enabled()
    expect(desk.dialog.locator("form.htmx-request")).to_have_count(0)
    desk.page.keyboard.press("Control+Enter")
    desk.expect_no_dialog()


def edits_with_f2(desk):
    page = desk.page
    tab_to(desk, "#value_description")
    page.keyboard.press("F2")
    at(desk, "#edit_description")
    page.keyboard.press("Control+a")  # one begins behind the text
    type_text(desk, "Sixty lamps")
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_have_text("OP0002 Sixty lamps")
    at(desk, "#value_description")


def closes_with_a_code(desk):
    page = desk.page
    open_verb(desk, "close_opportunity")
    expect(desk.ok).to_be_disabled()
    tab_to(desk, "input[name=outcome] >> nth=0")
    press(desk, "ArrowDown")  # Lost
    expect(page.locator("input[name=outcome][value=Lost]")).to_be_checked()
    expect(page.locator("#id_code option")).to_have_count(4)
    tab_to(desk, "#id_code")
    type_text(desk, "PR")
    expect(page.locator("#id_code")).to_have_value("PRICE")
    press_ok_by_key(desk)
    expect(page.locator(".path-end")).to_contain_text("Lost")


def test_a_list_by_keys(desk):
    page = desk.page
    an_opportunity(number="OP0009", description="Chairs")
    by_tell_me(desk, "opportunity list")
    first, last = (page.locator(f"tr[data-row={n}]") for n in ("OP0009", "OP0001"))
    expect(first).to_have_attribute("aria-selected", "true")
    press(desk, "ArrowDown")
    expect(last).to_be_focused()
    press(desk, "ArrowUp")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    desk.expect_title("OP0009 Chairs")
    page.keyboard.press("Control+ArrowDown")
    desk.expect_title("OP0001 Fifty desks")
    page.keyboard.press("Control+ArrowUp")
    desk.expect_title("OP0009 Chairs")
    # A verb that is forbidden says why, also to the keyboard.
    tab_to(desk, "[data-verb=delete_opportunity]")
    page.keyboard.press("Enter")
    expect(page.locator("#why_delete_opportunity")).to_contain_text("Close it first.")
    page.keyboard.press("Escape")
    expect(page.locator("#why_delete_opportunity")).to_be_hidden()
    at(desk, "[data-verb=delete_opportunity]")


def test_a_new_close_code_by_keys(desk):
    page = desk.page
    page.goto("/c/cronus/opportunities/OP0001/")
    open_verb(desk, "close_opportunity")
    tab_to(desk, "input[name=outcome] >> nth=0")
    press(desk, "ArrowDown")
    expect(page.locator("#id_code option")).to_have_count(4)
    tab_to(desk, "#id_code")
    press(desk, "End")
    expect(desk.dialog.locator(".code-list")).to_be_visible()
    tab_to(desk, ".code-list-new")
    press(desk, "Enter")
    at(desk, "#id_line-code")
    type_text(desk, "budget")
    tab_to(desk, "#id_line-description")
    type_text(desk, "No budget")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#id_code")).to_have_value("BUDGET")
    press_ok_by_key(desk)
    expect(page.locator(".timeline .event-head b").first).to_have_text("No budget")
