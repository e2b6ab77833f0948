"""Which opportunity a quote or order may be of (ON-1 to ON-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.opportunities.rules.closing import Status
from kans.opportunities.rules.documents import DocumentType
from kans.sales.rules.statuses import ENDED, DocumentEnded, DocumentStatus

if TYPE_CHECKING:
    from kans.contacts.models import Contact
    from kans.opportunities.models import Opportunity
    from kans.sales.models import SalesDocument


class OpportunityNotInProgress(DomainError):
    field = "opportunity"
    message = _(
        "Opportunity %(number)s is %(status)s. A quote is assigned to one that is in "
        "progress: choose such a one."
    )


class OpportunityOfAnotherContact(DomainError):
    field = "opportunity"
    message = _(
        "Opportunity %(number)s is of %(contact)s. Choose one of the contact of "
        "%(document)s."
    )


class OpportunityHasQuote(DomainError):
    field = "reassign"
    message = _(
        "Opportunity %(number)s has %(document)s. Choose Take It From the Other Quote "
        "to have it here instead."
    )


class QuoteOfAnotherOpportunity(DomainError):
    field = "quote"
    message = _(
        "%(document)s is of opportunity %(number)s. Let that one go first, or choose "
        "another quote."
    )


class NoQuoteToChoose(DomainError):
    field = "quote"
    message = _(
        "There is no quote for %(contact)s that is of no opportunity. Make one here "
        "instead."
    )


class OrderKeepsItsOpportunity(DomainError):
    field = "opportunity"
    message = _(
        "%(document)s is an order: it is of the opportunity that it was made for, or "
        "of none."
    )


def may_change_opportunity(document: SalesDocument) -> tuple[DomainError, ...]:
    """Whether another choice is possible at all: an order only lets go (ON-1, ON-4)."""
    status = DocumentStatus(document.status)
    if status in ENDED:
        return (DocumentEnded(document=document.number, status=status.label),)
    if document.type == DocumentType.ORDER and document.opportunity_id is None:
        return (OrderKeepsItsOpportunity(document=document.number),)
    return ()


def may_be_in_progress(opportunity: Opportunity) -> tuple[DomainError, ...]:
    """Nothing is offered for one that is closed, or has not started (ON-1)."""
    status = Status(opportunity.status)
    if status is Status.IN_PROGRESS:
        return ()
    return (OpportunityNotInProgress(number=opportunity.number, status=status.label),)


def may_change_quote(
    opportunity: Opportunity, *, others: bool
) -> tuple[DomainError, ...]:
    """Whether one of others can be chosen, or the one it has let go (ON-5)."""
    if opportunity.sales_document_number:
        return ()
    if refusals := may_be_in_progress(opportunity):
        return refusals
    return () if others else (NoQuoteToChoose(contact=opportunity.contact_name),)


def may_be_assigned(
    document: SalesDocument,
    opportunity: Opportunity,
    other: SalesDocument | None,
    *,
    of: Contact | None,
    reassign: bool,
) -> tuple[DomainError, ...]:
    """One of the same contact, in progress, that no other quote keeps (ON-1, ON-3)."""
    if document.type == DocumentType.ORDER:
        return (OrderKeepsItsOpportunity(document=document.number),)
    number = opportunity.number
    found = list(may_be_in_progress(opportunity))
    if of is None or opportunity.contact_id != of.pk:
        whose = {"contact": opportunity.contact_name, "document": document.number}
        found.append(OpportunityOfAnotherContact(number=number, **whose))
    if other is not None and not reassign:
        found.append(OpportunityHasQuote(number=number, document=other.number))
    return tuple(found)
