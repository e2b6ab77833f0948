"""Making a quote again what a version of it says (ON-6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.customers.queries import customer_of
from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged
from kans.opportunities.rules.documents import DocumentType
from kans.sales.actions.assigning import take_opportunity
from kans.sales.actions.editing import sync_opportunity_contact
from kans.sales.actions.held import ToAssign, held_to_assign, settle
from kans.sales.actions.lines import may_be_edited
from kans.sales.actions.versions import save_version
from kans.sales.models import DocumentVersion, SalesDocument, SalesLine
from kans.sales.models.versions import VersionReason
from kans.sales.queries.told import told_by
from kans.sales.rules.assigning import may_be_assigned, may_be_in_progress
from kans.sales.rules.header import may_be_contact
from kans.sales.rules.restoring import blocked, may_come_back
from kans.sales.rules.statuses import OnlyForQuotes

if TYPE_CHECKING:
    from kans.foundation.errors import DomainError
    from kans.sales.queries.told import Told


@action(permission="sales.edit_document", caption=_("Restore Version"))
def restore_version(
    version: DocumentVersion, *, as_shown: int | None = None, reassign: bool = False
) -> SalesDocument:
    """Make the quote what the version says; what it is now is kept as one first.

    A quote that was deleted comes back under its number. Its opportunity is linked
    again; from another quote it is taken back only with `reassign`.
    """
    told = _told_now(version)
    held = held_to_assign(quote_of(version), told.opportunity)
    if not held.document.is_new:
        must_be_unchanged(held.document, as_shown)
    refuse_if_any(_judged(version, told, held, reassign=reassign))

    quote = held.document
    if not quote.is_new:
        save_version(quote, VersionReason.RESTORED)
    _become(quote, told)
    take_opportunity(held)
    settle(quote)
    sync_opportunity_contact(quote)
    return quote


def may_restore(version: DocumentVersion) -> tuple[DomainError, ...]:
    """What stands in the way, but for another quote that has the opportunity."""
    told = _told_now(version)
    seen = ToAssign(quote_of(version), told.opportunity, None)
    return _judged(version, told, seen, reassign=True)


def quote_of(version: DocumentVersion) -> SalesDocument:
    """The document that has the number now; a new quote where none has it."""
    found = SalesDocument.objects.filter(number=version.number).first()
    return found or SalesDocument(type=DocumentType.QUOTE, number=version.number)


def _told_now(version: DocumentVersion) -> Told:
    """What a version says; who became a customer since is one in it too (C2C-9)."""
    told = told_by(version)
    contact = told.header["contact"]
    customer = customer_of(contact) if contact else None
    if customer is not None and told.header["customer"] is None:
        told.header |= {"customer": customer, "customer_template": None}
    return told


def _judged(
    version: DocumentVersion, told: Told, held: ToAssign, *, reassign: bool
) -> tuple[DomainError, ...]:
    quote = held.document
    if version.type != DocumentType.QUOTE or not quote.is_quote:
        return (OnlyForQuotes(document=version.number),)
    if quote.is_new:
        before = DocumentVersion.kept_of(version.type, version.number)
        was_ordered = before.filter(why=VersionReason.ORDERED).exists()
        there = may_come_back(version.number, was_ordered=was_ordered)
    else:
        there = may_be_edited(quote)
    if refusals := (*there, *told.gone):
        return refusals
    barred = blocked(told.header, (line["item"] for line in told.lines))
    linking = _may_link(told, held, reassign=reassign)
    return tuple(dict.fromkeys((*barred, *_may_be_for(told, quote), *linking)))


def _may_be_for(told: Told, quote: SalesDocument) -> tuple[DomainError, ...]:
    """The contact still is of the customer, if anybody is (SQ-14).

    What the quote is now, it may become again.
    """
    contact, customer = told.header["contact"], told.header["customer"]
    if contact is None or (contact, customer) == (quote.contact, quote.customer):
        return ()
    linked = customer if customer and customer.contact_id else None
    return may_be_contact(
        contact,
        opportunity="",
        company=None,
        customer=linked,
        related=customer_of(contact),
    )


def _may_link(told: Told, held: ToAssign, *, reassign: bool) -> tuple[DomainError, ...]:
    """By ON-1 to ON-3; the opportunity that it has follows its contact (SQ-16)."""
    opportunity, contact = held.opportunity, told.header["contact"]
    if opportunity is None:
        return ()
    if opportunity != held.document.opportunity:
        return may_be_assigned(
            held.document, opportunity, held.other, of=contact, reassign=reassign
        )
    return (
        *may_be_in_progress(opportunity),
        *may_be_contact(
            contact,
            opportunity=opportunity.number,
            company=opportunity.contact_company,
            customer=None,
            related=None,
        ),
    )


def _become(quote: SalesDocument, told: Told) -> None:
    """Take header and lines. When it was sent stays: a message is not unsent."""
    sent_at = quote.sent_at
    for name, value in told.header.items():
        setattr(quote, name, value)
    quote.sent_at = sent_at or quote.sent_at
    if not quote.is_new:
        quote.lines.all().delete()
    quote.place([_line(values) for values in told.lines])


def _line(values: dict[str, object]) -> SalesLine:
    """A line at the VAT of then; which group the item is of is asked now."""
    line = SalesLine(**values)
    line.vat_group_id = line.item.vat_group_id if line.item else None
    return line
