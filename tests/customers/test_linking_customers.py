"""Linking a contact with a customer that is there (LNK-1 to LNK-3)."""

from __future__ import annotations

import pytest

from kans.contacts.rules.types import OnlyOfCompanies
from kans.customers.actions import link_customer, unlink_customer
from kans.customers.rules.becoming import (
    AlreadyCustomer,
    BuyerPrivacyBlocked,
    CustomerHasContact,
    CustomerWithoutContact,
    Master,
)
from tests.builders import a_contact, a_customer, a_person, a_salesperson
from tests.customers.common import are_in_step, refused

pytestmark = pytest.mark.usefixtures("ann")


@pytest.mark.parametrize("make", [a_contact, a_person])
@pytest.mark.parametrize(
    ("master", "name", "phone"),
    [(Master.CONTACT, "Clara Smit", ""), (Master.CUSTOMER, "Clara de Wit", "2")],
)
def test_one_takes_the_data_of_the_other(make, master, name, phone):
    """Scenario 32; the contact keeps its number and its type (SYN-2)."""
    contact, customer = make("Clara Smit"), a_customer("Clara de Wit", phone="2")

    customer = link_customer(contact, customer, master=master)

    assert (customer.name, customer.phone, customer.type) == (name, phone, contact.type)
    assert customer.primary_contact == (None if contact.is_company else contact)
    assert are_in_step(customer)


def test_persons_follow_when_the_company_takes_the_data_of_the_customer():
    """CON-16."""
    company = a_contact("Contoso", phone="1")
    person = a_person(at=company, phone="1")

    link_customer(company, a_customer("Fabrikam", phone="2"), master=Master.CUSTOMER)

    person.refresh_from_db()
    assert (person.company_name, person.phone) == ("Fabrikam", "2")


def test_nobody_is_linked_twice():
    """Scenario 31, LNK-1."""
    contoso, fabrikam = a_contact("Contoso"), a_contact("Fabrikam")
    a_customer(of=contoso, number="C1")
    taken = a_customer(of=fabrikam, number="C2")

    assert refused(link_customer, a_person(at=contoso), taken) == (
        AlreadyCustomer(contact="Clara Smit", number="C1", at="contact"),
        CustomerHasContact(number="C2", contact="Fabrikam", at="customer"),
    )


def test_who_is_blocked_for_privacy_is_not_linked():
    """C2C-5."""
    blocked = a_contact(privacy_blocked=True)

    (refusal,) = refused(link_customer, blocked, a_customer())

    assert isinstance(refusal, BuyerPrivacyBlocked)


def test_a_person_does_not_take_what_only_companies_have():
    customer = a_customer(vat_number="X1")

    (refusal,) = refused(link_customer, a_person(), customer, master=Master.CUSTOMER)

    assert isinstance(refusal, OnlyOfCompanies)


def test_unlinked_both_stay_as_they_are():
    company = a_contact("Contoso", salesperson=a_salesperson())
    customer = a_customer(of=company, primary_contact=a_person(at=company))

    customer = unlink_customer(customer)

    assert (customer.contact, customer.primary_contact) == (None, None)
    assert (customer.name, customer.salesperson) == ("Contoso", company.salesperson)
    (refusal,) = refused(unlink_customer, customer)
    assert isinstance(refusal, CustomerWithoutContact)
