"""Value added tax: a rate for each pair of a group of customers and one of items."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kans.foundation.records.fields import PercentField
from kans.foundation.records.records import CompanyRecord
from kans.trade.models.coded import Coded


class VatCustomerGroup(Coded):
    """Customers who pay VAT alike: at home, within the union, elsewhere."""

    class Meta(Coded.Meta):
        verbose_name = _("VAT Customer Group")
        verbose_name_plural = _("VAT Customer Groups")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "code"], name="one_vat_customer_group_per_code"
            )
        ]


class VatItemGroup(Coded):
    """Items that are taxed alike: the full rate, a reduced one."""

    class Meta(Coded.Meta):
        verbose_name = _("VAT Item Group")
        verbose_name_plural = _("VAT Item Groups")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "code"], name="one_vat_item_group_per_code"
            )
        ]


class VatRate(CompanyRecord):
    """What a group of customers pays on a group of items."""

    customer_group = models.ForeignKey(
        VatCustomerGroup,
        verbose_name=_("VAT Customer Group"),
        on_delete=models.PROTECT,
        related_name="rates",
        help_text=_("Who pays it."),
    )
    item_group = models.ForeignKey(
        VatItemGroup,
        verbose_name=_("VAT Item Group"),
        on_delete=models.PROTECT,
        related_name="rates",
        help_text=_("What it is paid on."),
    )
    percent = PercentField(
        _("VAT %"), help_text=_("The share of the amount without VAT.")
    )

    class Meta(CompanyRecord.Meta):
        verbose_name = _("VAT Rate")
        verbose_name_plural = _("VAT Rates")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "customer_group", "item_group"],
                name="one_vat_rate_per_pair_of_groups",
            ),
            models.CheckConstraint(
                condition=models.Q(percent__range=(0, 100)),
                name="a_vat_rate_is_a_percentage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} %"  # the groups may be gone already
