"""A contact becomes a customer, the two stay in step, and others are linked."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kans.customers.models import Customer
from tests.browser.desk import DESK, Desk
from tests.builders import (
    a_contact,
    a_customer,
    a_customer_template,
    customers_are_numbered,
)
from tests.effort import only_long

pytestmark = pytest.mark.django_db(transaction=True)
AT = "/c/cronus/"

DUTCH = {
    "Actions": "Acties",
    "Tell me what you want to do": "Vertel me wat u wilt doen",
    "Create as Customer": "Als klant aanmaken",
    "Link with Existing Customer": "Koppelen aan bestaande klant",
    "Customer": "Klant",
    "Customers": "Klanten",
    "debtors": "debiteuren",
    "Customer C00001 is created.": "Klant C00001 is aangemaakt.",
}


@pytest.fixture
def companies(ann):
    customers_are_numbered()
    a_customer_template("TRADE", line_discount=5)
    a_contact("Fabrikam", number="FAB")
    a_customer("Fabrikam NV", number="F1", phone="030 9")
    return a_contact("Contoso", number="CON", phone="020 1")


@pytest.mark.parametrize(
    ("locale", "words"), [("en-US", {}), only_long("nl-NL", DUTCH)]
)
def test_contacts_become_customers_and_stay_in_step(
    companies, ann_the_user, open_browser, locale, words
):
    page = open_browser(user=ann_the_user, locale=locale, viewport=DESK)
    desk = Desk(page, words)

    page.goto(f"{AT}contacts/CON/")
    desk.open("Create as Customer", "Create as Customer")
    expect(page.locator("#dialog #id_template")).to_have_value("TRADE")
    desk.press_ok()
    expect(page.get_by_text(desk["Customer C00001 is created."])).to_be_visible()
    bar = page.get_by_role("toolbar", name=desk["Actions"])
    expect(bar.get_by_role("link", name=desk["Create as Customer"])).to_have_count(0)

    page.locator("main a", has_text="C00001 Contoso").click()
    expect(page.locator("#value_line_discount")).to_contain_text("5")
    page.locator("#field_phone .fact-edit").click()
    page.locator("#edit_phone").fill("020 2")
    page.locator("#edit_phone").press("Enter")
    expect(page.locator("#value_phone")).to_have_text("020 2")
    page.locator("#field_contact a.fact-value").click()
    expect(page.locator("#value_phone")).to_have_text("020 2")

    page.goto(f"{AT}contacts/FAB/")
    desk.open("Link with Existing Customer", "Link with Existing Customer")
    desk.field("Customer").first.fill("Fabrikam N")
    page.locator("#dialog input[value=Customer]").check()
    page.locator("#dialog [data-preview]").click()
    expect(page.locator("#dialog")).to_contain_text("030 9")
    desk.press_ok()
    expect(page.locator("#card_head h1")).to_have_text("Fabrikam NV")

    desk.tell_me(desk["debtors"], desk["Customers"])
    desk.expect_title(desk["Customers"])
    expect(page.locator("tr[data-row]")).to_have_count(2)
    assert Customer.objects.filter(contact=None).count() == 0
