"""When a customer pays."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kans.trade.models.coded import Coded


class PaymentTerms(Coded):
    """How long after the document date an amount is due."""

    due_date_calculation = models.CharField(
        _("Due Date Calculation"),
        max_length=20,
        blank=True,
        help_text=_("A date formula from the document date on: 30D, CM, CM+14D."),
    )

    class Meta(Coded.Meta):
        verbose_name = _("Payment Terms")
        verbose_name_plural = _("Payment Terms")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "code"], name="one_payment_terms_per_code"
            )
        ]
