"""The frames in a browser: edit in place, dialogs, keys, themes, a phone."""

import pytest
from playwright.sync_api import expect

from kans.foundation.journal.journal import open_change
from kans.notes.actions.comments import add_comment
from kans.number_series.models import NumberSeries
from tests.browser.looks import every_way, expect_nothing
from tests.web import frames_urls

pytestmark = [
    pytest.mark.urls("tests.web.frames_urls"),
    pytest.mark.django_db(transaction=True),
]
CARD = "/c/cronus/tried/OPP/"
PHONE = {"width": 390, "height": 800}
DESK = {"width": 1366, "height": 820}


@pytest.fixture
def series(ann, monkeypatch):
    monkeypatch.setitem(frames_urls.cards._cards, NumberSeries, frames_urls.CARD)
    with open_change("test"):
        NumberSeries.objects.create(code="ZZZ", description="The last")
        return NumberSeries.objects.create(
            code="OPP", description="Opportunities", date_order=True
        )


@pytest.fixture
def card(series, ann_the_user, open_browser):
    page = open_browser(user=ann_the_user, viewport=DESK)
    page.goto(CARD)
    return page


def value(page, field):
    return page.locator(f"#field_{field} .fact-value")


def test_a_field_is_edited_by_keys_alone(card, series):
    card.locator("#value_description").focus()
    card.keyboard.press("F2")
    card.locator("#edit_description").wait_for()
    card.keyboard.type("!")  # behind what stands there
    expect(card.locator("#edit_description")).to_have_value("Opportunities!")
    card.locator("#edit_description").fill("Deals")
    card.keyboard.press("Enter")

    expect(value(card, "description")).to_have_text("Deals")
    expect(card.locator("h1")).to_have_text("OPP · Deals")  # the rest follows
    expect(value(card, "version")).to_have_text("2")
    expect(card.locator("#value_description")).to_be_focused()
    series.refresh_from_db()
    assert series.description == "Deals"


def test_tab_saves_and_goes_on_to_the_next_field(card, series):
    card.locator("#value_description").click()
    card.locator("#edit_description").fill("One")
    card.keyboard.press("Tab")
    card.locator("#edit_default_numbers").wait_for()
    card.keyboard.press("Shift+Tab")
    expect(card.locator("#edit_description")).to_be_focused()
    card.locator("#edit_description").fill("Two")
    card.keyboard.press("Enter")

    expect(value(card, "description")).to_have_text("Two")
    series.refresh_from_db()
    assert (series.description, series.version) == ("Two", 3)


def test_escape_restores_and_leaving_saves(card, series):
    card.locator("#value_description").click()
    card.locator("#edit_description").fill("Mistake")
    card.keyboard.press("Escape")

    expect(value(card, "description")).to_have_text("Opportunities")
    expect(card.locator("#value_description")).to_be_focused()

    card.locator("#value_description").click()
    card.locator("#edit_description").fill("Left")
    card.locator("h1").click()

    expect(value(card, "description")).to_have_text("Left")
    series.refresh_from_db()
    assert series.version == 2


def test_clicking_on_to_another_field_saves_the_first_one(card, series):
    card.locator("#value_description").click()
    card.locator("#edit_description").fill("First")
    card.locator("#value_code").click()
    card.locator("#edit_code").wait_for()
    card.locator("#edit_code").fill("OPQ")
    card.keyboard.press("Enter")

    card.wait_for_url("**/tried/OPQ/")
    series.refresh_from_db()
    assert (series.code, series.description) == ("OPQ", "First")


def test_a_switch_is_saved_by_a_click(card, series):
    card.locator("#value_manual_numbers").click()
    card.locator("#edit_manual_numbers").check()

    expect(value(card, "manual_numbers")).to_have_text("Yes")


def test_a_refusal_stands_at_the_field_with_what_was_typed(card):
    card.locator("#value_description").click()
    card.locator("#edit_description").fill("forbidden")
    card.keyboard.press("Enter")

    error = card.locator("#edit_description_error")
    expect(error).to_have_text("The word forbidden is not allowed. Choose another one.")
    expect(card.locator("#edit_description")).to_have_value("forbidden")
    expect(card.locator("#edit_description")).to_be_focused()
    card.keyboard.press("Escape")
    expect(value(card, "description")).to_have_text("Opportunities")


@pytest.mark.parametrize(
    "choice, kept", [("Save mine anyway", "Mine"), ("Take theirs", "Theirs")]
)
def test_the_second_to_save_is_told_and_chooses(card, series, choice, kept):
    card.locator("#value_description").click()
    card.locator("#edit_description").fill("Mine")
    with open_change("test"):
        series.description = "Theirs"
        series.save()
    card.keyboard.press("Enter")
    expect(card.locator(".is-editing [role=alert]")).to_contain_text(
        "Description: Opportunities → Theirs"
    )

    card.get_by_text(choice, exact=True).click()

    expect(value(card, "description")).to_contain_text(kept)
    series.refresh_from_db()
    assert series.description.startswith(kept)


def test_a_dialog_opens_asks_and_gives_the_focus_back(card, series):
    opener = card.locator("[data-verb=try_plan]")
    opener.focus()
    card.keyboard.press("Enter")
    dialog = card.locator("#dialog[open]")
    dialog.wait_for()
    expect(card.locator("#id_on")).to_be_focused()
    expect(card.get_by_role("dialog", name="Plan Series")).to_be_visible()

    card.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()

    card.keyboard.press("Enter")
    dialog.wait_for()
    ok = dialog.get_by_role("button", name="OK")
    expect(ok).to_be_disabled()
    card.keyboard.type("nonsense")
    card.locator("#id_value").fill("12")
    expect(ok).to_be_enabled()
    card.keyboard.press("Control+Enter")
    expect(card.locator("#id_on_error")).to_contain_text("nonsense is not a date.")
    expect(card.locator("#id_on")).to_be_focused()

    card.keyboard.type("w")
    card.keyboard.press("Control+Enter")
    expect(dialog).to_have_count(0)
    expect(card.locator("#toasts")).to_contain_text("It is planned.")
    expect(card.locator("h1")).to_have_text("OPP · 2026-03-01 12")
    expect(opener).to_be_focused()
    assert card.url.endswith(CARD)


def test_a_forbidden_verb_says_why(card):
    card.locator("[data-verb=try_remove]").focus()
    card.keyboard.press("Enter")

    expect(card.locator("#why_try_remove")).to_be_visible()
    expect(card.locator("#why_try_remove")).to_contain_text("still used")


def test_the_keys_of_a_card(card):
    aside = card.locator("#card_aside")
    card.keyboard.press("Alt+F2")
    expect(aside).to_be_hidden()
    card.reload()
    expect(aside).to_be_hidden()
    card.keyboard.press("Alt+F2")
    expect(aside).to_be_visible()

    card.keyboard.press("Control+ArrowDown")
    card.wait_for_url("**/tried/ZZZ/")
    card.keyboard.press("Control+ArrowUp")
    card.wait_for_url("**/tried/OPP/")

    for key in ("e", "Shift+F2"):
        card.keyboard.press(key)
        expect(card.locator("#dialog[open] #id_description")).to_be_visible()
        card.keyboard.press("Escape")
        expect(card.locator("#dialog[open]")).to_have_count(0)
    card.locator("#value_description").click()
    card.locator("#edit_description").press("e")  # it is typed
    expect(card.locator("#dialog[open]")).to_have_count(0)


def test_the_history_opens_and_follows(card):
    card.locator("#value_description").click()
    card.locator("#edit_description").fill("Deals")
    card.keyboard.press("Enter")
    card.locator("#history summary").click()

    expect(card.locator("#history_events")).to_contain_text("Edit Series")
    expect(card.locator("#history_events ins")).to_have_text("Deals")


def test_a_comment_is_added_in_a_dialog(card):
    card.locator("#comments").get_by_text("Add").click()
    card.locator("#id_text").fill("Ask Eva first.")
    card.keyboard.press("Control+Enter")

    expect(card.locator("#comments")).to_contain_text("Ask Eva first.")


def test_without_a_script_the_card_is_edited_on_pages(
    series, ann_the_user, open_browser
):
    page = open_browser(user=ann_the_user, java_script_enabled=False, viewport=DESK)
    page.goto(CARD)
    page.get_by_role("link", name="Edit", exact=True).click()
    page.locator("#id_description").fill("By hand")
    page.get_by_role("button", name="Save").click()

    expect(page.locator("h1")).to_have_text("OPP · By hand")
    expect(page.get_by_text("→ By hand")).to_be_visible()


def test_axe_finds_nothing(series, ann_the_user, open_browser, axe):
    add_comment(series, "Ask Eva first.")
    page = open_browser(user=ann_the_user, viewport=DESK, reduced_motion="reduce")
    page.goto(CARD)
    found = {"card": list(every_way(page, axe))}

    page.locator("#value_description").click()
    page.locator("#edit_description").fill("forbidden")
    page.keyboard.press("Enter")
    page.locator("#edit_description_error").wait_for()
    found["a refusal in place"] = list(every_way(page, axe))
    page.keyboard.press("Escape")

    page.locator("[data-verb=try_plan]").click()
    page.locator("#dialog[open]").wait_for()
    page.locator("#id_on").fill("nonsense")
    page.locator("#id_value").fill("-1")
    page.keyboard.press("Control+Enter")
    page.locator("#id_on_error").wait_for()
    found["refusals in a dialog"] = list(every_way(page, axe))
    page.keyboard.press("Escape")

    page.locator("#user_menu summary").click()
    found["user menu"] = list(every_way(page, axe))

    expect_nothing(found)


def test_the_theme_is_chosen_in_the_menu_and_kept(card, ann_the_user):
    card.locator("#user_menu summary").click()
    card.get_by_role("button", name="Dark").click()

    expect(card.locator("html")).to_have_attribute("data-bs-theme", "dark")
    card.wait_for_load_state("networkidle")
    card.reload()
    expect(card.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(card.get_by_role("button", name="Dark")).to_have_count(0)  # menu is closed
