"""Undo, redo and preview in a browser: from the toast, by keys, from the history."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from kans.contacts.actions import create_contact
from kans.contacts.models import Contact
from kans.foundation.journal.journal import open_change
from kans.opportunities.models import Opportunity
from kans.opportunities.rules.closing import Outcome
from kans.security.models import User
from tests.browser.desk import DESK, PHONE
from tests.builders import (
    a_close_code,
    a_contact,
    a_marketing_setup,
    a_number_series,
    a_stage,
    an_opportunity,
)
from tests.effort import only_long

pytestmark = pytest.mark.django_db(transaction=True)
CARD = "/c/cronus/contacts/CT000001/"
WORDS = {
    "en": {
        "Undo": "Undo",
        "Redo": "Redo",
        "Preview": "Preview",
        "undone": "“Edit Contact” is undone.",
        "again": "“Edit Contact” is done again.",
        "will": "This is what “Save” will do",
        "moved back": "“Update” is undone.",
        "open again": "“Close” is undone.",
    },
    "nl": {
        "Undo": "Ongedaan maken",
        "Redo": "Opnieuw doen",
        "Preview": "Voorbeeld",
        "undone": "“Contact bewerken” is ongedaan gemaakt.",
        "again": "“Contact bewerken” is opnieuw gedaan.",
        "will": "Dit gaat “Opslaan” doen",
        "moved back": "“Bijwerken” is ongedaan gemaakt.",
        "open again": "“Sluiten” is ongedaan gemaakt.",
    },
}


@pytest.fixture(params=["en", only_long("nl")])
def language(request, ann_the_user):
    with open_change("test"):
        User.objects.get(pk=ann_the_user.pk).become(language=request.param)
    return request.param


@pytest.fixture
def words(language):
    return WORDS[language]


@pytest.fixture
def page(open_browser, ann, ann_the_user, language):
    a_contact("Contoso", phone="1", number="CT000001")
    opened = open_browser(user=ann_the_user, viewport=DESK)
    opened.goto(CARD)
    return opened


def toast(page):
    return page.locator(".toast-line")


def edit_phone(page, phone):
    page.locator("#value_phone, #field_phone .fact-pencil").last.click()
    page.locator("#edit_phone").fill(phone)
    page.keyboard.press("Enter")
    expect(page.locator("#field_phone .fact-value")).to_have_text(phone)


def expect_phone(page, phone):
    expect(page.locator("#field_phone .fact-value")).to_have_text(phone)
    assert Contact.objects.get().phone == phone


def test_the_toast_undoes_and_redoes(page, words):
    edit_phone(page, "020 123")

    toast(page).get_by_role("button", name=words["Undo"]).click()
    expect(toast(page)).to_contain_text(words["undone"])
    expect_phone(page, "1")

    toast(page).get_by_role("button", name=words["Redo"]).click()
    expect(toast(page)).to_contain_text(words["again"])
    expect_phone(page, "020 123")
    expect(toast(page)).to_have_count(1)


def test_ctrl_z_undoes_but_not_while_one_types(page, words):
    edit_phone(page, "020 123")
    edit_phone(page, "020 456")
    expect(toast(page)).to_have_count(1)
    page.locator("h1").click()

    page.keyboard.press("Control+z")
    expect_phone(page, "020 123")
    expect(toast(page)).to_contain_text(words["undone"])
    page.locator(".toast-close").click()
    page.keyboard.press("Control+z")  # no toast offers it any more
    expect_phone(page, "1")
    page.keyboard.press("Control+y")
    expect_phone(page, "020 123")
    page.keyboard.press("Control+Shift+z")
    expect_phone(page, "020 456")

    page.locator("#value_city").click()
    page.locator("#edit_city").fill("Delft")
    page.keyboard.press("Control+z")
    page.keyboard.press("Escape")
    expect_phone(page, "020 456")


def test_the_history_undoes_after_showing_what_that_does(page, words):
    edit_phone(page, "020 123")
    page.locator("#history summary").click()
    page.locator("#history .event").first.get_by_role("link").click()

    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_role("heading", level=1)).to_have_text(words["Undo"])
    expect(dialog.locator(".foreseen del")).to_have_text("020 123")
    expect(dialog.locator(".foreseen ins")).to_have_text("1")
    dialog.locator("[data-ok]").click()

    expect_phone(page, "1")
    page.locator("#history summary").click()
    expect(page.locator("#history .event.is-undone")).to_have_count(1)


def test_what_stands_in_the_way_opens_a_dialog_that_says_so(page, words):
    edit_phone(page, "020 123")
    with open_change("test"):
        contact = Contact.objects.get()
        contact.phone = "020 456"
        contact.save()

    toast(page).get_by_role("button", name=words["Undo"]).click()

    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_role("alert")).to_contain_text("Contoso")
    expect(dialog.locator("[data-ok]")).to_be_visible()
    assert Contact.objects.get().phone == "020 456"


def test_a_preview_is_shown_in_the_dialog_and_ok_does_just_that(page, words, axe):
    page.locator("[data-verb=edit]").click()
    dialog = page.locator("dialog[open]")
    dialog.locator("[name=phone]").fill("020 123")
    dialog.get_by_role("button", name=words["Preview"]).click()

    seen = dialog.locator(".foreseen")
    expect(seen).to_contain_text(words["will"])
    expect(seen).to_be_focused()
    expect(seen.locator("ins")).to_have_text("020 123")
    assert Contact.objects.get().phone == "1"
    assert axe(page) == []

    page.keyboard.press("Control+Enter")
    expect_phone(page, "020 123")


def test_from_the_card_of_what_is_gone_one_comes_to_the_list(page, words, ann):
    a_marketing_setup(contact_numbers=a_number_series("CONT", "CT9"))
    create_contact(name="Fabrikam")
    page.goto("/c/cronus/contacts/CT9/")

    page.keyboard.press("Control+z")

    expect(page.get_by_role("button", name=words["Redo"])).to_be_visible()
    expect(page).to_have_url(re.compile("/c/cronus/contacts/$"))
    assert Contact.objects.get().name == "Contoso"


@pytest.fixture
def opportunity(ann):
    a_close_code("PRICE", Outcome.LOST)
    present = a_stage("Present", chances_of_success=40)
    return an_opportunity("Qualify", present, standing_on="Qualify", number="OP1")


def test_an_opportunity_is_moved_and_closed_and_back_again(page, words, opportunity):
    page.goto("/c/cronus/opportunities/OP1/")
    current, dialog = page.locator(".path-step.is-current"), page.locator("#dialog")
    page.locator("[data-verb=move_opportunity]").click()
    dialog.locator("[data-ok]").click()
    expect(current).to_contain_text("Present")

    toast(page).get_by_role("button", name=words["Undo"]).click()
    expect(toast(page)).to_contain_text(words["moved back"])
    expect(current).to_contain_text("Qualify")
    assert stage_and_entries(opportunity) == ("Qualify", 1, False)

    page.locator("[data-verb=close_opportunity]").click()
    dialog.locator("[name=outcome][value=Lost]").check()
    dialog.locator("#id_code").select_option("PRICE")
    dialog.locator("[data-ok]").click()
    expect(page.locator("#dialog[open]")).to_have_count(0)
    page.locator("h1").click()
    assert stage_and_entries(opportunity) == ("", 2, True)

    page.keyboard.press("Control+z")
    expect(toast(page)).to_contain_text(words["open again"])
    expect(current).to_contain_text("Qualify")
    assert stage_and_entries(opportunity) == ("Qualify", 1, False)


def stage_and_entries(opportunity):
    """Where it stands, in how many steps it came there, and whether it is closed."""
    kept = Opportunity.objects.get(pk=opportunity.pk)
    return kept.stage_description, kept.entries.count(), kept.closed


WHEN_IT_COMES = """new MutationObserver((_, observer) => {
  if (document.querySelector(".toast-line [data-offer]")) {
    window.itCame = Date.now();
    observer.disconnect();
  }
}).observe(document.body, { childList: true, subtree: true })"""


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_the_toast_offers_it_for_ten_seconds(page):
    page.clock.install()
    page.reload()
    page.evaluate(WHEN_IT_COMES)
    edit_phone(page, "020 123")
    expect(toast(page)).to_have_count(1)
    page.mouse.move(1, 1)
    came = page.evaluate("window.itCame") / 1000

    page.clock.pause_at(came + 9)  # a busy machine's clock does not run evenly
    assert toast(page).get_by_role("button", name="Undo").is_visible()
    page.clock.run_for(2_000)
    assert toast(page).count() == 0


def test_recent_changes_bring_back_what_was_deleted(page, words, axe):
    page.locator("[data-verb=delete_contact]").click()
    page.locator("dialog[open] [data-ok]").click()
    expect(page.locator("main h1")).to_be_visible()
    expect(toast(page)).to_have_count(1)
    assert not Contact.objects.exists()

    page.set_viewport_size(PHONE)
    page.goto("/c/cronus/changes/")
    assert axe(page) == []
    page.locator("#recent_changes .event").first.get_by_role("link").click()
    page.locator("dialog[open] [data-ok]").click()

    expect(toast(page)).to_contain_text("Contact")
    assert Contact.objects.get().name == "Contoso"
