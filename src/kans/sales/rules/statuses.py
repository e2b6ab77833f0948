"""Where a document is in its life, and what may be done with it there (5.8, QUO-6)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kans.foundation.errors import DomainError
from kans.opportunities.rules.documents import DocumentType


class DocumentStatus(TextChoices):
    OPEN = "Open", pgettext_lazy("document", "Open")
    RELEASED = "Released", _("Released")
    COMPLETED = "Completed", pgettext_lazy("document", "Completed")
    CANCELED = "Canceled", _("Canceled")


ENDED = (DocumentStatus.COMPLETED, DocumentStatus.CANCELED)


class DocumentNotOpen(DomainError):
    message = _(
        "%(document)s is %(status)s, so it is not changed. Reopen it to change it."
    )
    cure = "reopen_document"


class DocumentEnded(DomainError):
    message = _("%(document)s is %(status)s, so nothing is done with it any more.")


class DocumentNotReleased(DomainError):
    message = _("%(document)s is not released, so there is nothing to reopen.")


class DocumentNeedsCustomer(DomainError):
    message = _(
        "%(document)s has no customer. Create the contact as a customer, or choose a "
        "customer, first."
    )


class DocumentWithoutLines(DomainError):
    message = _(
        "%(document)s has no line with an item and a quantity. Add what is sold first."
    )


class OnlyForOrders(DomainError):
    message = _("%(document)s is a quote. Make an order of it first.")


class OnlyForQuotes(DomainError):
    message = _("%(document)s is an order already.")


def may_be_changed(document: str, status: DocumentStatus) -> tuple[DomainError, ...]:
    """Header and lines change while the document is open (SQ-8)."""
    match status:
        case DocumentStatus.OPEN:
            return ()
        case DocumentStatus.RELEASED:
            return (DocumentNotOpen(document=document, status=status.label),)
        case DocumentStatus.COMPLETED | DocumentStatus.CANCELED:
            return (DocumentEnded(document=document, status=status.label),)


def may_be_released(
    document: str, status: DocumentStatus, *, has_customer: bool, has_lines: bool
) -> tuple[DomainError, ...]:
    """Who buys must be known, and what (RLS-1)."""
    if refusals := may_be_changed(document, status):
        return refusals
    found: list[DomainError] = []
    if not has_customer:
        found.append(DocumentNeedsCustomer(document=document))
    if not has_lines:
        found.append(DocumentWithoutLines(document=document))
    return tuple(found)


def may_be_reopened(document: str, status: DocumentStatus) -> tuple[DomainError, ...]:
    """Only what is released is opened again (RLS-2)."""
    if status is DocumentStatus.RELEASED:
        return ()
    if status is DocumentStatus.OPEN:
        return (DocumentNotReleased(document=document),)
    return (DocumentEnded(document=document, status=status.label),)


def may_be_completed(
    document: str, kind: DocumentType, status: DocumentStatus
) -> tuple[DomainError, ...]:
    """An order that is released is completed."""
    if kind is DocumentType.QUOTE:
        return (OnlyForOrders(document=document),)
    if status in ENDED:
        return (DocumentEnded(document=document, status=status.label),)
    if status is DocumentStatus.OPEN:
        return (OrderNotReleased(document=document),)
    return ()


def may_be_canceled(
    document: str, kind: DocumentType, status: DocumentStatus
) -> tuple[DomainError, ...]:
    """An order that has not ended is canceled (QUO-6)."""
    if kind is DocumentType.QUOTE:
        return (OnlyForOrders(document=document),)
    if status in ENDED:
        return (DocumentEnded(document=document, status=status.label),)
    return ()


class OrderNotReleased(DomainError):
    message = _("%(document)s is not released yet. Release it first.")
    cure = "release_document"
