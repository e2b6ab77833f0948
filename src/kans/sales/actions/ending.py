"""Making an order of a quote; completing, canceling and deleting (QUO-5, QUO-6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.customers.actions import create_as_customer
from kans.customers.rules.selling import may_be_sold_to
from kans.foundation.acting.clock import minor_unit
from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.notes.actions.belongings import delete_belongings_of, move_belongings
from kans.opportunities.actions import close_opportunity
from kans.opportunities.actions.buying import lock_buyers
from kans.opportunities.rules.closing import Closing, Outcome, Status, may_bring_in
from kans.opportunities.rules.documents import DocumentType
from kans.sales.actions.held import free, held, settle, status_of
from kans.sales.actions.quoting import next_number
from kans.sales.actions.versions import save_version
from kans.sales.models import SalesDocument
from kans.sales.models.header import HEADER
from kans.sales.models.versions import VersionReason
from kans.sales.rules.quoting import (
    has_the_order,
    must_be_lost_first,
    must_be_won_first,
)
from kans.sales.rules.statuses import (
    DocumentNeedsCustomer,
    DocumentStatus,
    OnlyForQuotes,
    may_be_canceled,
    may_be_completed,
)
from kans.trade.rules.items import ItemBlocked

if TYPE_CHECKING:
    from datetime import date

    from kans.customers.models import CustomerTemplate
    from kans.foundation.errors import DomainError
    from kans.opportunities.models import CloseOpportunityCode


@action(permission="sales.make_order", caption=_("Make Order"))
def make_order(
    quote: SalesDocument,
    *,
    code: CloseOpportunityCode | None = None,
    on: date | None = None,
    as_customer: bool = False,
    template: CustomerTemplate | None = None,
    version: int | None = None,
) -> SalesDocument:
    """Make an order of a quote, and win its opportunity for that reason (QUO-5).

    A contact that is no customer yet becomes one first, if so asked (ORD-2). The quote
    is kept as a version and gone from the quotes; the opportunity points to the order,
    unless it was lost (ORD-9). All of it happens, or nothing.
    """
    _hold_buyers(quote)
    quote = held(quote, version)
    refuse_if_any(may_make_order(quote, as_customer=as_customer))
    if quote.customer is None:
        quote = _for_a_customer(quote, template)
    opportunity = quote.opportunity
    if opportunity and must_be_won_first(status_of(quote)):
        close_opportunity(opportunity, Outcome.WON, code, on=on)
        quote = held(quote)
        opportunity = quote.opportunity
    if opportunity and not has_the_order(Status(opportunity.status)):
        opportunity = None

    save_version(quote, VersionReason.ORDERED)
    order = _order_of(quote)
    lines = [line.copied() for line in quote.lines_in_order]
    free(quote)
    move_belongings(quote, order)
    quote.forget()
    order.opportunity = opportunity
    order.place(lines)
    settle(order)
    return order


@action(permission="sales.complete_order", caption=_("Complete"))
def complete_order(
    order: SalesDocument, *, version: int | None = None
) -> SalesDocument:
    """Say that what was ordered is delivered; invoicing is done elsewhere."""
    order = held(order, version)
    refuse_if_any(may_complete(order))

    order.status = DocumentStatus.COMPLETED
    order.save()
    return order


@action(permission="sales.cancel_order", caption=_("Cancel Order"))
def cancel_order(
    order: SalesDocument,
    *,
    code: CloseOpportunityCode | None = None,
    on: date | None = None,
    version: int | None = None,
) -> SalesDocument:
    """Say that an order will not be delivered; a won opportunity is lost (QUO-6)."""
    order = held(order, version)
    refuse_if_any((*may_cancel(order), *may_lose(order, code, on)))

    _lose(order, code, on)
    order.opportunity = None
    order.status = DocumentStatus.CANCELED
    order.save()
    return order


@action(permission="sales.delete_document", caption=_("Delete"))
def delete_document(
    document: SalesDocument,
    *,
    code: CloseOpportunityCode | None = None,
    on: date | None = None,
    version: int | None = None,
) -> None:
    """Delete a quote or order, kept as a version; its opportunity is free (DOC-1).

    That of a quote stays as it is; one that was won by an order is lost (QUO-6).
    """
    document = held(document, version)
    refuse_if_any(may_lose(document, code, on))

    save_version(document, VersionReason.DELETED)
    _lose(document, code, on)
    delete_belongings_of(document)
    document.forget()


def may_make_order(
    quote: SalesDocument, *, as_customer: bool = False
) -> tuple[DomainError, ...]:
    """What stands in the way, but for how its opportunity is closed (ORD-2, ORD-3)."""
    if not quote.is_quote:
        return (OnlyForQuotes(document=quote.number),)
    if quote.customer is None and not (as_customer and quote.contact):
        return (DocumentNeedsCustomer(document=quote.number),)
    refusals = list(may_be_sold_to(quote.customer) if quote.customer else ())
    if quote.salesperson and quote.salesperson.privacy_blocked:
        refusals += quote.salesperson.may_be_chosen()
    blocked = {
        ln.item.number for ln in quote.lines_with_items if ln.item and ln.item.blocked
    }
    refusals += [ItemBlocked(number=number) for number in sorted(blocked)]
    if must_be_won_first(status_of(quote)):
        refusals += may_bring_in(quote.value, quote=quote.number)
    return tuple(refusals)


def may_complete(order: SalesDocument) -> tuple[DomainError, ...]:
    kind, status = DocumentType(order.type), DocumentStatus(order.status)
    return may_be_completed(order.number, kind, status)


def may_cancel(order: SalesDocument) -> tuple[DomainError, ...]:
    kind, status = DocumentType(order.type), DocumentStatus(order.status)
    return may_be_canceled(order.number, kind, status)


def is_won_by(document: SalesDocument) -> bool:
    """Whether deleting or canceling it means that an opportunity is lost (DOC-3)."""
    return not document.is_quote and must_be_lost_first(status_of(document))


def may_lose(
    document: SalesDocument, code: CloseOpportunityCode | None, on: date | None
) -> tuple[DomainError, ...]:
    """What stands in the way of losing the opportunity that an order won (DOC-4)."""
    opportunity = document.opportunity
    if opportunity is None or not is_won_by(document):
        return ()
    return Closing(Outcome.LOST, code, on).refusals(opportunity.changed_on)


def _lose(
    document: SalesDocument, code: CloseOpportunityCode | None, on: date | None
) -> None:
    """Free the opportunity; one that was won by the order is lost now (DOC-4)."""
    opportunity = document.opportunity
    if opportunity is None:
        return
    opportunity.free_document()
    if is_won_by(document):
        closing = Closing(Outcome.LOST, code, on)
        opportunity.close(closing, minor_unit=minor_unit())
    opportunity.write_history()


def _hold_buyers(quote: SalesDocument) -> None:
    """Hold who is to be a customer, before the quote and its opportunity."""
    related = ("contact__company_contact", "opportunity__contact__company_contact")
    rows = SalesDocument.objects.filter(pk=quote.pk).select_related(*related)
    for known in rows:
        of_whom = known.opportunity.contact if known.opportunity else None
        lock_buyers(known.contact, of_whom)


def _for_a_customer(
    quote: SalesDocument, template: CustomerTemplate | None
) -> SalesDocument:
    """Make its contact a customer, from the template chosen or from its own."""
    contact = quote.contact
    assert contact is not None
    chosen = template or quote.customer_template
    customer = create_as_customer(contact, template=chosen)
    quote = held(quote)
    quote.customer, quote.customer_template = customer, None
    return quote


def _order_of(quote: SalesDocument) -> SalesDocument:
    """The header of the order: all of the quote's, with its own number (ORD-7)."""
    header = {name: getattr(quote, name) for name in HEADER}
    header |= {"valid_until": None, "sent_at": None}
    return SalesDocument(
        type=DocumentType.ORDER,
        number=next_number(DocumentType.ORDER),
        quote_number=quote.number,
        contact=quote.contact,
        customer=quote.customer,
        **header,
    )
