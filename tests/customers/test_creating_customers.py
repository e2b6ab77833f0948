"""Creating customers by themselves: their number, their contact (CUS-1 to CUS-3)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kans.contacts.models import ContactType
from kans.contacts.rules.communication import PhoneWithLetters
from kans.contacts.rules.names import NameMissing
from kans.contacts.rules.types import OnlyOfCompanies
from kans.customers.actions import create_customer
from kans.customers.models import Customer
from kans.customers.rules.keeping import DiscountNotAPercentage
from kans.foundation.acting.actors import acting_as
from kans.number_series.models import (
    AutomaticNumberRefused,
    ManualNumberRefused,
    NumberTaken,
    SetupMissing,
)
from tests.builders import (
    a_customer,
    a_customer_template,
    a_marketing_setup,
    a_number_series,
    a_salesperson,
    customers_are_numbered,
)
from tests.customers.common import are_in_step, refused

pytestmark = pytest.mark.usefixtures("ann")


def test_a_customer_gets_the_next_free_number_and_a_contact():
    customers_are_numbered()
    a_customer("Fabrikam", number="C00001")

    customer = create_customer(name="Contoso", phone="020 123", city="Delft")

    assert customer.number == "C00002"
    assert customer.contact.number == "CT00001"
    assert customer.primary_contact is None
    assert are_in_step(customer)


def test_a_person_is_its_own_primary_contact():
    customers_are_numbered()

    customer = create_customer(ContactType.PERSON, name="Clara van Smit")

    assert customer.primary_contact == customer.contact
    assert customer.contact.surname == "Smit"
    assert are_in_step(customer)


def test_the_contact_gets_nothing_from_the_marketing_setup():
    """CON-4: what the set-up fills in is of contacts that people make."""
    customers_are_numbered()
    a_marketing_setup(default_country="BE", default_salesperson=a_salesperson())

    customer = create_customer(name="Contoso")

    assert (customer.contact.country, customer.contact.salesperson) == ("", None)


def test_the_salesperson_is_the_users_own(ann):
    """CUS-2."""
    customers_are_numbered()
    own, other = a_salesperson("EV"), a_salesperson("JO")

    with acting_as(replace(ann, salesperson_id=own.pk)):
        contoso = create_customer(name="Contoso")
        fabrikam = create_customer(name="Fabrikam", salesperson=other)

    assert (contoso.salesperson, fabrikam.salesperson) == (own, other)


def test_a_user_who_is_blocked_for_privacy_looks_after_nobody(ann):
    """CUS-2, SP-2."""
    customers_are_numbered()
    own = a_salesperson("EV", privacy_blocked=True)

    with acting_as(replace(ann, salesperson_id=own.pk)):
        customer = create_customer(name="Contoso")

    assert customer.salesperson is None


def test_a_template_gives_terms_and_number():
    customers_are_numbered()
    series = a_number_series("TRADE", "T001")
    template = a_customer_template(
        number_series=series, line_discount=Decimal(5), country="BE"
    )

    customer = create_customer(name="Contoso", template=template, country="NL")

    assert customer.number == "T001"
    assert (customer.line_discount, customer.country) == (Decimal(5), "NL")


def test_a_blank_setup_is_named():
    refusals = refused(create_customer, name="Contoso")

    assert {type(each) for each in refusals} == {SetupMissing}
    assert [str(each.facts["what"]) for each in refusals] == [
        "Customer Nos.",
        "Contact Nos.",
    ]


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"name": " "}, NameMissing),
        ({"phone": "call me"}, PhoneWithLetters),
        ({"number": "X1"}, ManualNumberRefused),
        ({"line_discount": Decimal(101)}, DiscountNotAPercentage),
        ({"document_discount": Decimal(-1)}, DiscountNotAPercentage),
        ({"type": ContactType.PERSON, "vat_number": "NL1"}, OnlyOfCompanies),
    ],
)
def test_what_cannot_be_told_is_refused(facts, refusal):
    customers_are_numbered()

    refusals = refused(create_customer, **{"name": "Contoso", **facts})

    assert refusal in {type(each) for each in refusals}


def test_a_number_is_typed_where_the_series_allows_it():
    customers_are_numbered(manual_numbers=True, default_numbers=False)

    assert create_customer(name="Contoso", number="x1").number == "X1"

    (taken,) = refused(create_customer, name="Contoso", number="X1")
    assert isinstance(taken, NumberTaken)
    (automatic,) = refused(create_customer, name="Contoso")
    assert isinstance(automatic, AutomaticNumberRefused)
    assert Customer.objects.count() == 1
