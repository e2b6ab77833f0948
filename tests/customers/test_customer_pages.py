"""The pages of customers and templates, and what contacts' cards have of them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kans.contacts.actions import edit_contact
from kans.contacts.models import Contact, ContactType
from kans.customers.actions import unlink_customer
from kans.customers.models import Block, Customer, CustomerTemplate
from kans.foundation.acting.actors import acting_as
from kans.foundation.journal.journal import open_change
from kans.security.models import Membership
from tests.builders import (
    a_company,
    a_contact,
    a_customer,
    a_customer_template,
    a_person,
    a_role,
    a_salesperson,
    an_actor,
    customers_are_numbered,
)
from tests.opportunities.pages import errors_at, form_of, htmx, offered_in

LIST = "/c/cronus/customers/"
CONTACTS = "/c/cronus/contacts/"
TEMPLATES = "/c/cronus/customer-templates/"


def text_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("place", [LIST, LIST + "C7/"])
def test_a_page_asks_as_many_questions_however_many_customers(
    browser, place, django_assert_max_num_queries
):
    a_customer("A", of=a_contact("A"), number="C7", salesperson=a_salesperson())
    for number in range(20):
        a_customer(f"B{number}", of=a_contact(f"B{number}"))

    with django_assert_max_num_queries(18):
        browser.get(place)


def test_the_card_shows_the_contact_the_terms_and_the_block(browser):
    company = a_contact("Contoso", number="CON")
    a_customer(of=company, number="C7", line_discount=5, blocked=Block.SHIP)

    page = text_of(browser.get(LIST + "C7/"))

    assert f'href="{CONTACTS}CON/"' in page
    assert "Line Discount %" in page
    assert "Blocked" in page


def test_a_customer_of_another_company_is_not_there(browser):
    with acting_as(an_actor(a_company("Other"))):
        a_customer(number="C7")

    assert browser.get(LIST + "C7/").status_code == 404


def test_a_new_customer_gets_a_number_a_contact_and_a_card(browser):
    customers_are_numbered()

    answer = browser.post(LIST + "new/", {"type": "Company", "name": "Contoso"})

    assert answer["Location"] == LIST + "C00001/"
    assert Customer.objects.get().contact == Contact.objects.get()


def test_a_new_customer_is_offered_the_templates_of_its_type_only(browser):
    """TPL-2, END-3: the only one is preset, of several one is asked."""
    customers_are_numbered()
    a_customer_template("TRADE")
    a_customer_template("SHOP", line_discount=7)
    a_customer_template("PRIVATE", contact_type="Person", line_discount=2)
    typed = {"name": "Eva", "type": "Person"}

    page = browser.get(LIST + "new/")
    person = browser.post(
        LIST + "new/", {**typed, "show": "template"}, **htmx("ask_template")
    )
    refused = browser.post(LIST + "new/", {**typed, "type": "Company"})
    wrong = browser.post(LIST + "new/", {**typed, "template": "SHOP"})

    assert offered_in(page, "template") == ["", "SHOP", "TRADE"]
    assert form_of(page)["template"] == ""
    assert offered_in(person, "template") == ["", "PRIVATE"]
    assert text_of(person).startswith('<div class="ask" id="ask_template">')
    assert form_of(person)["template"] == "PRIVATE"
    assert errors_at(refused).keys() == errors_at(wrong).keys() == {"template"}
    assert not Customer.objects.exists()

    browser.post(LIST + "new/", typed)
    assert Customer.objects.get().line_discount == 2


def test_a_refusal_stands_at_its_field(browser):
    customers_are_numbered()

    answer = browser.post(
        LIST + "new/", {"type": "Company", "name": "Contoso", "phone": "call me"}
    )

    assert answer.status_code == 422
    assert "A phone number has no letters" in text_of(answer)
    assert not Customer.objects.exists()


def test_a_field_is_edited_in_its_place(browser):
    a_customer(of=a_contact("Contoso"), number="C7")

    answer = browser.post(
        LIST + "C7/edit/",
        {"only": "phone", "phone": "020 123", "version": "1"},
        headers={"HX-Request": "true", "HX-Target": "field_phone"},
    )

    assert answer.status_code == 204
    assert Contact.objects.get().phone == "020 123"


def test_the_whole_form_changes_what_differs(browser):
    customer = a_customer(of=a_contact("Contoso"), number="C7")
    facts = {"number": "C7", "name": "Contoso NV", "blocked": "Ship", "version": "1"}
    facts |= {"line_discount": "0", "document_discount": "5"}

    answer = browser.post(LIST + "C7/edit/", facts)

    assert answer.status_code == 302
    customer.refresh_from_db()
    assert (customer.name, customer.blocked) == ("Contoso NV", Block.SHIP)
    assert customer.document_discount == Decimal(5)


def test_a_customer_is_deleted_and_unlinked(browser):
    a_customer(of=a_contact("Contoso"), number="C7")

    assert browser.post(LIST + "C7/unlink/", {"version": "1"}).status_code == 302
    assert Customer.objects.get().contact is None
    assert "is linked with no contact" in text_of(browser.get(LIST + "C7/unlink/"))

    assert browser.post(LIST + "C7/delete/", {"version": "2"})["Location"] == LIST
    assert not Customer.objects.exists()


def test_a_contact_becomes_a_customer_with_the_only_template(browser):
    """C2C-1, TPL-2."""
    customers_are_numbered()
    a_contact("Contoso", number="CON")
    a_customer_template("TRADE", line_discount=5)
    a_customer_template("PRIVATE", contact_type=ContactType.PERSON)

    asked = text_of(browser.get(CONTACTS + "CON/customer/"))
    assert '<option value="TRADE" selected>' in asked
    assert "PRIVATE" not in asked

    posted = {"template": "TRADE", "version": "1"}
    answer = browser.post(CONTACTS + "CON/customer/", posted)
    assert answer["Location"] == LIST + "C00001/"
    assert Customer.objects.get().line_discount == Decimal(5)


def test_a_template_of_the_other_type_is_not_understood(browser):
    """Scenario 24."""
    customers_are_numbered()
    a_contact("Contoso", number="CON")
    a_customer_template("TRADE")
    a_customer_template("PRIVATE", contact_type=ContactType.PERSON)

    answer = browser.post(CONTACTS + "CON/customer/", {"template": "PRIVATE"})

    assert answer.status_code == 422
    assert not Customer.objects.exists()


def test_without_templates_none_is_asked_for(browser):
    customers_are_numbered()
    a_contact("Contoso", number="CON")

    assert 'name="template"' not in text_of(browser.get(CONTACTS + "CON/customer/"))
    browser.post(CONTACTS + "CON/customer/", {"version": "1"})
    assert Customer.objects.get().name == "Contoso"


@pytest.mark.parametrize(
    ("master", "name"), [("Contact", "Contoso"), ("Customer", "Fabrikam")]
)
def test_a_contact_is_linked_with_a_customer(browser, master, name):
    a_contact("Contoso", number="CON")
    a_customer("Fabrikam", number="C7")

    answer = browser.post(
        CONTACTS + "CON/customer/link/",
        {"customer": "C7", "master": master, "version": "1"},
    )

    assert answer["Location"] == LIST + "C7/"
    assert (Customer.objects.get().name, Contact.objects.get().name) == (name, name)


def test_only_unlinked_customers_are_suggested(browser):
    a_customer("Contoso", of=a_contact("Contoso"))
    a_customer("Contoso BV", number="C7")

    suggested = text_of(browser.get(LIST + "lookup/unlinked/?text=cont"))

    assert "C7" in suggested
    assert "C00001" not in suggested


def test_a_contact_says_how_to_become_a_customer_and_then_which_it_is(browser):
    company = a_contact("Contoso", number="CON")
    a_person(at=company, number="CLA")

    page = text_of(browser.get(CONTACTS + "CON/"))
    assert "Create as Customer" in page
    assert "Customer Nos. is blank in the set-up" in page
    assert "Link with Existing Customer" in page

    a_customer(of=company, number="C7")
    page = text_of(browser.get(CONTACTS + "CON/"))
    assert f'href="{LIST}C7/"' in page
    assert "Create as Customer" not in page
    assert f"{LIST}C7/unlink/" in page
    page = text_of(browser.get(CONTACTS + "CLA/"))
    assert "The company of this person is the customer." in page
    assert f"{LIST}C7/unlink/" not in page


def test_a_person_shows_the_customer_of_the_company_until_it_is_unlinked(browser):
    """Scenario 38; there is no other relation than being a customer."""
    company = a_contact("Contoso", number="CON")
    person = a_person("Dirk", number="DIR")
    a_customer(of=company, number="C7")
    card, link = CONTACTS + "DIR/", f'href="{LIST}C7/"'
    assert link not in text_of(browser.get(card))

    edit_contact(person, company_contact=company)
    assert link in text_of(browser.get(card))
    assert link in text_of(browser.get(CONTACTS + "CON/"))

    unlink_customer(Customer.objects.get())
    for contact in ("DIR", "CON"):
        page = text_of(browser.get(f"{CONTACTS}{contact}/"))
        assert link not in page
        assert "Create as Customer" in page


def test_who_may_not_see_customers_sees_nothing_of_them(browser, ann_the_user):
    company = a_contact("Contoso", number="CON")
    a_customer(of=company, number="C7")
    role = a_role("PHONE", "contacts.view_contact")
    with open_change("test"):
        Membership.objects.filter(user=ann_the_user).update(role=role)

    page = text_of(browser.get(CONTACTS + "CON/"))

    assert "Contoso" in page
    assert LIST not in page
    assert "as Customer" not in page


def test_a_template_is_set_up_at_the_door(browser):
    facts = {"code": "trade", "description": "Trade", "contact_type": "Company"}
    facts |= {"line_discount": "0", "document_discount": "0"}

    made = browser.post(TEMPLATES + "new/", facts)
    assert made["Location"] == TEMPLATES + "TRADE/"
    browser.post(TEMPLATES + "TRADE/edit/", {**facts, "country": "BE", "version": "1"})
    assert CustomerTemplate.objects.get().country == "BE"
    assert "TRADE" in text_of(browser.get(TEMPLATES))
    gone = browser.post(TEMPLATES + "TRADE/delete/", {"version": "2"})
    assert gone["Location"] == TEMPLATES
    assert not CustomerTemplate.objects.exists()
