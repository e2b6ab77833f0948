"""Changing customers: their number, block, discounts and primary contact."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kans.contacts.rules.communication import PhoneWithLetters
from kans.contacts.rules.names import NameMissing, NumberMissing
from kans.customers.actions import edit_customer
from kans.customers.models import Block
from kans.customers.rules.keeping import (
    DiscountNotAPercentage,
    PrimaryContactNotRelated,
    PrimaryContactWithoutLink,
    PrivacyKeepsBlocked,
)
from kans.customers.rules.selling import (
    CustomerBlocked,
    CustomerPrivacyBlocked,
    may_be_sold_to,
)
from kans.foundation.history.concurrency import ChangedMeanwhile
from kans.number_series.models import ManualNumberRefused
from kans.team.models import SalespersonPrivacyBlocked
from tests.builders import (
    a_contact,
    a_customer,
    a_person,
    a_salesperson,
    customers_are_numbered,
)
from tests.customers.common import refused

pytestmark = pytest.mark.usefixtures("ann")


@pytest.mark.parametrize("is_linked", [True, False])
@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": ""}, NameMissing),
        ({"phone": "call me"}, PhoneWithLetters),
        ({"number": ""}, NumberMissing),
        ({"number": "X"}, ManualNumberRefused),
        ({"line_discount": Decimal(101)}, DiscountNotAPercentage),
    ],
)
def test_what_cannot_be_told_is_refused(changes, refusal, is_linked):
    customers_are_numbered()
    customer = a_customer(of=a_contact() if is_linked else None)

    (found,) = refused(edit_customer, customer, **changes)

    assert type(found) is refusal


def test_a_salesperson_who_is_blocked_for_privacy_is_refused():
    """SP-2."""
    seller = a_salesperson(privacy_blocked=True)

    (refusal,) = refused(edit_customer, a_customer(), salesperson=seller)

    assert isinstance(refusal, SalespersonPrivacyBlocked)


def test_two_people_on_one_customer():
    customer = a_customer()
    edit_customer(customer, version=1, phone="1")

    (refusal,) = refused(edit_customer, customer, version=1, phone="2")

    assert isinstance(refusal, ChangedMeanwhile)


def test_a_block_for_privacy_is_lifted_first():
    """CUS-4: nobody is asked, so it is refused, and says what to do."""
    customer = edit_customer(a_customer(), privacy_blocked=True)

    (refusal,) = refused(edit_customer, customer, blocked=Block.SHIP)
    assert isinstance(refusal, PrivacyKeepsBlocked)

    changed = edit_customer(customer, privacy_blocked=False, blocked=Block.SHIP)
    assert changed.blocked == Block.SHIP


@pytest.mark.parametrize("block", [Block.SHIP, Block.INVOICE, Block.ALL])
def test_nothing_is_sold_to_who_is_blocked(block):
    """CUS-5: in whatever way, and the sentence names who and how."""
    customer = a_customer("Contoso", number="C1", blocked=block)

    (refusal,) = may_be_sold_to(customer)

    assert isinstance(refusal, CustomerBlocked)
    assert f"C1 Contoso is blocked: {block.label}." in str(refusal)


def test_nothing_is_sold_to_who_is_blocked_for_privacy():
    """CUS-5."""
    customer = a_customer(blocked=Block.ALL, privacy_blocked=True)

    (refusal,) = may_be_sold_to(customer)

    assert isinstance(refusal, CustomerPrivacyBlocked)
    assert may_be_sold_to(a_customer()) == ()


def test_the_primary_contact_is_the_contact_or_works_there():
    """CUS-6, scenario 34: phone and e-mail of the customer stay."""
    company = a_contact("Contoso", phone="1")
    customer = a_customer(of=company)

    for contact in (company, a_person(at=company, phone="2")):
        changed = edit_customer(customer, primary_contact=contact)
        assert (changed.primary_contact, changed.phone) == (contact, "1")
    assert edit_customer(customer, primary_contact=None).primary_contact is None


def test_a_stranger_is_not_the_primary_contact():
    """CUS-6, scenario 35: also one whose company is a customer, or who has none."""
    customer, fabrikam = a_customer(of=a_contact("Contoso")), a_contact("Fabrikam")
    strangers = [a_person(at=fabrikam), fabrikam, a_person("Dirk")]
    a_customer(of=fabrikam)
    unlinked = a_customer()

    for stranger in strangers:
        (refusal,) = refused(edit_customer, customer, primary_contact=stranger)
        assert isinstance(refusal, PrimaryContactNotRelated)
        (refusal,) = refused(edit_customer, unlinked, primary_contact=stranger)
        assert isinstance(refusal, PrimaryContactWithoutLink)
