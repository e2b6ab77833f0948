"""How the customers, items and documents of a company are numbered and filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kans.foundation.records.records import CompanyRecord
from kans.number_series.models import NumberSeries
from kans.trade.models.vat import VatCustomerGroup

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _numbers(caption: StrOrPromise, help_text: StrOrPromise) -> Any:
    return models.ForeignKey(
        NumberSeries,
        verbose_name=caption,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=help_text,
    )


class SalesSetup(CompanyRecord):
    """How a company numbers and begins what it sells with; one row per company."""

    customer_numbers = _numbers(
        _("Customer Nos."), _("The number series that numbers customers.")
    )
    item_numbers = _numbers(_("Item Nos."), _("The number series that numbers items."))
    quote_numbers = _numbers(
        _("Quote Nos."), _("The number series that numbers sales quotes.")
    )
    order_numbers = _numbers(
        _("Order Nos."), _("The number series that numbers sales orders.")
    )
    quote_validity = models.CharField(
        _("Quote Validity Calculation"),
        max_length=20,
        blank=True,
        help_text=_(
            "A date formula from the document date on: how long a quote is valid."
        ),
    )
    default_vat_group = models.ForeignKey(
        VatCustomerGroup,
        verbose_name=_("Default VAT Customer Group"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("How a customer is taxed who has no other group."),
    )

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Sales Setup")
        verbose_name_plural = _("Sales Setup")
        constraints = [
            models.UniqueConstraint(fields=["company"], name="one_sales_setup")
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> SalesSetup:
        """The set-up of the company; unsaved, with its initial values, until saved."""
        chosen = cls.objects.select_related(
            *("customer_numbers", "item_numbers", "quote_numbers", "order_numbers"),
            "default_vat_group",
        )
        return chosen.first() or cls()
