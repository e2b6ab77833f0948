"""Making sales quotes, of an opportunity or for a contact (QUO-1 to QUO-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kans.customers.actions import create_as_customer
from kans.customers.actions.becoming import may_begin_with
from kans.customers.queries import customer_of
from kans.customers.rules.selling import may_be_sold_to
from kans.foundation.acting.clock import work_date
from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.number_series.models import SetupMissing, may_be_typed
from kans.opportunities.actions.buying import lock_buyer
from kans.opportunities.models import Opportunity
from kans.opportunities.rules.closing import ContactGone, Status
from kans.opportunities.rules.documents import DocumentType
from kans.sales.actions.held import settle
from kans.sales.actions.terms import (
    default_salesperson,
    take_contact,
    take_dates,
    take_exchange_rate,
    take_terms,
)
from kans.sales.models import SalesDocument
from kans.sales.rules.quoting import may_be_for, may_be_of
from kans.trade.models import SalesSetup

if TYPE_CHECKING:
    from kans.contacts.models import Contact
    from kans.customers.models import CustomerTemplate
    from kans.foundation.errors import DomainError

SERIES = {DocumentType.QUOTE: "quote_numbers", DocumentType.ORDER: "order_numbers"}


@action(permission="sales.create_quote", caption=_("Create Sales Quote"))
def create_quote(
    contact: Contact | None = None,
    *,
    opportunity: Opportunity | None = None,
    template: CustomerTemplate | None = None,
    as_customer: bool = False,
    number: str = "",
) -> SalesDocument:
    """Make a quote for a company, of an opportunity if there is one (QUO-1 to QUO-4).

    A contact that is no customer yet becomes one from the template, or lends the
    quote the template's terms, or has neither (QUO-3).
    """
    if opportunity is not None:
        if as_customer:
            lock_buyer(opportunity)
        opportunity = Opportunity.objects.locked(opportunity)
        contact = opportunity.contact

    refuse_if_any(
        (
            *may_be_quoted(contact, opportunity),
            *_may_take(contact, template),
            *_numbered(number),
        )
    )
    assert contact is not None

    if as_customer and customer_of(contact) is None:
        create_as_customer(contact, template=template)
    document = SalesDocument(
        type=DocumentType.QUOTE,
        number=number.strip().upper() or next_number(DocumentType.QUOTE),
        document_date=work_date(),
        order_date=work_date(),
        shipment_date=work_date(),
    )
    if opportunity is not None:
        _take_opportunity(document, opportunity)
    take_contact(document, contact)
    if document.customer is None:
        _take_template(document, template)
    document.salesperson = default_salesperson(document)
    take_dates(document)
    take_exchange_rate(document)
    settle(document)
    return document


def may_be_quoted(
    contact: Contact | None, opportunity: Opportunity | None = None
) -> tuple[DomainError, ...]:
    """What stands in the way of a quote for a contact, or of an opportunity."""
    if opportunity is not None:
        status, number = Status(opportunity.status), opportunity.number
        has = opportunity.sales_document_number
        if refusals := may_be_of(status, number, has):
            return refusals
        if not opportunity.has_contact:
            return (ContactGone(number=number),)
    refusals = may_be_for(contact)
    customer = customer_of(contact) if contact and not refusals else None
    return refusals or (may_be_sold_to(customer) if customer else ())


def _may_take(
    contact: Contact | None, template: CustomerTemplate | None
) -> tuple[DomainError, ...]:
    """Whether a template, if one is given, is for the contact (TPL-2)."""
    return may_begin_with(contact, template) if contact and template else ()


def _take_opportunity(document: SalesDocument, opportunity: Opportunity) -> None:
    """Be of an opportunity: its salesperson, to be ordered when it closes (QUO-4)."""
    document.opportunity = opportunity
    document.salesperson = opportunity.salesperson
    document.order_date = opportunity.estimated_close_date
    document.shipment_date = opportunity.estimated_close_date


def _take_template(document: SalesDocument, template: CustomerTemplate | None) -> None:
    """Have the terms of a template, or at least the VAT group of the set-up."""
    document.customer_template = template
    if template is not None:
        take_terms(document, template)
    document.vat_group = document.vat_group or SalesSetup.current().default_vat_group


def next_number(kind: DocumentType) -> str:
    """The next number of a quote or order; its series must be set up (SQ-1)."""
    field = SERIES[kind]
    series = getattr(SalesSetup.current(), field)
    if series is None:
        what: Any = SalesSetup._meta.get_field(field)
        raise SetupMissing(what=what)
    return str(series.next_number(work_date(), taken=SalesDocument.has_number))


def _numbered(number: str) -> tuple[DomainError, ...]:
    """What stands in the way of that number, if one was typed (NS-2)."""
    if not number.strip():
        return ()
    series = SalesSetup.current().quote_numbers
    return may_be_typed(number, series, taken=SalesDocument.has_number)
