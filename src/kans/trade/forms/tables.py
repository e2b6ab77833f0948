"""What the actions on the tables of the set-up ask for."""

from __future__ import annotations

from kans.trade.models import (
    Currency,
    ExchangeRate,
    PaymentTerms,
    UnitOfMeasure,
    VatCustomerGroup,
    VatItemGroup,
    VatRate,
)
from kans.web.form_fields import RecordField, asked, from_model
from kans.web.forms import ActionForm, EditForm


class NewRowForm(ActionForm):
    """A code and what it means: the same in every table."""

    code = from_model(UnitOfMeasure, "code")
    description = from_model(UnitOfMeasure, "description")


class RowForm(EditForm, NewRowForm):
    """The same, of a row that is there already."""


class NewTermsForm(NewRowForm):
    due_date_calculation = from_model(PaymentTerms, "due_date_calculation")


class TermsForm(EditForm, NewTermsForm):
    """The same, of terms that are there already."""


class NewCurrencyForm(ActionForm):
    code = from_model(Currency, "code")
    description = from_model(Currency, "description")


class CurrencyForm(EditForm):
    """What a currency is called; its code stays."""

    description = from_model(Currency, "description")


class RateFields(ActionForm):
    """What a currency is worth, and from when on."""

    starting_date = asked(from_model(ExchangeRate, "starting_date"))
    rate = asked(from_model(ExchangeRate, "rate"))


class NewExchangeRateForm(RateFields):
    currency = asked(
        RecordField(
            Currency.objects.all,
            by="code",
            name="description",
            like=(ExchangeRate, "currency"),
        )
    )
    field_order = ("currency",)


class ExchangeRateForm(EditForm, RateFields):
    """The same, of a rate that is there already: it stays of its currency."""


class NewVatRateForm(ActionForm):
    customer_group = asked(
        RecordField(
            VatCustomerGroup.objects.all,
            by="code",
            name="description",
            like=(VatRate, "customer_group"),
        )
    )
    item_group = asked(
        RecordField(
            VatItemGroup.objects.all,
            by="code",
            name="description",
            like=(VatRate, "item_group"),
        )
    )
    percent = asked(from_model(VatRate, "percent"))


class VatRateForm(EditForm, NewVatRateForm):
    """The same, of a rate that is there already."""
