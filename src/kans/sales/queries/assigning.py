"""Which opportunities a document may be of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from kans.opportunities.models import Opportunity
from kans.opportunities.rules.closing import Status
from kans.opportunities.rules.documents import DocumentType
from kans.sales.models import SalesDocument

if TYPE_CHECKING:
    from kans.sales.models import DocumentVersion


def choices_for(document: SalesDocument) -> Any:
    """Those of its contact in progress, and the one that it has (ON-1)."""
    meant = Q(pk=document.opportunity_id)
    if document.is_quote and document.contact_id:
        meant |= Q(contact=document.contact_id, status=Status.IN_PROGRESS)
    return Opportunity.objects.filter(meant)


def quotes_for(opportunity: Opportunity) -> Any:
    """Those of its contact that no opportunity has, and the one that it has (ON-5)."""
    free = Q(type=DocumentType.QUOTE, contact=opportunity.contact_id, opportunity=None)
    meant = Q(opportunity=opportunity)
    if opportunity.contact_id and opportunity.status == Status.IN_PROGRESS:
        meant |= free
    return SalesDocument.objects.filter(meant).select_related("currency")


def has_quotes_to_choose(opportunity: Opportunity) -> bool:
    """Whether there are any; asked only where it matters."""
    if opportunity.sales_document_number or opportunity.status != Status.IN_PROGRESS:
        return False
    return bool(quotes_for(opportunity).exists())


def some_are_taken(document: SalesDocument) -> bool:
    """Whether another quote has one of them."""
    taken = choices_for(document).exclude(sales_document_number="")
    return bool(taken.exclude(pk=document.opportunity_id).exists())


def another_with(version: DocumentVersion) -> SalesDocument | None:
    """Another document that has the opportunity that a version names."""
    if not version.opportunity_number:
        return None
    others = SalesDocument.objects.exclude(number=version.number)
    found: SalesDocument | None = others.filter(
        opportunity__number=version.opportunity_number
    ).first()
    return found
