"""The figures of one moment: of an entry, and of the opportunity it is active in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kans.foundation.records.fields import MoneyField, PercentField
from kans.opportunities.models.setup import ZERO, CloseOpportunityCode, SalesCycleStage


class Figures(models.Model):
    """What an entry records, and the opportunity copies from its active one."""

    stage = models.ForeignKey(
        SalesCycleStage,
        verbose_name=_("Current Stage"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text=_("The stage of the sales cycle."),
    )
    stage_number = models.PositiveIntegerField(
        _("Stage"),
        null=True,
        editable=False,
        help_text=_("The place of the stage in the cycle; blank once closed."),
    )
    stage_description = models.CharField(
        _("Stage Description"),
        max_length=100,
        blank=True,
        editable=False,
        help_text=_("What happens at the stage."),
    )
    date_of_change = models.DateField(
        _("Date of Change"),
        null=True,
        editable=False,
        help_text=_("Since when it stands like this."),
    )
    estimated_value = MoneyField(
        _("Estimated Value (LCY)"),
        default=ZERO,
        editable=False,
        help_text=_("What the sale is expected to bring in, in local currency."),
    )
    chances_of_success = PercentField(
        _("Chances of Success %"),
        default=ZERO,
        editable=False,
        help_text=_("How likely a sale is, as judged by the salesperson."),
    )
    completed = PercentField(
        _("Completed %"),
        default=ZERO,
        editable=False,
        help_text=_("How much of the sales cycle is done."),
    )
    probability = PercentField(
        _("Probability %"),
        max_digits=9,
        decimal_places=6,
        default=ZERO,
        editable=False,
        help_text=_("Chances and progress together, as the sales cycle weighs them."),
    )
    calculated_current_value = MoneyField(
        _("Calcd. Current Value (LCY)"),
        default=ZERO,
        editable=False,
        help_text=_("The estimated value weighed by its probability."),
    )
    estimated_close_date = models.DateField(
        _("Estimated Closing Date"),
        null=True,
        editable=False,
        help_text=_("When the sale is expected to be settled."),
    )
    close_code = models.ForeignKey(
        CloseOpportunityCode,
        verbose_name=_("Close Opportunity Code"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text=_("Why it was won or lost."),
    )

    class Meta:
        abstract = True


COPIED = [field.attname for field in Figures._meta.local_concrete_fields]
