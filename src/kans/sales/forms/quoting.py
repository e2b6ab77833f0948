"""What making a quote asks for (QUO-3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kans.contacts.models import Contact
from kans.customers.models import CustomerTemplate
from kans.customers.queries import preset_template, templates_for
from kans.foundation.form_fields import CodeEntryField, RecordField
from kans.foundation.forms import ActionForm
from kans.sales.models import SalesDocument

if TYPE_CHECKING:
    from django.http import QueryDict


class Customership(TextChoices):
    """What becomes of a contact that is no customer yet (QUO-3)."""

    CUSTOMER = "customer", _("Create the contact as a customer now")
    TERMS = "terms", _("Take only the terms of the template; no customer yet")
    NEITHER = "neither", _("Neither: a quote for a prospect")


class QuoteOfOpportunityForm(ActionForm):
    """For a contact that is no customer yet: whether it becomes one now."""

    how = forms.TypedChoiceField(
        label=_("The contact is no customer yet"),
        choices=Customership.choices,
        coerce=Customership,
        widget=forms.RadioSelect,
    )
    template = RecordField(
        CustomerTemplate.objects.all,
        by="code",
        name="description",
        label=_("Customer Template"),
        help_text=_("Whose terms the customer, or the quote, begins with."),
        required=False,
    )

    def __init__(self, data: QueryDict | None = None, *, contact: Contact) -> None:
        super().__init__(data)
        template: Any = self.fields["template"]
        template.rows = lambda: templates_for(contact)
        self.initial = {
            "how": Customership.CUSTOMER,
            "template": preset_template(contact),
        }

    def arguments(self) -> dict[str, Any]:
        how, template = self.cleaned_data["how"], self.cleaned_data["template"]
        return {
            "as_customer": how is Customership.CUSTOMER,
            "template": None if how is Customership.NEITHER else template,
        }


class NewQuoteForm(ActionForm):
    """A quote that is of no opportunity."""

    contact = RecordField(
        Contact.objects.all,
        lookup="contacts:lookup",
        like=(SalesDocument, "contact"),
        required=True,
    )
    number = CodeEntryField(
        label=_("No."),
        required=False,
        help_text=_("Blank: the next number of the series."),
    )
