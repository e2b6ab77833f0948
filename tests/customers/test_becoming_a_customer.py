"""Making a customer of a contact (C2C-1 to C2C-7, TPL-2 to TPL-4)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kans.contacts.models import Contact, ContactType
from kans.contacts.rules.names import NameMissing
from kans.customers.actions import create_as_customer
from kans.customers.actions.becoming import may_become_customer
from kans.customers.models import Block, Customer
from kans.customers.queries import customer_of, preset_template, templates_for
from kans.customers.rules.becoming import (
    AlreadyCustomer,
    BuyerPrivacyBlocked,
    CustomerTemplateMissing,
    TemplateOfOtherType,
)
from kans.customers.rules.keeping import (
    DiscountNotAPercentage,
    PrimaryContactNotRelated,
)
from kans.customers.rules.templates import given_by
from kans.number_series.models import (
    AutomaticNumberRefused,
    ManualNumberRefused,
    SetupMissing,
)
from tests.builders import (
    a_contact,
    a_customer,
    a_customer_template,
    a_number_series,
    a_person,
    a_salesperson,
    customers_are_numbered,
)
from tests.customers.common import are_in_step, refused

pytestmark = pytest.mark.usefixtures("ann")

INITIAL = {"country": "", "discount": 0, "with_vat": False, "terms": None}


@pytest.mark.parametrize(
    ("of_template", "of_contact", "given"),
    [
        ({"country": "BE"}, {}, {"country": "BE"}),
        ({"country": "BE"}, {"country": "NL"}, {}),
        ({"country": ""}, {"country": "NL"}, {}),
        ({"country": ""}, {}, {}),
        ({"discount": 5}, {}, {"discount": 5}),
        ({"discount": 5}, {"discount": 2}, {}),
        ({"with_vat": True}, {}, {"with_vat": True}),
        ({"with_vat": False}, {"with_vat": True}, {}),
        ({"terms": "30D"}, {}, {"terms": "30D"}),
        ({"terms": None}, {"terms": "30D"}, {}),
    ],
)
def test_the_data_of_the_contact_win(of_template, of_contact, given):
    """TPL-3, as a table."""
    template, customer = {**INITIAL, **of_template}, {**INITIAL, **of_contact}

    assert given_by(template, customer=customer, initial=INITIAL) == given


@pytest.mark.parametrize(("of_contact", "becomes"), [("NL", "NL"), ("", "BE")])
def test_a_contact_keeps_its_country(of_contact, becomes):
    """Scenario 26; the contact takes what the template adds, so that both agree."""
    customers_are_numbered()
    template = a_customer_template(country="BE", line_discount=Decimal(5))

    customer = create_as_customer(a_contact(country=of_contact), template=template)

    assert (customer.country, customer.line_discount) == (becomes, Decimal(5))
    assert are_in_step(customer)


def test_what_is_told_wins_over_contact_and_template():
    """The contact takes it over, and its persons with it (SYN-2, CON-16)."""
    customers_are_numbered(manual_numbers=True)
    company = a_contact("Contoso", phone="1", city="Delft")
    clara = a_person(at=company, city="Delft")
    template = a_customer_template(line_discount=Decimal(5), country="BE")

    customer = create_as_customer(
        clara,
        number=" k7 ",
        template=template,
        primary_contact=clara,
        city="Goes",
        line_discount=Decimal(2),
        blocked=Block.SHIP,
    )

    assert (customer.number, customer.primary_contact) == ("K7", clara)
    assert (customer.city, customer.phone, customer.country) == ("Goes", "1", "BE")
    assert (customer.line_discount, customer.blocked) == (Decimal(2), Block.SHIP)
    assert are_in_step(customer)
    clara.refresh_from_db()
    assert clara.city == "Goes"


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"number": "K1"}, ManualNumberRefused),
        ({"name": " "}, NameMissing),
        ({"line_discount": Decimal(101)}, DiscountNotAPercentage),
    ],
)
def test_what_is_told_passes_the_rules_of_customers(told, refusal):
    customers_are_numbered()

    (found,) = refused(create_as_customer, a_contact(), **told)

    assert isinstance(found, refusal)


def test_nobody_of_another_company_is_the_primary_contact():
    """CUS-6."""
    customers_are_numbered()
    other = a_person("Jo", at=a_contact("Fabrikam"))

    (found,) = refused(create_as_customer, a_contact(), primary_contact=other)

    assert isinstance(found, PrimaryContactNotRelated)


def test_a_country_that_neither_has_stays_blank():
    """Scenario 26."""
    customers_are_numbered()

    customer = create_as_customer(a_contact(), template=a_customer_template())

    assert customer.country == ""


@pytest.mark.parametrize(("of_template", "becomes"), [(0, 0), (5, 5)])
def test_what_a_template_says_nothing_of_stays_as_it_begins(of_template, becomes):
    """Scenario 27: there are no invoice discount codes, but a discount per customer."""
    customers_are_numbered()
    template = a_customer_template(document_discount=of_template)

    customer = create_as_customer(a_contact(), template=template)

    assert customer.document_discount == becomes


def test_a_customer_has_all_that_the_contact_has():
    """C2C-6, C2C-7: the template may be blank."""
    customers_are_numbered()
    contact = a_contact(
        phone="020 123", city="Delft", salesperson=a_salesperson(), vat_number="NL1"
    )

    customer = create_as_customer(contact)

    assert customer.number == "C00001"
    assert customer.contact == contact
    assert Contact.objects.count() == 1
    assert are_in_step(customer)


def test_a_person_makes_a_customer_of_the_company():
    """Scenario 28, C2C-3."""
    customers_are_numbered()
    company = a_contact("Contoso")

    customer = create_as_customer(a_person(at=company))

    assert (customer.contact, customer.name) == (company, "Contoso")
    assert customer.type == ContactType.COMPANY


def test_a_person_without_company_is_a_customer():
    """Scenario 30, C2C-4; that the number is that of a customer matters not."""
    customers_are_numbered()
    a_customer("Fabrikam", number="C00002")
    person = a_person("Jan Piet de Boer", number="C00002", phone="06 1")
    template = a_customer_template(contact_type=ContactType.PERSON)
    assert customer_of(person) is None

    customer = create_as_customer(person, template=template)

    assert (customer.type, customer.primary_contact) == (ContactType.PERSON, person)
    assert (customer.name, customer.phone) == ("Jan Piet de Boer", "06 1")
    assert are_in_step(customer)


def test_parts_of_a_name_stay_as_they_were_typed():
    customers_are_numbered()
    person = a_person("Anna Maria Smit")
    person = Contact.objects.get(pk=person.pk)
    before = (person.first_name, person.middle_name, person.surname)

    of_persons = {"contact_type": ContactType.PERSON, "country": "NL"}
    create_as_customer(person, template=a_customer_template(**of_persons))

    person.refresh_from_db()
    assert (person.first_name, person.middle_name, person.surname) == before
    assert person.country == "NL"


def test_only_templates_of_the_type_are_offered():
    """Scenario 24, TPL-2: exactly one is chosen beforehand, of several none."""
    of_companies = a_customer_template("C")
    of_persons = a_customer_template("P", contact_type=ContactType.PERSON)
    company, person = a_contact(), a_person()

    assert list(templates_for(company)) == [of_companies]
    assert list(templates_for(person)) == [of_persons]
    assert list(templates_for(a_person(at=company))) == [of_companies]
    assert preset_template(company) == of_companies

    a_customer_template("D")
    assert preset_template(company) is None


def test_of_several_templates_one_is_chosen_and_it_is_of_the_type():
    """END-3: the only one is taken, whoever asks."""
    customers_are_numbered()
    a_customer_template("C", line_discount=3)
    of_persons = a_customer_template("P", contact_type=ContactType.PERSON)
    assert create_as_customer(a_contact("A")).line_discount == 3

    a_customer_template("D")
    for told, refusal in (
        ({}, CustomerTemplateMissing),
        ({"template": of_persons}, TemplateOfOtherType),
    ):
        (found,) = refused(create_as_customer, a_contact("B"), **told)
        assert (type(found), found.field) == (refusal, "template")


def test_numbers_come_from_the_series_of_the_template():
    """TPL-4."""
    customers_are_numbered()
    series = a_number_series("TRADE", "T001", default_numbers=True)
    template = a_customer_template(number_series=series)
    assert create_as_customer(a_contact(), template=template).number == "T001"

    by_hand = a_number_series("X", default_numbers=False, manual_numbers=True)
    template = a_customer_template("X", number_series=by_hand)
    (refusal,) = refused(create_as_customer, a_contact("B"), template=template)
    assert isinstance(refusal, AutomaticNumberRefused)


def test_a_blank_setup_is_named():
    """Scenario 25 and CUS-1."""
    (refusal,) = refused(create_as_customer, a_contact())

    assert isinstance(refusal, SetupMissing)
    assert str(refusal).startswith("Customer Nos. is blank")


def test_nobody_becomes_a_customer_twice():
    """Scenario 31, C2C-2: nor does the company through one of its persons."""
    customers_are_numbered()
    company = a_contact("Contoso")
    create_as_customer(company)

    for contact in (company, a_person(at=company)):
        assert refused(create_as_customer, contact) == (
            AlreadyCustomer(contact="Contoso", number="C00001", at="contact"),
        )


def test_who_is_blocked_for_privacy_does_not_become_a_customer():
    """C2C-5, CON-26: a blocked person of a company that is not passes."""
    customers_are_numbered()
    blocked = a_contact("Fabrikam", privacy_blocked=True)

    for contact in (blocked, a_person(at=blocked)):
        (refusal,) = refused(create_as_customer, contact)
        assert refusal == BuyerPrivacyBlocked(contact="Fabrikam", at="contact")
    assert (
        may_become_customer(
            a_person(at=a_contact("Contoso"), privacy_blocked=True), None
        )
        == ()
    )


def test_the_customer_of_a_contact_is_its_own_or_that_of_its_company():
    company = a_contact("Contoso")
    of_company = a_customer(of=company)
    person, other = a_person(at=company), a_person("Dirk", at=company)
    own = a_customer("Dirk", of=other)

    found = [customer_of(each) for each in (company, person, other, a_contact("X"))]

    assert found == [of_company, of_company, own, None]
    assert Customer.objects.count() == 2
