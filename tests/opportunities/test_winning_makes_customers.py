"""Whoever buys is a customer, made as part of winning (END-3)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kans.contacts.models import Contact
from kans.customers.models import Customer
from kans.customers.rules.becoming import BuyerPrivacyBlocked, CustomerTemplateMissing
from kans.foundation.journal.journal import open_change
from kans.number_series.models import AutomaticNumberRefused
from kans.opportunities.actions import close_opportunity
from kans.opportunities.models import CloseOpportunityCode, Opportunity
from kans.opportunities.rules.closing import Outcome
from tests.builders import (
    MARCH_8,
    a_close_code,
    a_contact,
    a_customer,
    a_customer_template,
    a_number_series,
    a_person,
    a_sales_setup,
    an_opportunity,
    customers_are_numbered,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _numbered(ann):
    customers_are_numbered()


def win(opportunity, **facts):
    known = CloseOpportunityCode.objects.filter(outcome=Outcome.WON).first()
    code = known or a_close_code("WON", Outcome.WON)
    facts = {"on": MARCH_8, "sales_value": Decimal(10), **facts}
    return close_opportunity(opportunity, Outcome.WON, code, **facts)


def test_the_one_template_that_matches_is_taken():
    a_customer_template("TRADE", line_discount=5)
    a_customer_template("PRIVATE", contact_type="Person")

    win(an_opportunity(contact=a_contact("Contoso")))

    customer = Customer.objects.get()
    assert (customer.name, customer.line_discount) == ("Contoso", 5)


def test_the_company_of_a_person_becomes_the_customer():
    person = a_person("Eva Bos", at=a_contact("Contoso"))

    win(an_opportunity(contact=person))

    assert Customer.objects.get().contact == person.company_contact


def test_of_several_templates_one_is_chosen():
    a_customer_template("TRADE")
    other = a_customer_template("SHOP", country="BE")
    opportunity = an_opportunity(contact=a_contact("Contoso"))

    with pytest.raises(CustomerTemplateMissing):
        win(opportunity)
    assert Opportunity.objects.get().status == "Not Started"
    assert not Customer.objects.exists()

    win(opportunity, template=other)
    assert Customer.objects.get().country == "BE"


def test_none_is_made_twice_nor_for_a_loss():
    contact = a_contact("Contoso")
    lost = an_opportunity(contact=contact)
    code = a_close_code("LOST", Outcome.LOST)
    close_opportunity(lost, Outcome.LOST, code, on=MARCH_8)
    assert not Customer.objects.exists()
    a_customer("Contoso", of=contact)

    win(an_opportunity(contact=contact))

    assert Customer.objects.count() == 1


def test_when_it_cannot_be_done_the_opportunity_stays_open():
    contact = a_contact("Contoso")
    opportunity = an_opportunity(contact=contact)
    with open_change("test"):
        Contact.objects.filter(pk=contact.pk).update(privacy_blocked=True)

    with pytest.raises(BuyerPrivacyBlocked):
        win(Opportunity.objects.get())

    opportunity.refresh_from_db()
    assert opportunity.status == "Not Started"
    assert not Customer.objects.exists()


def test_a_person_of_no_company_becomes_one_with_the_template_for_persons():
    """C2C-4."""
    a_customer_template("TRADE", line_discount=5)
    a_customer_template("PRIVATE", contact_type="Person", line_discount=2)
    person = a_person("Eva Bos")

    win(an_opportunity(contact=person))

    customer = Customer.objects.get()
    assert (customer.contact, customer.type) == (person, "Person")
    assert customer.line_discount == 2


def test_where_none_matches_the_data_of_the_contact_are_enough():
    """C2C-7."""
    a_customer_template("PRIVATE", contact_type="Person", line_discount=2)

    win(an_opportunity(contact=a_contact("Contoso", phone="1")))

    customer = Customer.objects.get()
    assert (customer.phone, customer.line_discount) == ("1", 0)


@pytest.mark.parametrize("chosen", [True, False])
def test_a_template_that_cannot_number_them_keeps_it_open(chosen):
    """TPL-4: nothing is half done."""
    by_hand = a_number_series("HAND", default_numbers=False, manual_numbers=True)
    template = a_customer_template("TRADE", number_series=by_hand)
    opportunity = an_opportunity(contact=a_contact("Contoso"))

    with pytest.raises(AutomaticNumberRefused):
        win(opportunity, template=template if chosen else None)

    assert Opportunity.objects.get().status == "Not Started"
    assert not Customer.objects.exists()


def test_who_numbers_no_customers_wins_without():
    """REL-6."""
    a_customer_template("TRADE")
    a_customer_template("SHOP")
    a_sales_setup(customer_numbers=None)

    win(an_opportunity(contact=a_contact("Contoso")))

    assert Opportunity.objects.get().status == "Won"
    assert not Customer.objects.exists()


def test_a_blocked_person_wins_for_a_company_that_is_not_blocked():
    """C2C-5; the other way round it is refused."""
    company = a_contact("Contoso")
    opportunity = an_opportunity(contact=a_person("Eva Bos", at=company))
    with open_change("test"):
        Contact.objects.filter(name="Eva Bos").update(privacy_blocked=True)

    win(Opportunity.objects.get(pk=opportunity.pk))

    assert Customer.objects.get().contact == company


def test_a_person_who_is_a_customer_needs_no_other():
    """LNK-3: of several templates none is asked for then."""
    a_customer_template("TRADE")
    a_customer_template("SHOP")
    person = a_person("Eva Bos", at=a_contact("Contoso"))
    a_customer("Eva Bos", of=person)

    win(an_opportunity(contact=person))

    assert Customer.objects.get().contact == person
