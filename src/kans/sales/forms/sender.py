"""What the actions on the company's own data ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kans.contacts.forms.contacts import country_field
from kans.sales.models import CompanyInformation
from kans.sales.rules.sender import LARGEST_LOGO
from kans.web.form_fields import from_model
from kans.web.forms import ActionForm, EditForm


class CompanyInformationForm(EditForm):
    """Who the company is to its customers."""

    name = from_model(CompanyInformation, "name")
    address = from_model(CompanyInformation, "address")
    address_2 = from_model(CompanyInformation, "address_2")
    post_code = from_model(CompanyInformation, "post_code")
    city = from_model(CompanyInformation, "city")
    country = country_field(CompanyInformation, "country")
    phone = from_model(CompanyInformation, "phone")
    email = from_model(CompanyInformation, "email")
    home_page = from_model(CompanyInformation, "home_page")
    vat_number = from_model(CompanyInformation, "vat_number")
    registration_number = from_model(CompanyInformation, "registration_number")
    iban = from_model(CompanyInformation, "iban")
    quote_text_nl = from_model(CompanyInformation, "quote_text_nl")
    quote_text_en = from_model(CompanyInformation, "quote_text_en")
    order_text_nl = from_model(CompanyInformation, "order_text_nl")
    order_text_en = from_model(CompanyInformation, "order_text_en")


class LogoForm(ActionForm):
    """A picture; what is in it is judged by the action."""

    file = forms.FileField(
        label=_("Picture"),
        help_text=_("PNG or JPEG, at most 200 KB; it is printed 60 by 22 mm at most."),
        widget=forms.FileInput({"accept": ".png,.jpg,.jpeg"}),
    )

    def arguments(self) -> dict[str, Any]:
        """Not more of the file than tells that it is too large."""
        file = self.cleaned_data["file"]
        return {"picture": file.read(LARGEST_LOGO + 1), "name": file.name}
