"""On which terms a customer buys, as it is asked of customers and of templates."""

from __future__ import annotations

from kans.customers.models import Customer
from kans.trade.models import Currency, PaymentTerms, VatCustomerGroup
from kans.web.form_fields import RecordField, from_model
from kans.web.forms import ActionForm


class TermsFields(ActionForm):
    payment_terms = RecordField(
        PaymentTerms.objects.all,
        by="code",
        name="description",
        like=(Customer, "payment_terms"),
    )
    currency = RecordField(
        Currency.objects.all, by="code", name="description", like=(Customer, "currency")
    )
    vat_group = RecordField(
        VatCustomerGroup.objects.all,
        by="code",
        name="description",
        like=(Customer, "vat_group"),
    )
    prices_include_vat = from_model(Customer, "prices_include_vat")
    line_discount = from_model(Customer, "line_discount")
    document_discount = from_model(Customer, "document_discount")
