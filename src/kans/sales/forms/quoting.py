"""What making a quote asks for (QUO-3)."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kans.contacts.models import Contact
from kans.customers.models import CustomerTemplate
from kans.customers.queries import preset_template, templates_for
from kans.sales.models import SalesDocument
from kans.sales.rules.quoting import TermsOfNoTemplate
from kans.web.form_fields import CodeEntryField, RecordField, asked
from kans.web.forms import ActionForm

if TYPE_CHECKING:
    from django.http import QueryDict


class Customership(TextChoices):
    """What becomes of a contact that is no customer yet (QUO-3)."""

    CUSTOMER = "customer", _("Create the contact as a customer now")
    TERMS = "terms", _("Take only the terms of the template; no customer yet")
    NEITHER = "neither", _("Neither: a quote for a prospect")


class ProspectForm(ActionForm):
    """For a contact that is no customer yet: whether it becomes one now (QUO-3)."""

    how = forms.TypedChoiceField(
        label=_("The contact is no customer yet"),
        choices=Customership.choices,
        coerce=Customership,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of the contact.")},
    )
    template = RecordField(
        CustomerTemplate.objects.all,
        by="code",
        name="description",
        label=_("Customer Template"),
        help_text=_("Whose terms the customer, or the quote, begins with."),
        required=False,
    )

    def ask_of(self, contact: Contact) -> None:
        """Ask it of this contact: offer the templates for who would be the customer."""
        template: Any = self.fields["template"]
        template.rows = lambda: templates_for(contact)
        preset = preset_template(contact)
        told = {"how": Customership.CUSTOMER, "template": preset}
        self.initial = {**self.initial, **told}

    def clean(self) -> dict[str, Any]:
        """Terms are those of a template: of several, the one that is chosen."""
        told = super().clean() or self.cleaned_data
        asked = "template" in self.fields and "template" not in self.errors
        if asked and told.get("how") is Customership.TERMS and not told["template"]:
            self.show(TermsOfNoTemplate())
        return told

    def arguments(self) -> dict[str, Any]:
        told = super().arguments()
        how, template = told.pop("how", None), told.pop("template", None)
        told["as_customer"] = how is Customership.CUSTOMER
        told["template"] = None if how is Customership.NEITHER else template
        return told


class QuoteOfOpportunityForm(ProspectForm):
    """Of an opportunity: its contact is known."""

    def __init__(self, data: QueryDict | None = None, *, contact: Contact) -> None:
        super().__init__(data)
        self.ask_of(contact)


class NewQuoteForm(ProspectForm):
    """A quote that is of no opportunity."""

    field_order = ("contact", "number", "how", "template")

    contact = asked(
        RecordField(
            Contact.objects.all,
            lookup="contacts:lookup",
            like=(SalesDocument, "contact"),
        )
    )
    number = CodeEntryField(
        label=_("No."),
        required=False,
        help_text=_("Blank: the next number of the series."),
    )

    @property
    def told_contact(self) -> Contact | None:
        """Whom it is for, typed or preset, as far as it can be read."""
        contact: Contact | None = None
        with suppress(forms.ValidationError):
            contact = self.fields["contact"].clean(self["contact"].value())
        return contact

    def ask_only_of(self, prospect: Contact | None) -> None:
        """Ask what becomes of the contact only of one that is no customer (SQ-12)."""
        if prospect is not None:
            self.ask_of(prospect)
            return
        del self.fields["how"], self.fields["template"]
