"""What making a customer of a contact asks for: a template, or a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kans.customers.models import Customer, CustomerTemplate
from kans.customers.queries import preset_template, templates_for
from kans.customers.rules.becoming import Master
from kans.web.form_fields import RecordField
from kans.web.forms import RecordForm

if TYPE_CHECKING:
    from kans.contacts.models import Contact


class BecomeForm(RecordForm):
    """The templates of the contact's type; the only one is chosen already (TPL-2)."""

    only_preset = frozenset({"template"})

    def __init__(self, data: Any = None, *, record: Contact) -> None:
        super().__init__(data, record=record)
        if not templates_for(record).exists():
            return
        self.fields["template"] = RecordField(
            lambda: templates_for(record),
            by="code",
            name="description",
            label=CustomerTemplate._meta.verbose_name,
            help_text=_("What it begins with where the contact says nothing."),
            required=False,
            initial=preset_template(record),
        )


class LinkForm(RecordForm):
    """Which customer the contact is, and whose data both have then (LNK-1)."""

    only_preset = frozenset({"customer", "master"})

    customer = RecordField(
        Customer.objects.all,
        lookup="customers:lookup_unlinked",
        label=Customer._meta.verbose_name,
        help_text=_("The customer: its number, or the beginning of its name."),
    )
    master = forms.TypedChoiceField(
        label=_("Whose Data"),
        help_text=_("Both have the data of this one; those of the other are lost."),
        choices=Master.choices,
        coerce=Master,
        initial=Master.CONTACT,
        widget=forms.RadioSelect,
    )
