"""What is sold: goods and services, by unit."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kans.foundation.records.fields import CodeField, TextKey
from kans.foundation.records.records import CompanyRecord
from kans.foundation.records.search_index import SearchIndex
from kans.trade.models.coded import Coded
from kans.trade.models.columns import UnitPriceField
from kans.trade.models.vat import VatItemGroup


class UnitOfMeasure(Coded):
    """What a quantity counts: pieces, hours, metres."""

    class Meta(Coded.Meta):
        verbose_name = _("Unit of Measure")
        verbose_name_plural = _("Units of Measure")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "code"], name="one_unit_of_measure_per_code"
            )
        ]


class ItemType(models.TextChoices):
    GOODS = "Goods", _("Goods")
    SERVICE = "Service", _("Service")


class Item(CompanyRecord):
    """Something that is sold at a price per unit."""

    number = CodeField(
        _("No."),
        max_length=20,
        help_text=_("Given by the number series, or typed if the series lets you."),
    )
    number_key = TextKey("number")
    type = models.CharField(
        _("Type"),
        max_length=7,
        choices=ItemType,
        default=ItemType.GOODS,
        help_text=_("Whether it is goods or a service."),
    )
    description = models.CharField(
        _("Description"),
        max_length=100,
        help_text=_("What the item is called on documents."),
    )
    description_key = TextKey("description")
    unit = models.ForeignKey(
        UnitOfMeasure,
        verbose_name=_("Unit of Measure"),
        on_delete=models.PROTECT,
        related_name="items",
        help_text=_("What the quantity counts."),
    )
    unit_price = UnitPriceField(
        _("Unit Price"),
        default=0,
        help_text=_("What one unit costs, in local currency."),
    )
    price_includes_vat = models.BooleanField(
        _("Price Includes VAT"),
        default=False,
        help_text=_("Whether VAT is in the unit price."),
    )
    vat_group = models.ForeignKey(
        VatItemGroup,
        verbose_name=_("VAT Item Group"),
        on_delete=models.PROTECT,
        related_name="items",
        help_text=_("How the item is taxed."),
    )
    blocked = models.BooleanField(
        _("Blocked"),
        default=False,
        help_text=_("A blocked item cannot be put on a document."),
    )
    external_id = models.CharField(
        _("External ID"),
        max_length=100,
        blank=True,
        help_text=_("What the item is called where it was imported from."),
    )

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Item")
        verbose_name_plural = _("Items")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "number"], name="one_item_per_number"
            ),
            models.UniqueConstraint(
                fields=["company", "external_id"],
                condition=~models.Q(external_id=""),
                name="one_item_per_external_id",
            ),
            models.CheckConstraint(
                condition=models.Q(unit_price__gte=0),
                name="a_unit_price_is_not_below_zero",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "number_key", "id"], name="item_number"),
            models.Index(
                fields=["company", "description_key", "id"], name="item_description"
            ),
            SearchIndex(
                fields=["company", "number_key", "description_key"], name="item_search"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.description}"

    @classmethod
    def has_number(cls, number: str) -> bool:
        return bool(cls.objects.filter(number=number.strip().upper()).exists())
