"""The header of a quote or order."""

from __future__ import annotations

from typing import Any

from django import forms

from kans.contacts.forms.contacts import country_field, keep, language_field
from kans.contacts.models import Contact
from kans.customers.models import Customer
from kans.sales.models import SalesDocument
from kans.team.models import Salesperson
from kans.trade.models import Currency, PaymentTerms, VatCustomerGroup
from kans.web.form_fields import RecordField, from_model
from kans.web.forms import EditForm


def _of(column: str, rows: Any, **options: Any) -> RecordField:
    return RecordField(rows, like=(SalesDocument, column), **options)


CODED = {"by": "code", "name": "description"}


class DocumentForm(EditForm):
    contact = _of("contact", Contact.objects.all, lookup="contacts:lookup")
    customer = _of("customer", Customer.objects.all, lookup="sales:customers")
    name = from_model(SalesDocument, "name")
    attention = from_model(SalesDocument, "attention")
    address = from_model(SalesDocument, "address")
    address_2 = from_model(SalesDocument, "address_2")
    post_code = from_model(SalesDocument, "post_code")
    city = from_model(SalesDocument, "city")
    county = from_model(SalesDocument, "county")
    country = country_field(SalesDocument, "country")
    language = language_field(SalesDocument, "language")
    email = from_model(SalesDocument, "email")
    phone = from_model(SalesDocument, "phone")
    vat_number = from_model(SalesDocument, "vat_number")
    salesperson = _of("salesperson", Salesperson.objects.all, by="code", name="name")
    document_date = from_model(SalesDocument, "document_date")
    order_date = from_model(SalesDocument, "order_date")
    shipment_date = from_model(SalesDocument, "shipment_date")
    requested_delivery_date = from_model(SalesDocument, "requested_delivery_date")
    valid_until = from_model(SalesDocument, "valid_until")
    accepted = from_model(SalesDocument, "accepted")
    your_reference = from_model(SalesDocument, "your_reference")
    work_description = from_model(
        SalesDocument, "work_description", widget=forms.Textarea({"rows": 4})
    )
    payment_terms = _of("payment_terms", PaymentTerms.objects.all, **CODED)
    currency = _of("currency", Currency.objects.all, **CODED)
    vat_group = _of("vat_group", VatCustomerGroup.objects.all, **CODED)
    prices_include_vat = from_model(SalesDocument, "prices_include_vat")
    discount_percent = from_model(SalesDocument, "discount_percent")
    discount_amount = from_model(SalesDocument, "discount_amount", required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        for name in {"country", "language"} & set(self.fields):
            keep(self.fields[name], getattr(self.record, name))


class OrderForm(DocumentForm):
    """An order is no longer an offer: it holds without an end."""

    valid_until = None  # type: ignore[assignment]
    accepted = None  # type: ignore[assignment]
