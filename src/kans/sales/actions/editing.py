"""Editing the header of a document, releasing and opening it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from kans.contacts.rules import communication, places
from kans.customers.queries import customer_of
from kans.customers.rules.selling import may_be_sold_to
from kans.foundation.acting.clock import work_date
from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.foundation.text.amounts import PRICE_DECIMALS
from kans.sales.actions.held import held, settle
from kans.sales.actions.lines import may_be_edited
from kans.sales.actions.terms import (
    rates_of,
    take_contact,
    take_customer,
    take_dates,
    take_due_date,
    take_exchange_rate,
    tax,
)
from kans.sales.rules import header as rules
from kans.sales.rules.amounts import ZERO
from kans.sales.rules.lines import may_be_priced
from kans.sales.rules.statuses import (
    DocumentStatus,
    may_be_released,
    may_be_reopened,
)
from kans.trade.rules.prices import rounded

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from decimal import Decimal

    from kans.contacts.models import Contact
    from kans.customers.models import Customer
    from kans.foundation.errors import DomainError
    from kans.sales.actions.changes import DocumentChanges
    from kans.sales.models import SalesDocument, SalesLine
    from kans.trade.models import Currency, VatCustomerGroup


@action(permission="sales.edit_document", caption=_("Edit Document"))
def edit_document(
    document: SalesDocument,
    *,
    version: int | None = None,
    **changes: Unpack[DocumentChanges],
) -> SalesDocument:
    """Change what is given and differs; prices and amounts follow (SQ-5 to SQ-16)."""
    document = held(document, version)
    differing = differing_from(document, dict(changes))
    refuse_if_any((*may_change(document, differing), *may_take(document, differing)))

    _take(document, differing)
    settle(document)
    if "contact" in differing and document.opportunity:
        sync_opportunity_contact(document)
    return document


@action(permission="sales.release_document", caption=_("Release"))
def release_document(
    document: SalesDocument, *, version: int | None = None
) -> SalesDocument:
    """Say that it is ready: it no longer changes by itself (RLS-1)."""
    document = held(document, version)
    refuse_if_any(may_release(document))

    document.status = DocumentStatus.RELEASED
    document.save()
    return document


@action(permission="sales.release_document", caption=_("Reopen"))
def reopen_document(
    document: SalesDocument, *, version: int | None = None
) -> SalesDocument:
    """Let a released document be changed again (RLS-2)."""
    document = held(document, version)
    refuse_if_any(may_reopen(document))

    document.status = DocumentStatus.OPEN
    document.save()
    return document


def may_change(
    document: SalesDocument, changes: dict[str, Any]
) -> tuple[DomainError, ...]:
    """Whether the header may change now; customers agree to what was released."""
    is_released = document.status == DocumentStatus.RELEASED
    if is_released and set(changes) <= {"accepted"}:
        return ()
    return may_be_edited(document)


def may_release(document: SalesDocument) -> tuple[DomainError, ...]:
    return may_be_released(
        document.number,
        DocumentStatus(document.status),
        has_customer=document.customer_id is not None,
        has_lines=any(line.is_sold for line in document.lines_in_order),
    )


def may_reopen(document: SalesDocument) -> tuple[DomainError, ...]:
    return may_be_reopened(document.number, DocumentStatus(document.status))


def differing_from(document: SalesDocument, changes: dict[str, Any]) -> dict[str, Any]:
    """Those of the changes that are not so already."""
    return {n: v for n, v in changes.items() if getattr(document, n) != v}


def may_take(
    document: SalesDocument, changes: dict[str, Any]
) -> tuple[DomainError, ...]:
    """What stands in the way of these changes, all together."""
    refusals: list[DomainError] = list(rules.may_be_header(changes))
    day = changes.get("document_date", document.document_date)
    refusals += rules.may_follow(changes, day, is_order=not document.is_quote)
    if "valid_until" in changes:
        refusals += rules.may_be_valid_until(changes["valid_until"], day)
    refusals += _may_be_reached(document, changes)
    if "contact" in changes:
        refusals += _may_take_contact(document, changes["contact"])
    if "customer" in changes:
        refusals += _may_take_customer(document, changes)
    if salesperson := changes.get("salesperson"):
        refusals += salesperson.may_be_chosen()
    return tuple(refusals)


def _may_be_reached(
    document: SalesDocument, changes: dict[str, Any]
) -> tuple[DomainError, ...]:
    """What is typed of the customer is written as on the card of one."""
    country = changes.get("country", document.country)
    return (
        *places.may_be_country(changes.get("country", "")),
        *communication.may_be_phone(changes.get("phone", "")),
        *communication.may_be_emails(changes.get("email", "")),
        *places.may_be_vat_number(changes.get("vat_number", ""), country),
    )


def _may_take_contact(
    document: SalesDocument, contact: Contact | None
) -> tuple[DomainError, ...]:
    """Of an opportunity only a contact of the same company (SQ-16).

    As long as the document has no customer, a contact brings its own (SQ-10).
    """
    opportunity = document.opportunity
    related = customer_of(contact) if contact else None
    refusals = rules.may_be_contact(
        contact,
        opportunity=opportunity.number if opportunity else "",
        company=opportunity.contact_company if opportunity else None,
        customer=document.customer,
        related=related,
    )
    if refusals or related is None or document.customer:
        return refusals
    return may_be_sold_to(related, at="contact")


def _may_take_customer(
    document: SalesDocument, changes: dict[str, Any]
) -> tuple[DomainError, ...]:
    """The customer that the contact is, and not another once it is set (SQ-5 to 7)."""
    customer: Customer | None = changes["customer"]
    contact = changes.get("contact", document.contact)
    related = customer_of(contact) if contact else None
    refusals = rules.may_be_customer(
        customer,
        before=document.customer,
        related=related,
        contact=contact.name if contact else "",
        opportunity=document.opportunity.number if document.opportunity else "",
        is_order=not document.is_quote,
    )
    return refusals or (may_be_sold_to(customer) if customer else ())


def _take(document: SalesDocument, changes: dict[str, Any]) -> None:
    """Take over changes that were judged, in the order in which one follows another."""
    typed, changes = changes, dict(changes)
    before, terms = _Priced.of(document), document.payment_terms
    if contact := changes.pop("contact", None):
        take_contact(document, contact)
    if customer := changes.pop("customer", None):
        take_customer(document, customer)
    _take_discount(document, changes)
    for name, value in changes.items():
        setattr(document, name, value)
    if "accepted" in changes:
        document.accepted_date = work_date() if document.accepted else None
    if "document_date" in changes:
        take_dates(document)
        if "valid_until" in changes:
            document.valid_until = changes["valid_until"]
    elif document.payment_terms != terms:
        take_due_date(document, _cause(typed, "payment_terms"))
    _reprice(document, before, typed)


def _cause(typed: Collection[str], nearest: str) -> str:
    """The field that what is refused follows from: itself, or what brought it."""
    causes = (nearest, "customer", "contact", "document_date")
    return next(name for name in causes if name in typed)


def _take_discount(document: SalesDocument, changes: dict[str, Any]) -> None:
    """A percentage or an amount: what is typed last is what is meant (AMT-9)."""
    if "discount_amount" in changes and "discount_percent" not in changes:
        document.discount_percent = None
    elif changes.get("discount_percent", ...) is None:
        changes.setdefault("discount_amount", ZERO)
    if changes.get("discount_amount", ...) is None:
        changes["discount_amount"] = ZERO


@dataclass(frozen=True)
class _Priced:
    """On which terms the lines of a document were priced, and what they came to."""

    currency: Currency | None
    day: date
    rate: Decimal
    vat_group: VatCustomerGroup | None
    includes_vat: bool
    line_total: Decimal

    @classmethod
    def of(cls, document: SalesDocument) -> _Priced:
        return cls(
            document.currency,
            document.document_date,
            document.exchange_rate,
            document.vat_group,
            document.prices_include_vat,
            document.line_total,
        )


def _reprice(document: SalesDocument, before: _Priced, typed: Collection[str]) -> None:
    """Have the lines follow currency and VAT: what they are worth stays (AMT-12).

    What was offered changes by nothing else: not by an edited telephone number when
    the rates are others by now.
    """
    if (document.currency, document.document_date) != (before.currency, before.day):
        take_exchange_rate(document, _cause(typed, "currency"))
    for line in document.lines_in_order:
        line.document = document
        _convert(line, before)
    if document.vat_group != before.vat_group:
        _tax_anew(document, _cause(typed, "vat_group"))
    keeps_share = "discount_amount" not in typed and document.discount_percent is None
    if keeps_share and before.line_total:
        total = document.reckoned().line_total
        document.discount_amount *= total / before.line_total
    document.discount_amount = rounded(document.discount_amount, document.minor_unit)


def _tax_anew(document: SalesDocument, at: str) -> None:
    """Have all lines take the VAT that the customers of now pay."""
    rates = rates_of(document)
    prefetch_related_objects(document.lines_in_order, "vat_group")
    for line in document.lines_in_order:
        tax(line, rates, at)


def _convert(line: SalesLine, before: _Priced) -> None:
    """Give a line the price that is worth the same on the terms of now."""
    document, factor = line.document, 1 + line.vat_percent / 100
    price = line.unit_price
    if document.exchange_rate != before.rate:
        price *= before.rate / document.exchange_rate
    if document.prices_include_vat != before.includes_vat:
        price = price * factor if document.prices_include_vat else price / factor
    if price == line.unit_price:
        return
    line.unit_price = rounded(price, PRICE_DECIMALS)
    refuse_if_any(may_be_priced(line.unit_price))


def sync_opportunity_contact(document: SalesDocument) -> None:
    """The opportunity is of whom its quote is for (SQ-16)."""
    opportunity = document.opportunity
    if opportunity and document.contact and not opportunity.closed:
        opportunity.assign(document.contact)
        opportunity.save()
        if opportunity.active:
            opportunity.active.follow(opportunity)
