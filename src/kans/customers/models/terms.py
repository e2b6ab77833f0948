"""On which terms a customer buys; a template has them for new customers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kans.foundation.records.fields import PercentField
from kans.trade.models import Currency, PaymentTerms, VatCustomerGroup


class Terms(models.Model):
    """What a document takes over from its customer, or of a prospect's template."""

    payment_terms = models.ForeignKey(
        PaymentTerms,
        verbose_name=_("Payment Terms"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("When an amount is due."),
    )
    currency = models.ForeignKey(
        Currency,
        verbose_name=_("Currency"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The currency of new documents; blank: the local one."),
    )
    vat_group = models.ForeignKey(
        VatCustomerGroup,
        verbose_name=_("VAT Customer Group"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("How the customer is taxed; blank: as Sales Setup says."),
    )
    prices_include_vat = models.BooleanField(
        _("Prices Including VAT"),
        default=False,
        help_text=_("Whether unit prices on new documents include VAT."),
    )
    line_discount = PercentField(
        _("Line Discount %"),
        default=0,
        help_text=_("The discount that a new line of a document begins with."),
    )
    document_discount = PercentField(
        _("Document Discount %"),
        default=0,
        help_text=_("The discount that a new document begins with."),
    )

    class Meta:
        abstract = True


TERMS = tuple(field.name for field in Terms._meta.local_concrete_fields)
