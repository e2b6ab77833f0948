"""What the header of a document must be like (SQ-5 to SQ-16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.sales.rules.quoting import (
    ContactIsPrivacyBlocked,
    CustomerOfAnother,
    NotRelated,
    OpportunityOfAnother,
    QuoteContactMissing,
    QuoteNeedsCompanyOfPerson,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from kans.contacts.models import Contact
    from kans.customers.models import Customer


# Days on which something is to happen that the document is about.
FOLLOWING = ("order_date", "shipment_date", "requested_delivery_date")


class DocumentDateMissing(DomainError):
    field = "document_date"
    message = _("Enter the document date.")


class ValidUntilTooEarly(DomainError):
    field = "valid_until"
    message = _(
        "The quote is of %(day)s, so it cannot be valid until a day before that. Enter "
        "a later day, or leave it blank."
    )


class DayBeforeDocument(DomainError):
    message = _(
        "The document is of %(day)s, so this cannot be on a day before that. Enter a "
        "later day, or leave it blank."
    )


class CustomerMissing(DomainError):
    field = "customer"
    message = _("An order has a customer. Choose one.")


class CustomerKept(DomainError):
    field = "customer"
    message = _(
        "The document is for customer %(customer)s. Make another document for another "
        "customer."
    )


class ContactOfAnother(DomainError):
    field = "contact"
    message = _(
        "The document is for customer %(customer)s, and %(contact)s is no contact of "
        "that customer. Choose one who is."
    )


class DiscountNotInReach(DomainError):
    field = "discount_percent"
    message = _("Enter a discount from 0 to 100 percent.")


def may_be_header(changes: Mapping[str, Any]) -> tuple[DomainError, ...]:
    """What is wrong with what was typed, all together."""
    found: list[DomainError] = []
    day = changes.get("document_date", ...)
    if day is None:
        found.append(DocumentDateMissing())
    percent = changes.get("discount_percent")
    if percent is not None and not 0 <= percent <= 100:
        found.append(DiscountNotInReach())
    return tuple(found)


def may_be_valid_until(
    until: date | None, document_date: date | None
) -> tuple[DomainError, ...]:
    """Nothing is offered until before it is offered."""
    if until is None or document_date is None or until >= document_date:
        return ()
    return (ValidUntilTooEarly(day=document_date),)


def may_follow(
    days: Mapping[str, date | None], document_date: date | None, *, is_order: bool
) -> tuple[DomainError, ...]:
    """What is expected of a document is not expected before it is there.

    BC has no such rule. An order may be of a day before it was confirmed in writing.
    """
    if document_date is None:
        return ()
    return tuple(
        DayBeforeDocument(day=document_date, at=name)
        for name in FOLLOWING
        if not (is_order and name == "order_date")
        if (day := days.get(name)) is not None and day < document_date
    )


def may_be_contact(
    contact: Contact | None,
    *,
    opportunity: str,
    company: Contact | None,
    customer: Customer | None,
    related: Customer | None,
) -> tuple[DomainError, ...]:
    """Somebody who may be offered to: of the same company, and of its customer.

    It stays with the customer of the document (SQ-10, SQ-14) or, as long as that has
    none, with a company (QUO-2).
    """
    if contact is None:
        return (QuoteContactMissing(),)
    if contact.privacy_blocked:
        return (ContactIsPrivacyBlocked(contact=contact.name),)
    if opportunity and contact.the_company != company:
        works_for = company.name if company else ""
        return (OpportunityOfAnother(number=opportunity, works_for=works_for),)
    if customer is not None and related != customer:
        return (ContactOfAnother(customer=customer.name, contact=contact.name),)
    if contact.the_company is None:
        return (QuoteNeedsCompanyOfPerson(contact=contact.name),)
    return ()


def may_be_customer(
    customer: Customer | None,
    *,
    before: Customer | None,
    related: Customer | None,
    contact: str,
    opportunity: str,
    is_order: bool,
) -> tuple[DomainError, ...]:
    """The customer that the contact is, if it is one; once set it stays (SQ-7)."""
    if customer is None:
        return (CustomerMissing(),) if is_order else (CustomerKept(customer=before),)
    if before is not None and opportunity:
        return (CustomerOfAnother(number=opportunity),)
    if before is not None:
        return (CustomerKept(customer=before.name),)
    if contact and related != customer:
        return (NotRelated(contact=contact, customer=customer.name),)
    return ()
