"""Holding a document while it changes, and writing it with what follows from it."""

from __future__ import annotations

from kans.foundation.concurrency import must_be_unchanged
from kans.foundation.errors import refuse_if_any
from kans.opportunities.models import Opportunity
from kans.opportunities.rules.closing import Status
from kans.opportunities.rules.documents import DocumentType
from kans.sales.models import SalesDocument


def held(document: SalesDocument, version: int | None = None) -> SalesDocument:
    """The document as it is now, held together with its opportunity.

    The opportunity comes first, as where somebody moves or closes it, so that two
    never wait for each other.
    """
    opportunity = document.opportunity_id and held_opportunity(document)
    document = SalesDocument.objects.locked(document)
    must_be_unchanged(document, version)
    if opportunity:
        document.opportunity = opportunity
    return document


def held_opportunity(document: SalesDocument) -> Opportunity:
    held: Opportunity = Opportunity.objects.locked(document.opportunity)
    return held


def status_of(document: SalesDocument) -> Status | None:
    """Where the opportunity of a document stands, if it is of one."""
    from_there = document.opportunity
    return Status(from_there.status) if from_there else None


def settle(document: SalesDocument) -> None:
    """Write a document with what its lines come to; its opportunity follows."""
    totals = document.reckoned()
    refuse_if_any(
        (
            *document.discount.may_be_taken_off(totals.line_total),
            *totals.may_be_kept(worth=document.in_local_currency(totals.amount)),
        )
    )
    document.come_to(totals)
    document.write()
    assign(document)


def assign(document: SalesDocument) -> None:
    """Have the opportunity of a document know it, and what it comes to (QUO-4)."""
    opportunity = document.opportunity
    if opportunity is None:
        return
    kind = DocumentType(document.type)
    opportunity.take_document(kind, document.number, document.value)
    opportunity.save()
    if opportunity.active:
        opportunity.active.save()


def free(document: SalesDocument) -> None:
    """Let the opportunity of a document go (QUO-6)."""
    opportunity = document.opportunity
    if opportunity is not None:
        opportunity.free_document()
        opportunity.save()
