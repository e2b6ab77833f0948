"""How the contacts and opportunities of a company are numbered and filled in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kans.contacts.rules.inheritance import Inheritance
from kans.foundation.records.fields import CodeField
from kans.foundation.records.records import CompanyRecord
from kans.number_series.models import NumberSeries, NumberSeriesLine
from kans.team.models import Salesperson


class MarketingSetup(CompanyRecord):
    """How a company numbers, inherits and defaults; one row per company (1.10)."""

    contact_numbers = models.ForeignKey(
        NumberSeries,
        verbose_name=_("Contact Nos."),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The number series that numbers contacts."),
    )
    opportunity_numbers = models.ForeignKey(
        NumberSeries,
        verbose_name=_("Opportunity Nos."),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The number series that numbers opportunities."),
    )
    default_sales_cycle = models.ForeignKey(
        "opportunities.SalesCycle",
        verbose_name=_("Default Sales Cycle"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The sales cycle a new opportunity follows unless it is blocked."),
    )
    default_salesperson = models.ForeignKey(
        Salesperson,
        verbose_name=_("Default Salesperson"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The salesperson of a new contact."),
    )
    default_country = CodeField(
        _("Default Country/Region"),
        max_length=2,
        blank=True,
        help_text=_("The country of a new contact."),
    )
    default_language = models.CharField(
        _("Default Language"),
        max_length=5,
        blank=True,
        help_text=_("The language of a new contact."),
    )
    inherit_salesperson = models.BooleanField(
        _("Inherit Salesperson"),
        default=True,
        help_text=_("Whether a person takes the company's salesperson."),
    )
    inherit_country = models.BooleanField(
        _("Inherit Country/Region"),
        default=True,
        help_text=_("Whether a person takes the company's country."),
    )
    inherit_language = models.BooleanField(
        _("Inherit Language"),
        default=True,
        help_text=_("Whether a person takes the company's language."),
    )
    inherit_address = models.BooleanField(
        _("Inherit Address"),
        default=True,
        help_text=_("Whether a person takes the company's address."),
    )
    inherit_communication = models.BooleanField(
        _("Inherit Communication Details"),
        default=True,
        help_text=_(
            "Whether a person takes the company's phone numbers, e-mail and home page."
        ),
    )

    search_duplicates = models.BooleanField(
        _("Search Duplicates Automatically"),
        default=True,
        help_text=_(
            "Whether contacts like the one that is typed or shown are pointed out."
        ),
    )
    search_hit_percentage = models.PositiveSmallIntegerField(
        _("Search Hit %"),
        default=60,
        help_text=_(
            "How much of what can be compared must be the same for two companies to "
            "be possible duplicates: 1 to 100."
        ),
    )

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Marketing Setup")
        verbose_name_plural = _("Marketing Setup")
        constraints = [
            models.UniqueConstraint(fields=["company"], name="one_marketing_setup"),
            models.CheckConstraint(
                condition=Q(search_hit_percentage__range=(1, 100)),
                name="a_hit_percentage_is_1_to_100",
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> MarketingSetup:
        """The set-up of the company; unsaved, with its initial values, until saved."""
        chosen = cls.objects.select_related("contact_numbers", "default_salesperson")
        return chosen.first() or cls()

    @property
    def inheritance(self) -> Inheritance:
        return Inheritance(
            salesperson=self.inherit_salesperson,
            country=self.inherit_country,
            language=self.inherit_language,
            address=self.inherit_address,
            communication=self.inherit_communication,
        )

    @cached_property
    def salesperson_of_new_contact(self) -> Salesperson | None:
        """The user's own, else that of the set-up, if it may be chosen (CON-4)."""
        for salesperson in (Salesperson.of_who_acts(), self.default_salesperson):
            if salesperson and not salesperson.privacy_blocked:
                return salesperson
        return None


def seed_numbers_and_setup() -> None:
    """Number contacts and opportunities in a new company, from CT00001 on."""
    numbers = {
        "CONT": (_("Contacts"), "CT00001"),
        "OPP": (_("Opportunities"), "OP00001"),
    }
    series = {}
    for code, (description, first) in numbers.items():
        made = NumberSeries(code=code, description=str(description))
        made.save()
        NumberSeriesLine(series=made, starting_number=first).save()
        series[code] = made
    MarketingSetup(
        contact_numbers=series["CONT"], opportunity_numbers=series["OPP"]
    ).save()
