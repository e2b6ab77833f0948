"""Making a customer of a contact: creating one, linking one, and unlinking it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from django.utils.translation import gettext_lazy as _

from kans.contacts.actions.judging import differing_from, may_take
from kans.contacts.models import Contact
from kans.customers.actions.judging import (
    differing,
    may_be_numbered,
    may_be_told,
    number_from,
    series_of,
)
from kans.customers.actions.keeping import sync_contact
from kans.customers.models import Customer
from kans.customers.queries import (
    buyer_of,
    customer_of,
    preset_template,
    templates_for,
)
from kans.customers.rules import becoming as rules
from kans.customers.rules.becoming import (
    CustomerHasContact,
    CustomerWithoutContact,
    Master,
    may_buy,
)
from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged
from kans.foundation.records import contributions

if TYPE_CHECKING:
    from kans.customers.actions.judging import CustomerChanges
    from kans.customers.models import CustomerTemplate
    from kans.foundation.errors import DomainError


@action(permission="customers.create_customer", caption=_("Create as Customer"))
def create_as_customer(
    contact: Contact,
    *,
    number: str = "",
    template: CustomerTemplate | None = None,
    terms_are_told: bool = False,
    version: int | None = None,
    **facts: Unpack[CustomerChanges],
) -> Customer:
    """Make a customer of a contact; of a person's company, if there is one (C2C-3).

    The data of the contact win over those of the template (TPL-3), and what is told
    besides over both: the contact takes that, too. Without `terms_are_told`, as by a
    file, it begins with the only template for it, or the one of several that is chosen.
    """
    buyer = Contact.objects.locked(buyer_of(contact))
    contact = Contact.objects.locked(contact)
    must_be_unchanged(contact, version)
    customer = Customer(contact=buyer)
    customer.follow(buyer)
    told = differing(customer, facts)
    if not terms_are_told:
        template = template or preset_template(contact)

    refuse_if_any(
        (
            *(() if terms_are_told else may_begin_with(contact, template)),
            *may_become_customer(contact, template, number=number),
            *may_be_told(customer, told),
        )
    )

    if not customer.is_company:
        customer.primary_contact = buyer
    customer.take(told)
    if template:
        customer.begin_with(template)
    customer.number = number_from(series_of(template), number)
    customer.save()
    sync_contact(buyer, customer.shared())
    contributions.follow(customer, {"contact_id": None})
    return customer


@action(permission="customers.link_customer", caption=_("Link with Existing Customer"))
def link_customer(
    contact: Contact,
    customer: Customer,
    *,
    master: Master = Master.CONTACT,
    version: int | None = None,
) -> Customer:
    """Let a contact be a customer that is there; one takes the data of the other."""
    contact = Contact.objects.locked(contact)
    must_be_unchanged(contact, version)
    customer = Customer.objects.held(customer)

    refuse_if_any(may_be_linked(contact, customer, master))

    shared = customer.shared()
    customer.contact = contact
    customer.primary_contact = None if contact.is_company else contact
    customer.type = contact.type
    if master == Master.CONTACT:
        customer.follow(contact)
    customer.save()
    if master == Master.CUSTOMER:
        sync_contact(contact, shared)
    contributions.follow(customer, {"contact_id": None})
    return customer


@action(permission="customers.link_customer", caption=_("Unlink"))
def unlink_customer(customer: Customer, *, version: int | None = None) -> Customer:
    """Let customer and contact be two again; both stay, with the data they have."""
    customer = Customer.objects.held(customer)
    must_be_unchanged(customer, version)

    refuse_if_any(may_be_unlinked(customer))

    customer.contact = customer.primary_contact = None
    customer.save()
    return customer


def may_begin_with(
    contact: Contact, template: CustomerTemplate | None
) -> tuple[DomainError, ...]:
    """What stands in the way of that template, or of none, for a contact (TPL-2)."""
    buyer = buyer_of(contact)
    return rules.may_begin_with(
        template,
        who=buyer.name,
        type=buyer.type,
        several=template is None and templates_for(contact).exists(),
    )


def may_become_customer(
    contact: Contact, template: CustomerTemplate | None, *, number: str = ""
) -> tuple[DomainError, ...]:
    """What stands in the way of making a customer of a contact (C2C-2, C2C-5, TPL-4).

    A blocked person of a company that is not blocked does not.
    """
    return (
        *_may_buy(contact, buyer_of(contact)),
        *may_be_numbered(series_of(template), number),
    )


def may_be_linked(
    contact: Contact,
    customer: Customer | None = None,
    master: Master = Master.CONTACT,
) -> tuple[DomainError, ...]:
    """What stands in the way of linking a contact, with the customer if it is known."""
    refusals = _may_buy(contact, contact)
    if customer is None:
        return refusals
    if customer.contact is not None:
        named = {"number": customer.number, "contact": customer.contact.name}
        refusals = (*refusals, CustomerHasContact(**named))
    if master == Master.CUSTOMER:
        refusals = (*refusals, *may_take(contact, _told_by(customer, contact)))
    return refusals


def may_be_unlinked(customer: Customer) -> tuple[DomainError, ...]:
    if customer.contact_id is None:
        return (CustomerWithoutContact(number=customer.number),)
    return ()


def _may_buy(contact: Contact, buyer: Contact) -> tuple[DomainError, ...]:
    customer = customer_of(contact)
    return may_buy(
        buyer.name,
        customer=customer.number if customer else "",
        privacy_blocked=buyer.privacy_blocked,
    )


def _told_by(customer: Customer, contact: Contact) -> dict[str, Any]:
    return differing_from(contact, customer.shared())
