"""What can be done to many quotes or orders at once, from their lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.lists.bulk import Bulk, BulkVerb, offer_in_bulk
from kans.opportunities.queries.many import with_standing
from kans.sales.actions import delete_document, release_document
from kans.sales.actions.editing import may_release
from kans.sales.actions.ending import may_lose
from kans.sales.models import SalesDocument
from kans.web.forms import ConfirmForm

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from kans.lists.bulk.declared import Refusals


def to_be_judged(ids: Sequence[UUID]) -> list[SalesDocument]:
    """These documents with lines and opportunities; of many in as many queries."""
    found = SalesDocument.objects.filter(pk__in=ids).prefetch_related("lines")
    documents = list(found.order_by("pk"))
    standing = with_standing([d.opportunity_id for d in documents if d.opportunity_id])
    known = {opportunity.pk: opportunity for opportunity in standing}
    for document in documents:
        document.lines_in_order = list(document.lines.all())
        if document.opportunity_id:
            document.opportunity = known[document.opportunity_id]
    return documents


def judge_releasing(documents: Iterable[SalesDocument]) -> Iterable[Refusals]:
    return (may_release(each) for each in documents)


def judge_deleting(documents: Iterable[SalesDocument]) -> Iterable[Refusals]:
    return (may_lose(each, None, None) for each in documents)


RELEASE = BulkVerb(
    name="release",
    action="release_document",
    caption=_("Release"),
    form=ConfirmForm,
    judge=judge_releasing,
    act=release_document,
    effect=_("Each stays as it is until it is reopened."),
    icon="lock",
)
DELETE = BulkVerb(
    name="delete",
    action="delete_document",
    caption=_("Delete"),
    form=ConfirmForm,
    judge=judge_deleting,
    act=delete_document,
    effect=_("Each goes, with its lines; a version of it is kept."),
    icon="trash",
    danger=True,
)
MANY_QUOTES, MANY_ORDERS = (
    offer_in_bulk(
        Bulk(
            name=name,
            model=SalesDocument,
            read=to_be_judged,
            amount="value",
            verbs=(RELEASE, DELETE),
        )
    )
    for name in ("quotes", "orders")
)
