"""Who sends the quotes and orders of a company, and what always stands on them."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kans.contacts.models import columns
from kans.contacts.rules.doubts import doubtful_numbers
from kans.foundation.records.fields import CodeField
from kans.foundation.records.records import CompanyRecord

if TYPE_CHECKING:
    from kans.foundation.errors import DomainError


class CompanyInformation(CompanyRecord):
    """The company as its customers see it on paper; one row per company."""

    name = models.CharField(
        _("Name"),
        max_length=100,
        blank=True,
        help_text=_("The name on quotes and orders; blank: that of the company here."),
    )
    address = columns.address()
    address_2 = columns.address_2()
    post_code = columns.post_code()
    city = columns.city()
    country = columns.country()
    phone = columns.phone()
    email = columns.email(_("The address that customers write to."))
    home_page = columns.home_page()
    vat_number = columns.vat_number()
    registration_number = models.CharField(
        _("Registration No."),
        max_length=20,
        blank=True,
        help_text=_("The number in the trade register."),
    )
    iban = CodeField(
        _("IBAN"),
        max_length=42,
        blank=True,
        help_text=_("The bank account that customers pay to."),
    )
    quote_text_nl = models.TextField(
        _("Text on Quotes, Dutch"),
        max_length=5000,
        blank=True,
        help_text=_("What stands under a quote in Dutch, such as the conditions."),
    )
    quote_text_en = models.TextField(
        _("Text on Quotes, English"),
        max_length=5000,
        blank=True,
        help_text=_("What stands under a quote in English, such as the conditions."),
    )
    order_text_nl = models.TextField(
        _("Text on Orders, Dutch"),
        max_length=5000,
        blank=True,
        help_text=_("What stands under an order confirmation in Dutch."),
    )
    order_text_en = models.TextField(
        _("Text on Orders, English"),
        max_length=5000,
        blank=True,
        help_text=_("What stands under an order confirmation in English."),
    )
    logo_name = models.CharField(
        _("Logo"),
        max_length=100,
        blank=True,
        editable=False,
        help_text=_("The picture that stands above quotes and orders."),
    )
    # As text, so that the journal keeps it and a change of it can be undone.
    logo_base64 = models.TextField(
        _("Picture"), blank=True, editable=False, help_text=_("What is in the file.")
    )

    secret: ClassVar = frozenset({"logo_base64"})

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Company Information")
        verbose_name_plural = _("Company Information")
        constraints = [
            models.UniqueConstraint(fields=["company"], name="one_company_information")
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def doubts(self) -> tuple[DomainError, ...]:
        return doubtful_numbers(self.vat_number, self.country, phone=self.phone)

    @classmethod
    def current(cls) -> CompanyInformation:
        """That of the company; unsaved and blank until something is filled in."""
        return cls.objects.first() or cls()

    @property
    def logo(self) -> bytes:
        return b64decode(self.logo_base64)

    def show(self, picture: bytes, name: str) -> None:
        """Stand under this logo, or with no bytes under none."""
        self.logo_base64 = b64encode(picture).decode()
        self.logo_name = name

    def text(self, kind: str, language: str) -> str:
        """What stands under a document: `quote` or `order`, in that language."""
        return str(getattr(self, f"{kind}_text_{language}"))
