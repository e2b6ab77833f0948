"""What one may change in the header of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from kans.contacts.models import Contact
    from kans.customers.models import Customer
    from kans.team.models import Salesperson
    from kans.trade.models import Currency, PaymentTerms, VatCustomerGroup


class DocumentChanges(TypedDict, total=False):
    """What one may edit in a header; what is absent stays as it is."""

    contact: Contact | None
    customer: Customer | None
    name: str
    attention: str
    address: str
    address_2: str
    post_code: str
    city: str
    county: str
    country: str
    email: str
    phone: str
    language: str
    vat_number: str
    salesperson: Salesperson | None
    document_date: date | None
    order_date: date | None
    shipment_date: date | None
    requested_delivery_date: date | None
    valid_until: date | None
    accepted: bool
    your_reference: str
    work_description: str
    payment_terms: PaymentTerms | None
    currency: Currency | None
    vat_group: VatCustomerGroup | None
    prices_include_vat: bool
    discount_percent: Decimal | None
    discount_amount: Decimal | None
