"""The columns of an address, and of how one is reached, wherever these are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from kans.foundation.records.fields import CodeField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Text = models.CharField[str, str]

SEVERAL = _("The e-mail address; several are separated by semicolons.")
OF_THE_COMPANY = _(
    "The number for value added tax, with or without the letters of the country."
)


def address() -> Text:
    return models.CharField(
        _("Address"), max_length=100, blank=True, help_text=_("Street and number.")
    )


def address_2() -> Text:
    return models.CharField(
        _("Address 2"),
        max_length=50,
        blank=True,
        help_text=_("Such as a floor, a department or a building."),
    )


def post_code() -> Text:
    return models.CharField(
        _("Post Code"),
        max_length=20,
        blank=True,
        help_text=_("Written as in the country, such as 1234 AB."),
    )


def city() -> Text:
    return models.CharField(
        _("City"),
        max_length=30,
        blank=True,
        help_text=_("Stands behind the post code on quotes and orders."),
    )


def county() -> Text:
    return models.CharField(
        _("County"),
        max_length=30,
        blank=True,
        help_text=_("County, state or province."),
    )


def country() -> CodeField:
    return CodeField(
        _("Country/Region"),
        max_length=2,
        blank=True,
        help_text=_("The country as two letters, such as NL."),
    )


def phone() -> Text:
    return models.CharField(
        _("Phone No."),
        max_length=30,
        blank=True,
        help_text=_("One number; it may end in an extension, such as ext. 12."),
    )


def mobile_phone() -> Text:
    return models.CharField(
        _("Mobile Phone No."),
        max_length=30,
        blank=True,
        help_text=_("A second number, on which one is reached on the way."),
    )


def email(help_text: StrOrPromise = SEVERAL) -> Text:
    return models.CharField(_("E-Mail"), max_length=80, blank=True, help_text=help_text)


def home_page() -> Text:
    return models.CharField(
        _("Home Page"),
        max_length=255,
        blank=True,
        help_text=_("The web site, such as www.company.com."),
    )


def vat_number(help_text: StrOrPromise = OF_THE_COMPANY) -> CodeField:
    return CodeField(
        _("VAT Registration No."), max_length=20, blank=True, help_text=help_text
    )
