"""What the actions on items ask for."""

from __future__ import annotations

from kans.trade.models import Item, UnitOfMeasure, VatItemGroup
from kans.web.form_fields import RecordField, asked, from_model
from kans.web.forms import ActionForm, EditForm


class ItemFields(ActionForm):
    """What one tells of an item."""

    number = from_model(Item, "number", required=False)
    description = asked(from_model(Item, "description"))
    type = from_model(Item, "type")
    unit = asked(
        RecordField(
            UnitOfMeasure.objects.all,
            by="code",
            name="description",
            like=(Item, "unit"),
        )
    )
    unit_price = asked(from_model(Item, "unit_price"))
    price_includes_vat = from_model(Item, "price_includes_vat")
    vat_group = asked(
        RecordField(
            VatItemGroup.objects.all,
            by="code",
            name="description",
            like=(Item, "vat_group"),
        )
    )


class NewItemForm(ItemFields):
    """A new item; its number is left blank when a series gives it."""


class ItemForm(EditForm, ItemFields):
    """The same, of an item that is there already."""

    blocked = from_model(Item, "blocked")
