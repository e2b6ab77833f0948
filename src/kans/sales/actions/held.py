"""Holding a document while it changes, and writing it with what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from django.db.models import Q

from kans.foundation.actions.action import OvertakenByAnother
from kans.foundation.errors import refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged
from kans.foundation.records.records import RecordGone
from kans.opportunities.models import Opportunity
from kans.opportunities.rules.closing import Status
from kans.opportunities.rules.documents import DocumentType
from kans.sales.models import SalesDocument
from kans.sales.rules.amounts import may_come_to

if TYPE_CHECKING:
    from uuid import UUID

R = TypeVar("R", SalesDocument, Opportunity)


class ToAssign(NamedTuple):
    """A document, the opportunity it is to have, and the document that has it now."""

    document: SalesDocument
    opportunity: Opportunity | None
    other: SalesDocument | None


def held(document: SalesDocument, version: int | None = None) -> SalesDocument:
    """The document as it is now, held together with its opportunity.

    The opportunity comes first, as where somebody moves or closes it, so that two
    never wait for each other.
    """
    opportunities = held_opportunities(document)
    document = SalesDocument.objects.locked(document)
    must_be_unchanged(document, version)
    _be_of(document, opportunities)
    return document


def held_to_assign(
    document: SalesDocument, opportunity: Opportunity | None, version: int | None = None
) -> ToAssign:
    """A document with the opportunity it is to have, and who has that: all held.

    Both opportunities come before both documents, each in the order of its key.
    """
    opportunities = held_opportunities(document, opportunity)
    wanted = Q(pk=document.pk)
    if opportunity is not None:
        opportunity = _there(opportunities, opportunity)
        wanted |= Q(opportunity=opportunity)
    rows = SalesDocument.objects.select_for_update().filter(wanted).order_by("pk")
    documents = {one.pk: one for one in rows}
    if not document.is_new:
        document = _there(documents, document)
    must_be_unchanged(document, version)
    for one in documents.values():
        _be_of(one, opportunities)
    others = (one for one in documents.values() if one != document)
    return ToAssign(document, opportunity, next(others, None))


def held_opportunities(
    document: SalesDocument, other: Opportunity | None = None
) -> dict[UUID, Opportunity]:
    """The opportunity that a document is of now, and another one: held."""
    rows = SalesDocument.objects.filter(pk=document.pk)
    wanted = set(rows.values_list("opportunity", flat=True)) - {None}
    if other is not None:
        wanted.add(other.pk)
    held = Opportunity.objects.select_for_update().filter(pk__in=wanted)
    return {one.pk: one for one in held.order_by("pk")} if wanted else {}


def _there(held: dict[UUID, R], record: R) -> R:
    if record.pk not in held:
        raise RecordGone
    return held[record.pk]


def _be_of(document: SalesDocument, held: dict[UUID, Opportunity]) -> None:
    """Know the opportunity as it is held, if nobody gave another one meanwhile."""
    if document.opportunity_id is None:
        return
    if document.opportunity_id not in held:
        raise OvertakenByAnother
    document.opportunity = held[document.opportunity_id]


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
            *totals.may_be_kept(),
        )
    )
    # What is larger than can be kept may be too large to reckon with, too.
    refuse_if_any(may_come_to(document.in_local_currency(totals.amount)))
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
