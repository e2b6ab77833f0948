"""A line of a document, as it is typed in its table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.sales.models import SalesLine
from kans.trade.models import Item, UnitOfMeasure
from kans.web.form_fields import RecordField, from_model
from kans.web.forms import ActionForm
from kans.web.merging import OPENED, means_the_same

ITEM_LOOKUP = "sales:items"


if TYPE_CHECKING:
    from collections.abc import Mapping


class CellChangedByBoth(DomainError):
    message = _("A colleague changed this to %(theirs)s. Choose which it is to be.")


class LineForm(ActionForm):
    """The cells that were typed in, each with what stood there when one began.

    `standing` is what stands in them now: what both changed is not saved before one
    of the two is chosen.
    """

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

    def __init__(
        self, data: Any, *, standing: Mapping[str, str] | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.standing = standing or {}
        self.seen: dict[str, str] = {}  # of cells that both changed: what one saw

    def clean(self) -> None:
        for name in self.fields.keys() & self.standing.keys():
            theirs, seen = self.standing[name], self.data.get(f"{OPENED}-{name}", "")
            known = f"{OPENED}-{name}" in self.data and seen == theirs
            if not known and not means_the_same(
                self.fields[name], self.data[name], theirs
            ):
                self.seen[name] = seen
                shown = CellChangedByBoth(theirs=theirs or _("blank"))
                self.add_error(name, str(shown))


TYPED = tuple(LineForm.base_fields)
