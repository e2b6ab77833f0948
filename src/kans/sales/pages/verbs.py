"""What can be done with a quote or an order, from its list and its card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.sales.actions.editing import may_release, may_reopen
from kans.sales.actions.ending import may_cancel, may_complete, may_make_order
from kans.sales.rules.assigning import may_change_opportunity
from kans.sales.rules.statuses import DocumentStatus
from kans.web.verbs import Verb

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kans.foundation.errors import DomainError
    from kans.sales.models import SalesDocument

ICONS = {
    "make_order": "shopping-cart",
    "release_document": "lock",
    "reopen_document": "lock-open",
    "complete_order": "check",
    "cancel_order": "x",
    "send_document": "mail",
    "assign_opportunity": "target-arrow",
    "keep_version": "archive",
    "delete_document": "trash",
}
SYNONYMS = {
    "make_order": ("order", "bestellen", "convert"),
    "release_document": ("vrijgeven",),
    "send_document": ("mailen", "versturen", "verzenden", "email"),
    "assign_opportunity": ("koppelen", "link"),
    "keep_version": ("archive", "archiveren"),
}


def verbs_of(document: SalesDocument) -> Iterable[Verb]:
    """Every verb with its verdict; the next sensible one is the primary button."""
    sensible = _sensible(document)
    for name, refusals in _judged(document):
        yield Verb(
            verdict(name, refusals),
            address(f"sales:{name}", number=document.number),
            icon=ICONS[name],
            primary=name == sensible,
            synonyms=SYNONYMS.get(name, ()),
        )


def _judged(document: SalesDocument) -> Iterable[tuple[str, tuple[DomainError, ...]]]:
    if document.is_quote:
        yield "make_order", may_make_order(document, as_customer=True)
    if document.status == DocumentStatus.RELEASED:
        yield "reopen_document", may_reopen(document)
    else:
        yield "release_document", may_release(document)
    if not document.is_quote:
        yield "complete_order", may_complete(document)
        yield "cancel_order", may_cancel(document)
    yield "send_document", ()
    yield "assign_opportunity", may_change_opportunity(document)
    yield "keep_version", ()
    yield "delete_document", ()


def _sensible(document: SalesDocument) -> str:
    if document.is_quote:
        return "make_order"
    released = document.status == DocumentStatus.RELEASED
    return "complete_order" if released else "release_document"
