"""What customers may be told and be: shared by the actions on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from kans.contacts.actions.judging import (
    cleaned,
    differing_from,
    may_become,
    may_take,
)
from kans.contacts.models import Contact
from kans.customers.models import SHARED, Block, Customer
from kans.customers.rules import keeping
from kans.foundation.acting.clock import work_date
from kans.foundation.records.fields import caption_of
from kans.number_series.models import AutomaticNumberRefused, SetupMissing, may_be_typed
from kans.trade.models import SalesSetup

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from kans.customers.models import CustomerTemplate
    from kans.foundation.errors import DomainError
    from kans.number_series.models import NumberSeries
    from kans.team.models import Salesperson
    from kans.trade.models import Currency, PaymentTerms, VatCustomerGroup

DISCOUNTS = {
    name: caption_of(Customer, name) for name in ("line_discount", "document_discount")
}


class TermsFacts(TypedDict, total=False):
    """On which terms a customer buys; what is absent stays as it is."""

    payment_terms: PaymentTerms | None
    currency: Currency | None
    vat_group: VatCustomerGroup | None
    prices_include_vat: bool
    line_discount: Decimal
    document_discount: Decimal
    country: str
    language: str


class CustomerFacts(TermsFacts, total=False):
    """What one may tell of a customer; what is absent is blank, or stays as it is."""

    name: str
    address: str
    address_2: str
    post_code: str
    city: str
    county: str
    phone: str
    mobile_phone: str
    email: str
    home_page: str
    salesperson: Salesperson | None
    vat_number: str
    privacy_blocked: bool
    blocked: Block
    external_id: str


class CustomerChanges(CustomerFacts, total=False):
    """What one may change on a customer who is there."""

    primary_contact: Contact | None


def differing(customer: Customer, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the changes that are not so already, as they are stored."""
    return differing_from(customer, cleaned(changes))


def shared_of(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the changes that its contact has as well."""
    return {name: value for name, value in changes.items() if name in SHARED}


def may_be_told(
    customer: Customer, changes: Mapping[str, Any]
) -> tuple[DomainError, ...]:
    """What stands in the way of these changes, of those that are not so already."""
    told = differing(customer, changes)
    return (
        *_may_share(customer, shared_of(told)),
        *_may_be_blocked(customer, told),
        *_may_be_primary(customer, told.get("primary_contact")),
        *keeping.may_be_discounts(told, DISCOUNTS),
    )


def may_be_numbered(
    series: NumberSeries | None, typed: str = ""
) -> tuple[DomainError, ...]:
    """What stands in the way of that number, or of the next one (CUS-1, TPL-4)."""
    if typed.strip():
        return may_be_typed(typed.strip().upper(), series, taken=Customer.has_number)
    if series is None:
        return (SetupMissing(what=SalesSetup._meta.get_field("customer_numbers")),)
    if not series.default_numbers:
        return (AutomaticNumberRefused(series=series.code),)
    return ()


def series_of(template: CustomerTemplate | None) -> NumberSeries | None:
    """What numbers a new customer: the template's series, else the set-up's (TPL-4)."""
    own = template.number_series if template else None
    return own or SalesSetup.current().customer_numbers


def number_from(series: NumberSeries | None, typed: str = "") -> str:
    """The number that was typed, or the next free one of the series."""
    if typed.strip():
        return typed.strip().upper()
    assert series
    return series.next_number(work_date(), taken=Customer.has_number)


def _may_share(customer: Customer, told: dict[str, Any]) -> tuple[DomainError, ...]:
    """What is true of a contact is true of the customer that it is."""
    if customer.contact is not None:
        return may_become(customer.contact, told)
    return may_take(Contact(type=customer.type, **customer.shared()), told)


def _may_be_blocked(
    customer: Customer, told: Mapping[str, Any]
) -> tuple[DomainError, ...]:
    if "blocked" not in told:
        return ()
    private = told.get("privacy_blocked", customer.privacy_blocked)
    for_all = told["blocked"] == Block.ALL
    return keeping.may_be_blocked(for_all=for_all, privacy_blocked=private)


def _may_be_primary(
    customer: Customer, contact: Contact | None
) -> tuple[DomainError, ...]:
    if contact is None:
        return ()
    return keeping.may_be_primary(
        contact.name,
        number=customer.number,
        is_linked=customer.contact_id is not None,
        works_there=customer.has_as_person(contact),
    )
