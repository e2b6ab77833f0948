"""What the action on the sales set-up asks for."""

from __future__ import annotations

from kans.number_series.models import NumberSeries
from kans.trade.models import SalesSetup, VatCustomerGroup
from kans.web.form_fields import RecordField, from_model
from kans.web.forms import EditForm


def _series(name: str) -> RecordField:
    return RecordField(
        NumberSeries.objects.all,
        by="code",
        name="description",
        like=(SalesSetup, name),
    )


class SalesSetupForm(EditForm):
    """How customers, items and documents are numbered and begun."""

    customer_numbers = _series("customer_numbers")
    item_numbers = _series("item_numbers")
    quote_numbers = _series("quote_numbers")
    order_numbers = _series("order_numbers")
    quote_validity = from_model(SalesSetup, "quote_validity")
    default_vat_group = RecordField(
        VatCustomerGroup.objects.all,
        by="code",
        name="description",
        like=(SalesSetup, "default_vat_group"),
    )
