"""For whom a quote is made, and when (QUO-1, QUO-2, QUO-5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.opportunities.rules.closing import (
    CLOSED,
    OpportunityClosed,
    OpportunityNotStarted,
    Status,
)

if TYPE_CHECKING:
    from kans.contacts.models import Contact


class QuoteContactMissing(DomainError):
    field = "contact"
    message = _("Choose the contact for whom the quote is made.")


class TermsOfNoTemplate(DomainError):
    field = "template"
    message = _(
        "Choose the customer template whose terms the quote takes, or make the quote "
        "for a prospect."
    )


class ContactIsPrivacyBlocked(DomainError):
    field = "contact"
    message = _("%(contact)s is blocked for privacy. Choose another contact.")


class QuoteNeedsCompany(DomainError):
    field = "contact"
    message = _(
        "Sales quotes are made for companies, and %(contact)s is a person. Make "
        "%(works_for)s the contact instead."
    )
    cure = "edit_opportunity"


class QuoteNeedsCompanyOfPerson(DomainError):
    field = "contact"
    message = _(
        "Sales quotes are made for companies, and %(contact)s is a person who works "
        "for none. Give the person a company first."
    )


class OpportunityHasDocument(DomainError):
    message = _(
        "%(document)s is assigned to opportunity %(number)s already. Open that one, or "
        "take it off with Assign Opportunity first."
    )


class OpportunityOfAnother(DomainError):
    field = "contact"
    message = _(
        "The document is of opportunity %(number)s, so its contact belongs to "
        "%(works_for)s. Choose one who does, or take it off the opportunity with "
        "Assign Opportunity first."
    )


class CustomerOfAnother(DomainError):
    field = "customer"
    message = _(
        "The document is of opportunity %(number)s, so its customer does not change. "
        "Take it off the opportunity with Assign Opportunity first."
    )


class NotRelated(DomainError):
    field = "customer"
    message = _(
        "%(contact)s is related to another customer than %(customer)s. Choose that "
        "customer, or a contact of this one."
    )


def may_be_for(contact: Contact | None) -> tuple[DomainError, ...]:
    """Only a company gets a quote; a person's company could (QUO-2, CON-26)."""
    if contact is None:
        return (QuoteContactMissing(),)
    if contact.privacy_blocked:
        return (ContactIsPrivacyBlocked(contact=contact.name),)
    if contact.is_company:
        return ()
    if contact.company_contact is None:
        return (QuoteNeedsCompanyOfPerson(contact=contact.name),)
    works_for = contact.company_contact.name
    return (QuoteNeedsCompany(contact=contact.name, works_for=works_for),)


def may_be_of(status: Status, number: str, document: str) -> tuple[DomainError, ...]:
    """An opportunity in progress that has no quote or order (QUO-1)."""
    if status is Status.NOT_STARTED:
        return (OpportunityNotStarted(number=number),)
    if status in CLOSED:
        return (OpportunityClosed(number=number),)
    if document:
        return (OpportunityHasDocument(number=number, document=document),)
    return ()


def must_be_lost_first(status: Status | None) -> bool:
    """Whether an order can only go once its opportunity is lost (QUO-6, DOC-3)."""
    return status is Status.WON


def must_be_won_first(status: Status | None) -> bool:
    """Whether an order is only made once the opportunity is closed (QUO-5)."""
    return status is not None and status not in CLOSED


def has_the_order(status: Status) -> bool:
    """Whether an opportunity has the order that is made of its quote (ORD-9).

    One that was lost has none: nothing stands in the way of reopening it.
    """
    return status is not Status.LOST
