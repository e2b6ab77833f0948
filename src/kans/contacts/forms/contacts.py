"""What the actions on contacts ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from babel import Locale
from django import forms

from kans.contacts.models import Contact, MarketingSetup, mentions
from kans.contacts.rules.places import countries
from kans.foundation.strings import normalised
from kans.foundation.text import formats
from kans.team.models import Salesperson
from kans.web.form_fields import RecordField, from_model
from kans.web.forms import ActionForm, EditForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db import models

    Choices = list[tuple[str, str]]

# The languages to choose from; any other may come in by an import.
LANGUAGES = (
    *("ar", "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr"),
    *("hu", "it", "ja", "lt", "lv", "mt", "nl", "no", "pl", "pt", "ro", "ru", "sk"),
    *("sl", "sv", "tr", "uk", "zh"),
)


def country_choices() -> Choices:
    """All countries by their names in the reader's language."""
    names = Locale.parse(formats.locale()).territories
    return _choices((code, str(names.get(code, code))) for code in countries())


def language_choices() -> Choices:
    names = Locale.parse(formats.locale()).languages
    return _choices((code, str(names.get(code, code))) for code in LANGUAGES)


def _choices(named: Iterable[tuple[str, str]]) -> Choices:
    return [("", ""), *sorted(named, key=lambda choice: normalised(choice[1]))]


class CompanyField(RecordField):
    """The company that a person works for, by number, name, city, phone (CON-12)."""

    def __init__(self) -> None:
        super().__init__(
            Contact.objects.companies,
            lookup="contacts:companies",
            like=(Contact, "company_contact"),
        )

    def meanings(self, text: str) -> Iterable[models.Q]:
        return (*super().meanings(text), mentions(text))


def salesperson_field(model: type[models.Model], name: str) -> RecordField:
    return RecordField(Salesperson.objects.all, by="code", like=(model, name))


def country_field(model: type[models.Model], name: str) -> forms.ChoiceField:
    return forms.ChoiceField(choices=country_choices, **_words(model, name))


def language_field(model: type[models.Model], name: str) -> forms.ChoiceField:
    return forms.ChoiceField(choices=language_choices, **_words(model, name))


def _words(model: type[models.Model], name: str) -> dict[str, Any]:
    field: Any = model._meta.get_field(name)
    return {
        "label": field.verbose_name,
        "help_text": field.help_text,
        "required": False,
    }


class HowToReach(ActionForm):
    """Where a contact is, and how to reach it."""

    phone = from_model(Contact, "phone")
    mobile_phone = from_model(Contact, "mobile_phone")
    email = from_model(Contact, "email")
    home_page = from_model(Contact, "home_page")
    address = from_model(Contact, "address")
    address_2 = from_model(Contact, "address_2")
    post_code = from_model(Contact, "post_code")
    city = from_model(Contact, "city")
    county = from_model(Contact, "county")
    country = country_field(Contact, "country")


def _may_type_numbers() -> bool:
    """Whether the series of the set-up lets a number be typed (CON-2)."""
    series = MarketingSetup.current().contact_numbers
    return series is None or series.manual_numbers


class NewContactForm(HowToReach):
    """A new company or person; which number it gets, the set-up says (CON-1, CON-2)."""

    type = from_model(Contact, "type", widget=forms.RadioSelect)
    number = from_model(Contact, "number", required=False)
    name = from_model(Contact, "name")
    company_contact = CompanyField()
    job_title = from_model(Contact, "job_title")
    salesperson = salesperson_field(Contact, "salesperson")

    field_order = (
        "type",
        "number",
        "name",
        "company_contact",
        "job_title",
        "salesperson",
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        if not _may_type_numbers():
            del self.fields["number"]
        if self.initial.get("company_contact"):
            self.fields["type"].widget = forms.HiddenInput()


class ContactForm(EditForm, HowToReach):
    """What companies and persons have in common."""

    number = from_model(Contact, "number")
    name = from_model(Contact, "name")
    salesperson = salesperson_field(Contact, "salesperson")
    language = language_field(Contact, "language")
    privacy_blocked = from_model(Contact, "privacy_blocked")

    def __init__(
        self, data: Any = None, *, only: Iterable[str] | None = None, **options: Any
    ) -> None:
        super().__init__(data, only=only, **options)
        if only is None and not _may_type_numbers():
            del self.fields["number"]
        for name in {"country", "language"} & set(self.fields):
            keep(self.fields[name], getattr(self.record, name))


class CompanyForm(ContactForm):
    vat_number = from_model(Contact, "vat_number")


class PersonForm(ContactForm):
    """A person's name is asked for in parts; it can be typed whole on the card."""

    first_name = from_model(Contact, "first_name")
    middle_name = from_model(Contact, "middle_name")
    surname = from_model(Contact, "surname")
    company_contact = CompanyField()
    job_title = from_model(Contact, "job_title")
    minor = from_model(Contact, "minor")
    parental_consent = from_model(Contact, "parental_consent")

    def __init__(
        self, data: Any = None, *, only: Iterable[str] | None = None, **options: Any
    ) -> None:
        super().__init__(data, only=only, **options)
        if only is None:
            del self.fields["name"]


def keep(field: Any, value: str) -> None:
    """Let a value stay that is not among those to choose from."""
    if value and value not in dict(field.choices):
        field.choices = [*field.choices, (value, value)]


class OwnerForm(ActionForm):
    """Who is to look after many contacts."""

    salesperson = RecordField(
        Salesperson.objects.all,
        by="code",
        like=(Contact, "salesperson"),
        required=True,
    )
