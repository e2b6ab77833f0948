"""Currencies of documents, and what they are worth from a date on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kans.foundation.records.fields import CodeField, TextKey
from kans.foundation.records.records import CompanyRecord
from kans.foundation.text.amounts import minor_unit_of
from kans.trade.rules.currencies import worth

if TYPE_CHECKING:
    import datetime
    from decimal import Decimal


class Currency(CompanyRecord):
    """A currency other than the local one, in which documents can be made."""

    code = CodeField(
        _("Code"), max_length=3, help_text=_("The code of three letters, such as USD.")
    )
    code_key = TextKey("code")
    description = models.CharField(
        _("Description"), max_length=100, help_text=_("What the currency is called.")
    )
    description_key = TextKey("description")

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Currency")
        verbose_name_plural = _("Currencies")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "code"], name="one_currency_per_code"
            )
        ]

    def __str__(self) -> str:
        return self.code

    @cached_property
    def minor_unit(self) -> int:
        """Decimals of its amounts."""
        return minor_unit_of(self.code)

    def worth_on(self, day: datetime.date, *, at: str | None = None) -> Decimal:
        """What one unit is worth in local currency on that day; refused if unknown."""
        begun = self.rate_on(day)
        return worth(self.code, day, begun.rate if begun else None, at=at)

    def rate_on(self, day: datetime.date) -> ExchangeRate | None:
        """What it is worth on that day: the latest rate that had begun by then."""
        begun = self.rates.filter(starting_date__lte=day)
        return begun.order_by("-starting_date").first()


class ExchangeRate(CompanyRecord):
    """What one unit of a currency is worth in local currency, from a date on."""

    currency = models.ForeignKey(
        Currency,
        verbose_name=_("Currency"),
        on_delete=models.PROTECT,
        related_name="rates",
        help_text=_("The currency that the rate is of."),
    )
    starting_date = models.DateField(
        _("Starting Date"), help_text=_("From when on the rate holds.")
    )
    rate = models.DecimalField(
        _("Exchange Rate"),
        max_digits=15,
        decimal_places=6,
        help_text=_("What one unit of the currency is worth in local currency."),
    )

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Exchange Rate")
        verbose_name_plural = _("Exchange Rates")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "currency", "starting_date"],
                name="one_rate_per_currency_and_date",
            ),
            models.CheckConstraint(
                condition=models.Q(rate__gt=0), name="a_rate_is_above_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starting_date:%Y-%m-%d}"  # the currency may be gone already
