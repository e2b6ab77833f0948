"""Keeping what a document is at a moment (DOC-1)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.clock import now
from kans.foundation.actions.action import action
from kans.foundation.journal.journal import as_json
from kans.sales.actions.held import held
from kans.sales.models import DocumentVersion
from kans.sales.models.header import HEADER
from kans.sales.models.versions import VersionReason

if TYPE_CHECKING:
    from kans.sales.models import SalesDocument, SalesLine

TOLD_OF_A_LINE = (
    *("item", "description", "quantity", "unit", "unit_price", "discount_percent"),
    *("line_amount", "vat_percent"),
)
TOLD = (
    *("status", "contact", "customer", "customer_template", *HEADER),
    *("amount", "amount_including_vat", "value"),
)


@action(permission="sales.edit_document", caption=_("Keep Version"))
def keep_version(document: SalesDocument) -> DocumentVersion:
    """Keep what the document is now as its next version."""
    return save_version(held(document), VersionReason.BY_HAND)


def save_version(document: SalesDocument, why: VersionReason) -> DocumentVersion:
    """Keep the next version of a document; versions count from 1."""
    before = DocumentVersion.kept_of(document.type, document.number)
    last = before.aggregate(last=Max("document_version"))["last"] or 0
    opportunity = document.opportunity
    version = DocumentVersion(
        type=document.type,
        number=document.number,
        document_version=last + 1,
        kept_at=now(),
        why=why,
        name=document.name,
        opportunity_number=opportunity.number if opportunity else "",
        currency_code=document.currency_code,
        amount=document.amount,
        content=content_of(document),
    )
    version.save()
    return version


def is_as_kept(document: SalesDocument, version: DocumentVersion) -> bool:
    """Whether the document still is what a version of it says."""
    opportunity = document.opportunity.number if document.opportunity else ""
    same = version.opportunity_number == opportunity
    return bool(same and version.content == content_of(document))


def content_of(document: SalesDocument) -> dict[str, Any]:
    """Header and lines as one reads them: codes and numbers, not keys."""
    return {
        "header": _told(document, TOLD),
        "lines": [_told(line, TOLD_OF_A_LINE) for line in document.lines_with_items],
    }


def _told(record: SalesDocument | SalesLine, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(getattr(record, name)) for name in names}


def _plain(value: Any) -> Any:
    """A value as JSON; of a record its number or code."""
    for handle in ("number", "code"):
        if hasattr(value, handle):
            return getattr(value, handle)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return as_json(value)
