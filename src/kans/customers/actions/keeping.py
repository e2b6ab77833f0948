"""What people do with customers: create, edit, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from django.utils.translation import gettext_lazy as _

from kans.contacts.actions import judging as contacts
from kans.contacts.actions.keeping import save_with_followers
from kans.contacts.models import Contact, ContactType, MarketingSetup
from kans.contacts.rules.names import NumberMissing
from kans.customers.actions.judging import (
    differing,
    may_be_numbered,
    may_be_told,
    number_from,
    series_of,
    shared_of,
)
from kans.customers.models import Customer
from kans.customers.queries import only_template_of, templates_of
from kans.customers.rules.becoming import may_begin_with
from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged
from kans.foundation.records import contributions
from kans.notes.actions.belongings import delete_belongings_of
from kans.number_series.models import may_be_typed
from kans.team.models import Salesperson
from kans.trade.models import SalesSetup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kans.customers.actions.judging import CustomerChanges, CustomerFacts
    from kans.customers.models import CustomerTemplate
    from kans.foundation.errors import DomainError


@action(permission="customers.create_customer", caption=_("Create Customer"))
def create_customer(
    type: ContactType = ContactType.COMPANY,  # noqa: A002 (its name everywhere)
    *,
    number: str = "",
    template: CustomerTemplate | None = None,
    terms_are_told: bool = False,
    **facts: Unpack[CustomerFacts],
) -> Customer:
    """Create a customer, and the contact that is this customer (CUS-1 to CUS-3).

    Without `terms_are_told`, as by a file, it begins with the only template of its
    type, or with the one of several that is chosen.
    """
    if not terms_are_told:
        template = template or only_template_of(type)
    setup, series = MarketingSetup.current(), series_of(template)
    customer = Customer(type=type)

    refuse_if_any(
        (
            *(() if terms_are_told else _may_begin_with(template, type, facts)),
            *may_be_numbered(series, number),
            *contacts.may_be_numbered(setup, ""),
            *may_be_told(customer, facts),
        )
    )

    customer.take(differing(customer, facts))
    if template:
        customer.begin_with(template)
    customer.salesperson = customer.salesperson or _own_salesperson()
    _make_contact(customer, setup)
    customer.number = number_from(series, number)
    customer.save()
    return customer


@action(permission="customers.edit_customer", caption=_("Edit Customer"))
def edit_customer(
    customer: Customer,
    *,
    version: int | None = None,
    number: str | None = None,
    **changes: Unpack[CustomerChanges],
) -> Customer:
    """Change what is given and differs; the contact and its persons follow (SYN-2)."""
    customer = Customer.objects.held(customer)
    must_be_unchanged(customer, version)
    renumbered = number is not None and number.strip().upper() != customer.number
    told = differing(customer, changes)

    refuse_if_any(
        (
            *(_may_be_renumbered(number or "") if renumbered else ()),
            *may_be_told(customer, told),
        )
    )

    former = customer.number
    customer.number = number or "" if renumbered else former
    customer.take(told)
    customer.save()
    if customer.contact:
        sync_contact(customer.contact, shared_of(told))
    if renumbered:
        contributions.follow(customer, {"number": former})
    return customer


@action(permission="customers.delete_customer", caption=_("Delete Customer"))
def delete_customer(customer: Customer, *, version: int | None = None) -> None:
    """Delete a customer without documents; the contact stays (CUS-8)."""
    customer = Customer.objects.held(customer)
    must_be_unchanged(customer, version)

    refuse_if_any(contributions.may_delete([customer]))

    contributions.release([customer])
    delete_belongings_of(customer)
    customer.delete()


def sync_contact(contact: Contact, told: Mapping[str, Any]) -> None:
    """Have a contact take what its customer has; its persons follow (SYN-2)."""
    setup, news = MarketingSetup.current(), contacts.differing_from(contact, told)
    if news:
        contact.take(news, setup.inheritance)
        save_with_followers(contact, setup)


def _make_contact(customer: Customer, setup: MarketingSetup) -> None:
    """The contact that is this customer, with just what the customer has (CUS-3)."""
    contact = Contact(type=customer.type, number=contacts.next_number(setup))
    contact.take(customer.shared(), setup.inheritance)
    contact.save()
    customer.contact = contact
    if not customer.is_company:
        customer.primary_contact = contact


def _may_begin_with(
    template: CustomerTemplate | None, kind: ContactType, facts: Mapping[str, Any]
) -> tuple[DomainError, ...]:
    return may_begin_with(
        template,
        who=facts.get("name") or str(kind.label),
        type=kind,
        several=template is None and templates_of(kind).exists(),
    )


def _own_salesperson() -> Salesperson | None:
    """The user's own, if it may be chosen (CUS-2)."""
    own = Salesperson.of_who_acts()
    return None if own is None or own.privacy_blocked else own


def _may_be_renumbered(typed: str) -> tuple[DomainError, ...]:
    if not typed.strip():
        return (NumberMissing(),)
    series = SalesSetup.current().customer_numbers
    return may_be_typed(typed.strip().upper(), series, taken=Customer.has_number)
