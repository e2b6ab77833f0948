"""Contacts that may be the same: pointed out while typing, and merged, by keyboard."""

from __future__ import annotations

import re
from functools import partial

import pytest
from playwright.sync_api import expect

from kans.contacts.models import Contact, SeparateContacts
from kans.opportunities.models import Opportunity
from tests.browser.desk import DESK
from tests.browser.looks import every_way
from tests.builders import (
    a_contact,
    a_marketing_setup,
    a_number_series,
    a_person,
    an_opportunity,
)
from tests.effort import only_long

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/c/cronus/contacts/"

WORDS = {
    "en-US": {
        "there": "There is already:",
        "merge_with": "Merge With…",
        "merge": "Merge",
        "not": "Not a Duplicate",
        "possible": "Possible Duplicates",
        "gone": "All contacts are gone through.",
        "none": "No more contacts that may be the same.",
        "goes": "Opportunities that go over to CON: 1",
        "phone": "Phone No.",
        "keep": "Keep",
        "preview": "Preview",
        "will": "This is what “Merge” will do",
        "deleted": "deleted Contact Contoso BV",
        "undo": "Undo",
        "undone": "“Merge Contacts” is undone.",
    },
    "nl-NL": {
        "there": "Dit is er al:",
        "merge_with": "Samenvoegen met…",
        "merge": "Samenvoegen",
        "not": "Geen duplicaat",
        "possible": "Mogelijke duplicaten",
        "gone": "Alle contacten zijn doorgenomen.",
        "none": "Er zijn geen contacten (meer) die hetzelfde kunnen zijn.",
        "goes": "Opportunity's die overgaan naar CON: 1",
        "phone": "Telefoonnr.",
        "keep": "Behouden",
        "preview": "Voorbeeld",
        "will": "Dit gaat “Samenvoegen” doen",
        "deleted": "verwijderd Contact Contoso BV",
        "undo": "Ongedaan maken",
        "undone": "“Contacten samenvoegen” is ongedaan gemaakt.",
    },
}
BOTH = pytest.mark.parametrize("locale", ["en-US", only_long("nl-NL")])


@pytest.fixture
def contoso(ann):
    a_marketing_setup(contact_numbers=a_number_series("CONT", "CT0001"))
    return a_contact("Contoso", number="CON", city="Ede", phone="0318-1234567")


@pytest.fixture
def double(contoso):
    double = a_contact(
        "Contoso BV",
        number="DUP",
        city="Ede",
        phone="0318-7654321",
        email="a@b.example",
    )
    an_opportunity(contact=double)
    a_person("Clara Smit", at=double, number="CLA")
    return double


@pytest.fixture
def windows(ann_the_user, open_browser):
    return partial(open_browser, user=ann_the_user)


@BOTH
def test_who_types_is_shown_what_is_there_and_types_on(contoso, windows, locale):
    say = WORDS[locale]
    page = windows(locale=locale, viewport=DESK)
    page.goto(LIST)
    page.keyboard.press("Alt+n")
    name = page.locator("#dialog #id_name")
    name.press_sequentially("Cont", delay=20)

    like = page.locator("#dialog [role=status]")
    expect(like).to_contain_text(say["there"])
    expect(like).to_contain_text("CON · Ede")
    expect(name).to_be_focused()
    expect(name).to_have_value("Cont")
    link = like.get_by_role("link", name="Contoso")
    with page.expect_popup() as opened:
        link.click()
    expect(opened.value.locator("main h1")).to_have_text("Contoso")

    name.fill("Contessa")
    expect(like).to_be_empty()
    name.fill("Contoso BV")
    expect(like).to_contain_text(say["there"])
    page.keyboard.press("Control+Enter")
    expect(page.locator("#card_head h1")).to_have_text("Contoso BV")
    assert Contact.objects.count() == 2


def test_who_edits_a_field_is_shown_what_becomes_like_it(contoso, double, windows):
    page = windows(viewport=DESK)
    page.goto(LIST + "DUP/")
    page.locator("#field_phone .fact-edit").click()
    page.locator("#edit_phone").fill("+31 318 1234567")

    like = page.locator("#field_phone [role=status]")
    expect(like).to_contain_text("Contoso")
    page.keyboard.press("Tab")
    expect(like.get_by_role("link")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#value_phone")).to_have_text("0318-7654321")


def test_an_edit_is_saved_though_something_is_like_it(contoso, double, windows):
    page = windows(viewport=DESK)
    page.goto(LIST + "DUP/")
    page.locator("#field_phone .fact-edit").click()
    page.locator("#edit_phone").fill("+31 318 1234567")
    expect(page.locator("#field_phone [role=status]")).to_contain_text("Contoso")
    page.locator("#edit_phone").press("Enter")

    expect(page.locator("#value_phone")).to_have_text("+31 318 1234567")


@BOTH
def test_two_are_looked_at_merged_by_keyboard_and_parted_again(
    contoso, double, windows, locale
):
    say = WORDS[locale]
    page = windows(locale=locale, viewport=DESK)
    page.goto(LIST + "CON/")
    page.get_by_role("link", name=say["merge_with"]).press("Enter")
    other = page.locator("#dialog #id_other")
    expect(other).to_be_focused()
    other.press_sequentially("DUP")
    other.press("Tab")

    dialog = page.locator("#dialog")
    expect(dialog.locator("#merge_terms")).to_contain_text(say["goes"])
    phone = dialog.get_by_role("group", name=say["phone"])
    expect(phone.get_by_role("radio", name="0318-1234567")).to_be_checked()
    email = dialog.locator("#ask_email")
    expect(email.get_by_role("radio", name="a@b.example")).to_be_checked()
    phone.get_by_role("radio", name="0318-1234567").focus()
    page.keyboard.press("ArrowRight")
    expect(phone.get_by_role("radio", name="0318-7654321")).to_be_checked()
    dialog.get_by_role("button", name=say["preview"]).press("Enter")

    expect(dialog.locator(".foreseen")).to_contain_text(say["will"])
    expect(dialog.locator(".foreseen")).to_contain_text(say["deleted"])
    expect(phone.get_by_role("radio", name="0318-7654321")).to_be_checked()
    assert Contact.objects.filter(number="DUP").exists()
    page.keyboard.press("Control+Enter")

    expect(page.locator("#dialog[open]")).to_have_count(0)
    expect(page.locator("#value_phone")).to_have_text("0318-7654321")
    expect(page.locator("#value_email")).to_have_text("a@b.example")
    assert [c.number for c in Contact.objects.order_by("number")] == ["CLA", "CON"]
    assert Opportunity.objects.get().contact == contoso

    line = page.locator(".toast-line")
    line.get_by_role("button", name=say["undo"]).press("Enter")
    expect(line).to_contain_text(say["undone"])
    expect(page.locator("#value_phone")).to_have_text("0318-1234567")
    assert Opportunity.objects.get().contact == double


def test_the_other_one_is_kept(contoso, double, windows):
    page = windows(viewport=DESK)
    page.goto(LIST + "CON/")
    page.get_by_role("link", name="Merge With…").click()
    page.locator("#dialog #id_other").fill("DUP")
    page.locator("#dialog #id_other").press("Tab")
    keep = page.locator("#dialog").get_by_role("group", name=re.compile("Keep"))
    keep.get_by_role("radio", name="DUP").check()
    expect(page.locator("#merge_terms")).to_contain_text("CON Contoso is deleted.")
    name = page.locator("#dialog #ask_name")
    expect(name.get_by_role("radio", name="Contoso BV")).to_be_checked()
    page.locator("#dialog [data-ok]").click()

    expect(page.locator("#card_head h1")).to_have_text("Contoso BV")
    expect(page).to_have_url(re.compile("/contacts/DUP/$"))
    assert Contact.objects.filter(number="CON").count() == 0


@BOTH
def test_all_pairs_are_found_merged_and_kept_separate(contoso, double, windows, locale):
    say = WORDS[locale]
    a_contact("Fabrikam", number="FAB", vat_number="NL123456789B13")
    a_contact("Zuivel", number="ZUI", vat_number="NL123456789B13")
    page = windows(locale=locale, viewport=DESK)
    page.goto(LIST)
    page.keyboard.press("Alt+q")
    page.locator("#tell_me_q").fill(say["possible"])
    page.get_by_role("option", name=say["possible"], exact=True).first.click()

    pairs = page.locator(".pair")
    expect(pairs).to_have_count(2)
    expect(page.get_by_text(say["gone"])).to_be_visible()
    pairs.nth(1).get_by_role("link", name=say["not"]).click()
    page.locator("#dialog [data-ok]").click()
    expect(pairs).to_have_count(1)
    pairs.first.get_by_role("link", name=say["merge"]).first.click()
    page.locator("#dialog [data-ok]").click()
    expect(page.get_by_text(say["none"])).to_be_visible()

    assert SeparateContacts.objects.count() == 1
    assert not Contact.objects.filter(number="DUP").exists()


def test_more_pairs_come_while_one_goes_down(contoso, windows):
    for number in range(30):
        a_contact(f"Firm {number:02}", city="Ede")
        a_contact(f"Firm {number:02} BV", city="Ede")
    page = windows(viewport=DESK)
    page.goto(LIST + "duplicates/")
    expect(page.locator(".pair")).to_have_count(25)
    page.locator("#pairs_next").scroll_into_view_if_needed()

    expect(page.locator(".pair")).to_have_count(30)


def test_axe_finds_nothing_where_two_are_compared(double, windows, axe):
    page = windows(viewport=DESK)
    page.goto(LIST + "CON/merge/?with=DUP")

    assert list(every_way(page, axe)) == []


def test_axe_finds_nothing_while_one_types(contoso, windows, axe):
    page = windows(viewport=DESK)
    page.goto(LIST)
    page.keyboard.press("Alt+n")
    page.locator("#dialog #id_name").fill("Contoso")
    expect(page.locator("#dialog [role=status]")).to_contain_text("CON")

    assert axe(page) == []
