"""Contacts in a browser: from the list to a person who works for a company."""

from __future__ import annotations

from functools import partial

import pytest
from playwright.sync_api import expect

from kans.contacts.models import Contact
from tests.browser.looks import every_way, expect_nothing
from tests.builders import (
    a_contact,
    a_marketing_setup,
    a_number_series,
    a_person,
    a_salesperson,
    an_opportunity,
)

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/c/cronus/contacts/"


@pytest.fixture
def contoso(ann):
    a_marketing_setup(contact_numbers=a_number_series("CONT", "CT0001"))
    contoso = a_contact(
        "Contoso",
        number="CON",
        city="Ede",
        phone="0318 123",
        email="info@contoso.example",
        home_page="https://contoso.example",
        salesperson=a_salesperson("JO"),
    )
    clara = a_person("Clara Smit", at=contoso, number="CLA", job_title="Buyer")
    an_opportunity(standing_on="Qualify", contact=clara)
    return contoso


@pytest.fixture
def windows(ann_the_user, open_browser):
    return partial(open_browser, user=ann_the_user)


@pytest.fixture
def desk(contoso, windows):
    return windows(viewport={"width": 1366, "height": 820})


def test_a_person_is_added_to_a_company(desk):
    desk.goto(LIST + "CON/")
    desk.get_by_role("link", name="New Person").click()
    desk.locator("#id_name").fill("Jan de Vries")
    desk.locator("#id_email").fill("jan")
    desk.get_by_role("button", name="OK").click()
    expect(desk.get_by_text("jan is not an e-mail address.")).to_be_visible()
    desk.locator("#id_email").fill("jan@contoso.example")
    desk.get_by_role("button", name="OK").click()

    expect(desk.locator("#card_head h1")).to_have_text("Jan de Vries")
    jan = Contact.objects.get(name="Jan de Vries")
    assert (jan.surname, jan.company_name, jan.city) == ("Vries", "Contoso", "Ede")


def test_a_company_is_found_while_one_types(desk):
    desk.goto(LIST + "CLA/edit/?only=company_contact")
    a_contact("Fabrikam", number="FAB")
    field = desk.get_by_label("Company")
    field.fill("fab")

    suggested = desk.locator("datalist option").first
    expect(suggested).to_have_attribute("value", "FAB · Fabrikam")


def test_the_name_of_a_person_is_edited_in_place(desk):
    desk.goto(LIST + "CLA/")
    desk.locator("#value_surname").click()
    desk.locator("#edit_surname").fill("Bos")
    desk.keyboard.press("Enter")

    expect(desk.locator("#card_head h1")).to_have_text("Clara Bos")
    expect(desk.locator("#value_name")).to_contain_text("Clara Bos")


def test_axe_finds_nothing_about_a_person(desk, axe):
    desk.goto(LIST + "CLA/")
    card = list(every_way(desk, axe))
    desk.goto(LIST + "CLA/edit/")
    form = list(every_way(desk, axe))
    desk.goto(LIST + "CON/")
    desk.get_by_role("link", name="New Person", exact=True).first.click()
    desk.locator("#dialog[open] form").wait_for()
    dialog = list(every_way(desk, axe))

    expect_nothing({"card": card, "form": form, "dialog": dialog})
