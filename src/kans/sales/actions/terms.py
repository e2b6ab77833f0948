"""What a document takes over: from customer, contact or template, and from dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kans.customers.queries import customer_of
from kans.foundation.text.date_formulas import DateFormula
from kans.sales.rules.amounts import ZERO
from kans.sales.rules.lines import VatGroupOfDocumentMissing
from kans.team.models import Salesperson
from kans.trade.models import SalesSetup, VatRate
from kans.trade.rules.prices import Pricing, unit_price
from kans.trade.rules.vat import vat_percent

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from django.db.models import QuerySet

    from kans.contacts.models import Contact
    from kans.customers.models import Customer, CustomerTemplate
    from kans.sales.models import SalesDocument, SalesLine
    from kans.trade.models import Item

ADDRESS = (
    *("address", "address_2", "post_code", "city", "county", "country"),
    *("email", "phone", "language", "vat_number"),
)
TERMS = ("payment_terms", "currency", "vat_group", "prices_include_vat")


def take_contact(document: SalesDocument, contact: Contact) -> None:
    """Be for a contact and, if it or its company is one, for that customer (SQ-10)."""
    go_to(document, contact)
    customer = customer_of(contact)
    if customer is not None and document.customer is None:
        take_customer(document, customer)


def go_to(document: SalesDocument, contact: Contact) -> None:
    """Have this contact, and be written to where it is."""
    company = contact.the_company or contact
    document.contact = contact
    document.attention = "" if contact.is_company else contact.name
    document.name = company.name
    _take(document, company, ADDRESS)
    if document.salesperson is None:
        document.salesperson = contact.salesperson


def take_customer(document: SalesDocument, customer: Customer) -> None:
    """Be for a customer, on the customer's terms (SQ-5)."""
    sell_to(document, customer)
    take_terms(document, customer)


def sell_to(document: SalesDocument, customer: Customer) -> None:
    """Be for a customer, and on the terms that the document has."""
    document.customer, document.customer_template = customer, None
    document.name = customer.name
    _take(document, customer, ADDRESS)
    if document.salesperson is None:
        document.salesperson = customer.salesperson


def take_terms(document: SalesDocument, terms: Customer | CustomerTemplate) -> None:
    """Take over payment terms, currency, VAT and discount (SQ-5, SQ-17)."""
    for name in TERMS:
        setattr(document, name, getattr(terms, name))
    if document.discount_percent is not None:  # what it took off was of other terms
        document.discount_amount = ZERO
    document.discount_percent = terms.document_discount or None
    document.vat_group = terms.vat_group or SalesSetup.current().default_vat_group


def _take(document: SalesDocument, source: object, names: tuple[str, ...]) -> None:
    for name in names:
        setattr(document, name, getattr(source, name))


def default_salesperson(document: SalesDocument) -> Salesperson | None:
    """Who made it: as it says, else the user, if no longer blocked (SQ-5)."""
    for salesperson in (document.salesperson, Salesperson.of_who_acts()):
        if salesperson and not salesperson.may_be_chosen():
            return salesperson
    return None


def take_dates(document: SalesDocument) -> None:
    """Take what follows from the document date: until when it holds, and is due."""
    at = "document_date"
    if document.is_quote:
        validity = SalesSetup.current().quote_validity
        document.valid_until = after(document.document_date, validity, at)
    take_due_date(document, at)


def take_due_date(document: SalesDocument, at: str) -> None:
    """When it is to be paid; `at` names the field that this follows from now."""
    terms = document.payment_terms
    formula = terms.due_date_calculation if terms else ""
    document.due_date = after(document.document_date, formula, at)


def after(day: date, formula: str, at: str) -> date | None:
    """The date that a formula makes of a day; none of a blank one (SQ-2)."""
    return DateFormula.parse(formula).applied_to(day, at=at) if formula else None


def take_exchange_rate(document: SalesDocument, at: str | None = None) -> None:
    """Take what the currency is worth on the document date; it must be known."""
    document.exchange_rate = rate_of(document, at)


def rate_of(document: SalesDocument, at: str | None = None) -> Decimal:
    currency, day = document.currency, document.document_date
    return currency.worth_on(day, at=at) if currency else Pricing().worth


def price(line: SalesLine, item: Item) -> None:
    """Take the item's price, in the currency and with the VAT as here (AMT-1)."""
    document = line.document
    line.unit_price = unit_price(
        item.unit_price,
        includes_vat=item.price_includes_vat,
        vat_percent=line.vat_percent,
        document=Pricing(document.exchange_rate, document.prices_include_vat),
    )


def rates_of(document: SalesDocument) -> QuerySet[VatRate]:
    """The VAT that its customers pay: read once, when the first of its lines asks."""
    return VatRate.objects.filter(customer_group=document.vat_group)


def tax(line: SalesLine, rates: QuerySet[VatRate], at: str | None = None) -> None:
    """Take the VAT that the customers of the document pay on the item.

    A refusal stands at the item or, if that was there before, at what was changed.
    """
    group = line.document.vat_group
    if line.vat_group is None:
        return
    if group is None:
        raise VatGroupOfDocumentMissing(at=at)
    line.vat_percent = vat_percent(group, line.vat_group, rates, at=at)
