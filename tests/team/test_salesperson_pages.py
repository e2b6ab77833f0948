"""The pages of salespeople."""

from __future__ import annotations

import re

import pytest

from kans.team.models import Salesperson
from tests.builders import a_salesperson

LIST = "/c/cronus/salespeople/"


def test_the_list_shows_the_salespeople(browser):
    a_salesperson("JO", "Johanna de Vries")

    page = browser.get(LIST)

    assert page.status_code == 200
    assert "Johanna de Vries" in page.content.decode()


def test_a_new_salesperson_gets_a_card(browser):
    answer = browser.post(
        LIST + "new/", {"code": "jo", "name": "Johanna", "commission": "2.5"}
    )

    assert answer.status_code == 302
    assert answer["Location"] == LIST + "JO/"
    assert "Johanna" in browser.get(LIST + "JO/").content.decode()


def test_no_commission_is_proposed_to_who_pays_none(browser):
    """Else OK stays grey until one types a nought."""
    page = browser.get(LIST + "new/").content.decode()

    assert re.search(r'<input[^>]*name="commission"[^>]*value="0', page)


def test_what_is_missing_is_told_at_its_field_and_nothing_is_made(browser):
    answer = browser.post(LIST + "new/", {"code": "", "name": "Johanna"})

    assert answer.status_code == 422
    assert 'value="Johanna"' in answer.content.decode()
    assert not Salesperson.objects.exists()


def test_a_code_with_a_slash_has_a_card_too(browser):
    a_salesperson("A/B~C", "Johanna")

    assert browser.get(LIST + "A~sB~tC/").status_code == 200


@pytest.mark.parametrize(("code", "written"), [(".", "~d"), ("..", "~d~d")])
def test_a_code_of_dots_has_an_address_that_a_browser_does_not_shorten(
    browser, code, written
):
    a_salesperson(code, "Johanna")

    assert f'href="{LIST}{written}/"' in browser.get(LIST).content.decode()
    assert browser.get(f"{LIST}{written}/").status_code == 200


def test_one_field_is_edited_in_place(browser):
    a_salesperson("JO", "Johanna", phone="020 123")

    browser.post(LIST + "JO/edit/", {"only": "name", "name": "Jo", "version": "1"})

    johanna = Salesperson.objects.get()
    assert (johanna.name, johanna.phone) == ("Jo", "020 123")


def test_a_salesperson_is_deleted_after_a_question(browser):
    a_salesperson("JO", "Johanna")

    asked = browser.get(LIST + "JO/delete/")
    assert Salesperson.objects.exists()
    assert asked.status_code == 200

    browser.confirm(LIST + "JO/delete/")
    assert not Salesperson.objects.exists()
