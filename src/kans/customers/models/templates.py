"""Customer templates: what a new customer begins with (TPL-1)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kans.contacts.models import ContactType
from kans.customers.models.terms import Terms
from kans.foundation.records.fields import CodeField, TextKey
from kans.foundation.records.records import CompanyRecord
from kans.number_series.models import NumberSeries


class CustomerTemplate(Terms, CompanyRecord):
    """The defaults of customers of one type."""

    code = CodeField(
        _("Code"), max_length=20, help_text=_("The short name of the template.")
    )
    code_key = TextKey("code")
    description = models.CharField(
        _("Description"), max_length=100, help_text=_("Which customers it is for.")
    )
    description_key = TextKey("description")
    contact_type = models.CharField(
        _("Contact Type"),
        max_length=7,
        choices=ContactType,
        default=ContactType.COMPANY,
        help_text=_("Whether it is for companies or for persons."),
    )
    number_series = models.ForeignKey(
        NumberSeries,
        verbose_name=_("Number Series"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("What numbers these customers; blank: as Sales Setup says."),
    )
    country = CodeField(
        _("Country/Region"),
        max_length=2,
        blank=True,
        help_text=_("The country as two letters, such as NL."),
    )
    language = models.CharField(
        _("Language"),
        max_length=5,
        blank=True,
        help_text=_("The language in which one writes to the customer."),
    )

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Customer Template")
        verbose_name_plural = _("Customer Templates")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "code"], name="one_customer_template_per_code"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    line_discount__range=(0, 100), document_discount__range=(0, 100)
                ),
                name="discounts_of_a_template_are_percentages",
            ),
        ]

    def __str__(self) -> str:
        return self.code
