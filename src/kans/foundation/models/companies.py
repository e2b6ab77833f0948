"""The company: who acts in it sees its records and no others."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import who_acts
from kans.foundation.records.fields import TextKey
from kans.foundation.records.records import RecordOfAnotherCompany, SharedRecord
from kans.foundation.text.amounts import minor_unit_of


class Company(SharedRecord):
    """One administration with its own records; several live in one installation."""

    slug = models.SlugField(
        _("Address"),
        max_length=30,
        unique=True,
        help_text=_("How the company stands in the address of its pages."),
    )
    name = models.CharField(
        _("Name"),
        max_length=100,
        help_text=_(
            "Also on quotes and orders, unless Company Information has another."
        ),
    )
    name_key = TextKey("name")
    currency = models.CharField(
        _("Currency"),
        max_length=3,
        default="EUR",
        help_text=_("The local currency (LCY): all estimates are in it."),
    )
    time_zone = models.CharField(
        _("Time Zone"),
        max_length=50,
        default="Europe/Amsterdam",
        help_text=_("Decides which date it is today for everyone in the company."),
    )
    language = models.CharField(
        _("Language"),
        max_length=5,
        default="nl",
        choices=[("nl", "Nederlands"), ("en", "English")],
        help_text=_(
            "Of quotes and orders whose contact and customer have none, and of "
            "messages to users who chose none."
        ),
    )

    class Meta(SharedRecord.Meta):
        verbose_name = _("Company")
        verbose_name_plural = _("Companies")

    def __str__(self) -> str:
        return self.name

    def stamp(self) -> None:
        """Only who acts in a company changes it."""
        if who_acts().company.pk != self.pk:
            raise RecordOfAnotherCompany
        super().stamp()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @cached_property
    def minor_unit(self) -> int:
        """Decimals of the currency: money is rounded to them (MOV-12).

        A money column holds three: those of every currency that is paid with.
        """
        return minor_unit_of(self.currency)
