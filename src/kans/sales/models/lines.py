"""The lines of a document: items, and texts between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kans.foundation.records.fields import MoneyField, PercentField, TextKey
from kans.foundation.records.records import CompanyRecord
from kans.sales.rules.amounts import ZERO, Line
from kans.trade.models import Item, UnitOfMeasure, VatItemGroup
from kans.trade.models.columns import QuantityField, UnitPriceField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kans.sales.rules.amounts import LineResult

COPIED = (  # what an order's line takes over from the quote's (ORD-7)
    *("position", "item_id", "description", "quantity", "unit_id", "unit_price"),
    *("discount_percent", "vat_group_id", "vat_percent"),
)


class SalesLine(CompanyRecord):
    """An item in some quantity at a price, or a text (AMT-1 to AMT-8).

    Its share of what is reckoned over the whole document, the discount and the VAT,
    is asked of the document and not kept: else one change would be one of all lines.
    """

    removed_by = "delete_lines"
    made_by = "add_lines"

    document = models.ForeignKey(
        "sales.SalesDocument",
        verbose_name=_("Document"),
        on_delete=models.PROTECT,
        related_name="lines",
        editable=False,
        help_text=_("The quote or order that the line is of."),
    )
    position = models.PositiveIntegerField(
        _("Position"), editable=False, help_text=_("The place of the line.")
    )
    item = models.ForeignKey(
        Item,
        verbose_name=_("Item"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sales_lines",
        help_text=_("What is sold; a line without an item is a text."),
    )
    description = models.CharField(
        _("Description"),
        max_length=100,
        blank=True,
        help_text=_("What stands on the document."),
    )
    description_key = TextKey("description")
    quantity = QuantityField(
        _("Quantity"), default=ZERO, help_text=_("How many units are sold.")
    )
    unit = models.ForeignKey(
        UnitOfMeasure,
        verbose_name=_("Unit of Measure"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sales_lines",
        help_text=_("What the quantity counts."),
    )
    unit_price = UnitPriceField(
        _("Unit Price"),
        default=ZERO,
        help_text=_("What one unit costs, in the currency of the document."),
    )
    discount_percent = PercentField(
        _("Line Discount %"),
        default=ZERO,
        help_text=_("What is taken off quantity × unit price."),
    )
    discount_amount = MoneyField(
        _("Line Discount Amount"),
        default=ZERO,
        editable=False,
        help_text=_("What the line's discount takes off."),
    )
    line_amount = MoneyField(
        _("Line Amount"),
        default=ZERO,
        editable=False,
        help_text=_("Quantity × unit price, less the line's discount."),
    )
    vat_group = models.ForeignKey(
        VatItemGroup,
        verbose_name=_("VAT Item Group"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text=_("How the item is taxed."),
    )
    vat_percent = PercentField(
        _("VAT %"), default=ZERO, editable=False, help_text=_("The rate that is paid.")
    )

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Sales Line")
        verbose_name_plural = _("Sales Lines")
        constraints = [
            models.CheckConstraint(
                condition=Q(discount_percent__range=(0, 100)),
                name="a_line_discount_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=Q(item__isnull=False)
                | Q(quantity=0, unit_price=0, line_amount=0),
                name="a_line_without_an_item_is_a_text",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "document", "position"], name="sales_line_position"
            ),
            models.Index(fields=["company", "item"], name="sales_line_item"),
        ]

    def __str__(self) -> str:
        return self.description or (self.item.description if self.item else "")

    def history_includes(self) -> Iterable[models.Model]:
        """The history of a document tells of its lines."""
        return (self.document,)

    @property
    def is_new(self) -> bool:
        """Whether it is not stored yet."""
        return self._state.adding

    @property
    def is_sold(self) -> bool:
        """Whether it says what is sold, and how much (RLS-1)."""
        return bool(self.item_id and self.quantity)

    def priced(self) -> Line:
        return Line(
            self.quantity, self.unit_price, self.discount_percent, self.vat_percent
        )

    def come_to(self, result: LineResult) -> None:
        """Take what the line comes to by itself."""
        self.discount_amount = result.line_discount
        self.line_amount = result.line_amount

    def copied(self) -> SalesLine:
        """The same line for another document."""
        return SalesLine(**{name: getattr(self, name) for name in COPIED})
