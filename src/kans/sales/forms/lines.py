"""A line of a document, as it is typed in its table."""

from __future__ import annotations

from kans.foundation.form_fields import RecordField, from_model
from kans.foundation.forms import ActionForm
from kans.sales.models import SalesLine
from kans.trade.models import Item, UnitOfMeasure

ITEM_LOOKUP = "sales:items"


class LineForm(ActionForm):
    item = RecordField(
        Item.objects.all,
        by="number",
        name="description",
        lookup=ITEM_LOOKUP,
        like=(SalesLine, "item"),
    )
    description = from_model(SalesLine, "description")
    quantity = from_model(SalesLine, "quantity", required=False)
    unit = RecordField(
        UnitOfMeasure.objects.all,
        by="code",
        name="description",
        like=(SalesLine, "unit"),
    )
    unit_price = from_model(SalesLine, "unit_price", required=False)
    discount_percent = from_model(SalesLine, "discount_percent", required=False)


TYPED = tuple(LineForm.base_fields)
