"""A customer and its contact stay in step, either way (SYN-1 to SYN-3)."""

from __future__ import annotations

import pytest

from kans.contacts.actions import (
    change_contact_type,
    delete_contact,
    edit_contact,
    merge_contacts,
)
from kans.contacts.models import Contact, ContactType
from kans.customers.actions import delete_customer, edit_customer
from kans.customers.models import Block, Customer
from kans.customers.rules.becoming import BothAreCustomers, TypeOfACustomer
from kans.foundation.errors import DomainError
from kans.foundation.models import Change
from kans.team.actions import delete_salesperson
from kans.undo.actions import undo_change
from kans.undo.rules.undoing import MadeWithIt
from tests.builders import a_contact, a_customer, a_person, a_salesperson
from tests.customers.common import are_in_step, refused

pytestmark = pytest.mark.usefixtures("ann")

CHANGES = [
    {"name": "Contoso NV"},
    {
        "address": "Oude Delft 1",
        "address_2": "II",
        "post_code": "2611",
        "city": "Delft",
    },
    {"county": "ZH", "country": "NL"},
    {"phone": "1", "mobile_phone": "2", "email": "a@b.nl;c@d.nl"},
    {"home_page": "www.contoso.nl"},
    {"language": "nl"},
    {"vat_number": "X 1"},
    {"privacy_blocked": True},
    {"salesperson": "EV"},
]


def of(changes):
    return {
        n: a_salesperson(v) if n == "salesperson" else v for n, v in changes.items()
    }


@pytest.mark.parametrize("changes", CHANGES)
def test_the_customer_follows_the_contact(changes):
    """SYN-1, scenario 33."""
    contact = a_contact("Contoso")
    customer = a_customer(of=contact)

    edit_contact(contact, **of(changes))

    assert are_in_step(customer)
    assert customer.version == 2


@pytest.mark.parametrize("changes", CHANGES)
def test_the_contact_follows_the_customer(changes):
    """SYN-2, scenario 33."""
    contact = a_contact("Contoso")
    customer = a_customer(of=contact)

    edit_customer(customer, **of(changes))

    assert are_in_step(customer)
    contact.refresh_from_db()
    assert contact.version == customer.version == 2


def test_persons_of_the_contact_follow_the_customer():
    """CON-16 runs after SYN-2."""
    company = a_contact("Contoso", phone="1")
    person = a_person(at=company, phone="1")

    edit_customer(a_customer(of=company), phone="2", name="Contoso NV")

    person.refresh_from_db()
    assert (person.phone, person.company_name) == ("2", "Contoso NV")


def test_a_person_of_the_company_is_not_in_step_with_the_customer():
    """SYN-3."""
    company = a_contact("Contoso")
    customer = a_customer(of=company)
    person = a_person(at=company)

    edit_contact(person, phone="2", salesperson=a_salesperson())

    customer.refresh_from_db()
    assert (customer.phone, customer.primary_contact, customer.version) == ("", None, 1)


def test_a_person_who_is_a_customer_brings_it_along():
    """CON-16 with SYN-1: what the person takes over, the customer has too."""
    company = a_contact("Contoso", phone="1")
    customer = a_customer(of=a_person(at=company, phone="1"))

    edit_contact(company, phone="2")
    assert are_in_step(customer)
    assert customer.phone == "2"

    merge_contacts(a_contact("Contoso BV", phone="3"), company)
    assert are_in_step(customer)
    assert customer.phone == "3"


@pytest.mark.parametrize("door", [edit_contact, edit_customer])
def test_a_block_for_privacy_blocks_all_and_its_end_nothing(door):
    """CUS-4, through either of the two."""
    contact = a_contact()
    customer = a_customer(of=contact)
    told = contact if door is edit_contact else customer

    for private, block in ((True, Block.ALL), (False, Block.NONE)):
        door(told, privacy_blocked=private)
        customer.refresh_from_db()
        assert (customer.blocked, customer.privacy_blocked) == (block, private)


def test_a_deleted_contact_leaves_its_customer():
    """Scenarios 33 and 34, CON-32."""
    company = a_contact("Contoso")
    customer = a_customer(of=company, primary_contact=a_person(at=company))

    delete_contact(customer.primary_contact)
    customer.refresh_from_db()
    assert (customer.contact, customer.primary_contact) == (company, None)

    delete_contact(company)
    customer.refresh_from_db()
    assert (customer.contact, customer.name) == (None, "Contoso")


def test_a_deleted_customer_leaves_its_contact():
    """Scenario 33."""
    company = a_contact("Contoso")

    delete_customer(a_customer(of=company))

    assert Contact.objects.get() == company


@pytest.mark.parametrize("make", [a_contact, a_person])
def test_who_is_a_customer_keeps_the_type(make):
    """Scenario 37, CON-21, CON-22."""
    contact = make("Clara Smit")
    a_customer(of=contact, number="C1")

    assert refused(
        change_contact_type, contact, to=ContactType(contact.type).other
    ) == (TypeOfACustomer(contact="Clara Smit", number="C1", at="type"),)


def test_who_leaves_is_no_longer_the_primary_contact():
    company = a_contact("Contoso")
    person = a_person(at=company)
    customer = a_customer(of=company, primary_contact=person)

    edit_contact(person, company_contact=a_contact("Fabrikam"))

    customer.refresh_from_db()
    assert customer.primary_contact is None


def test_a_merged_contact_brings_its_customer():
    kept, other = a_contact("Contoso", phone="1"), a_contact("Contoso BV", phone="2")
    customer = a_customer(of=other, primary_contact=a_person(at=other))

    merge_contacts(kept, other, from_other=("phone",))

    customer.refresh_from_db()
    assert (customer.contact, customer.name, customer.phone) == (kept, "Contoso", "2")
    assert customer.primary_contact.company_contact == kept
    assert are_in_step(customer)


def test_the_customer_takes_the_name_of_the_kept_contact_that_changes_in_nothing():
    kept, other = a_contact("Contoso"), a_contact("Contoso BV")
    customer = a_customer(of=other)

    merge_contacts(kept, other)

    assert are_in_step(customer)


@pytest.mark.parametrize("is_colleague", [True, False])
def test_a_merged_person_is_spoken_to_where_the_kept_one_works(is_colleague):
    """CUS-6."""
    company = a_contact("Contoso")
    kept = a_person("Clara", at=company if is_colleague else a_contact("Fabrikam"))
    other = a_person("Clara S", at=company)
    customer = a_customer(of=company, primary_contact=other)

    merge_contacts(kept, other)

    customer.refresh_from_db()
    assert customer.primary_contact == (kept if is_colleague else None)


def test_two_customers_are_not_merged():
    kept, other = a_contact("Contoso"), a_contact("Contoso BV")
    a_customer(of=kept, number="C1"), a_customer(of=other, number="C2")

    (refusal,) = refused(merge_contacts, kept, other)

    assert refusal == BothAreCustomers(kept="C1", other="C2", at="other")


def test_a_salesperson_who_goes_leaves_both():
    seller = a_salesperson()
    customer = a_customer(of=a_contact(salesperson=seller))

    delete_salesperson(seller)

    assert are_in_step(customer)
    assert customer.salesperson is None


def test_an_undo_takes_both_back_and_neither_alone():
    contact = a_contact("Contoso")
    edit_contact(contact, phone="1")
    first = Change.objects.latest("id")
    customer = a_customer(of=Contact.objects.get())

    with pytest.raises(DomainError) as raised:
        undo_change(first)
    assert isinstance(raised.value.refusals[0], MadeWithIt)

    edit_contact(contact, phone="2")
    undo_change(Change.objects.latest("id"))
    assert are_in_step(customer)
    assert Customer.objects.get().phone == "1"
