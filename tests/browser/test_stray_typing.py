"""A word that is typed with nothing to type it in does nothing; a letter alone does."""

import re

import pytest
from playwright.sync_api import expect

from kans.team.models import Salesperson
from tests.builders import a_salesperson

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/c/cronus/salespeople/"


@pytest.fixture
def page(open_browser, ann_the_user, ann):
    a_salesperson("JO", "Jo")
    a_salesperson("PS", "Peter")
    a_salesperson("QT", "Quentin")
    a_salesperson("RU", "Ruth")
    page = open_browser(user=ann_the_user)
    page.goto(LIST)
    return page


def test_a_word_is_no_command(page):
    chosen = page.locator("tr[aria-selected=true]").get_attribute("data-row")

    for word in ("Salespeople", "exact x", "je", "google", "kans?"):
        page.keyboard.type(word, delay=40)
        page.keyboard.press("Enter")
        page.keyboard.press("F3")  # whatever was held is obeyed by now, if at all

        expect(page.locator("#list_search"), word).to_be_focused()
        expect(page, word).to_have_url(re.compile(f"{LIST}(\\?|$)"))
        expect(page.locator("dialog[open], [data-in-cell]"), word).to_have_count(0)
        expect(page.locator("[data-list-ticked]"), word).to_be_hidden()
        selected = page.locator("tr[aria-selected=true]")
        expect(selected, word).to_have_attribute("data-row", chosen)
        page.locator("#list_search").blur()
    assert set(Salesperson.objects.values_list("name", flat=True)) >= {"Jo", "Peter"}


def test_a_letter_alone_is_one_and_opens_behind_the_text(page):
    page.keyboard.press("e")

    name = page.locator("dialog[open] #id_name")
    name.wait_for()
    name.focus()
    at = page.evaluate(
        """() => { const at = document.querySelector("dialog[open] input[type=text]");
        return [at.selectionStart, at.selectionEnd, at.value.length]; }"""
    )
    assert at[0] == at[1] == at[2]


@pytest.mark.parametrize(("key", "kept"), [("Alt+n", "Rivers n"), ("e", "Jo")])
def test_what_is_typed_before_a_dialog_is_there_is_no_command(page, key, kept):
    page.locator("tr[data-row=JO] > td").last.click()
    asked = []

    def hold(route):
        asked.append(route)

    page.route(re.compile("/(new|edit)/"), hold, times=1)
    with page.expect_request(re.compile("/(new|edit)/")):
        page.keyboard.press(key)
    page.keyboard.type("Rivers n", delay=20)
    page.keyboard.press("Enter")
    asked[0].continue_()

    first = page.locator("dialog[open] .dialog-body input[type=text]").first
    expect(first).to_have_value(kept)  # a blank field takes it in, others stay
    expect(first).to_be_focused()
    expect(page).to_have_url(re.compile(f"{LIST}(\\?|$)"))


def test_one_steps_through_the_rows_as_fast_as_one_likes(page):
    rows = page.locator("tr[data-row]")

    page.keyboard.type("jjjk", delay=20)

    expect(rows.nth(2)).to_have_attribute("aria-selected", "true")
