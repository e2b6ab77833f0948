"""What creating and changing customers ask for, one and many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from kans.contacts.forms.contacts import (
    HowToReach,
    keep,
    language_field,
    salesperson_field,
)
from kans.contacts.models import Contact, ContactType
from kans.customers.forms.terms import TermsFields
from kans.customers.models import Block, Customer, CustomerTemplate
from kans.customers.queries import only_template_of, templates_of
from kans.foundation.acting.addresses import address
from kans.team.models import Salesperson
from kans.trade.models import SalesSetup
from kans.web.form_fields import RecordField, from_model
from kans.web.forms import ActionForm, EditForm

if TYPE_CHECKING:
    from collections.abc import Iterable


def _may_type_numbers() -> bool:
    """Whether the series of the set-up lets a number be typed (CUS-1)."""
    series = SalesSetup.current().customer_numbers
    return series is None or series.manual_numbers


class NewCustomerForm(HowToReach):
    """A new customer; which number it gets, the template or the set-up says."""

    type = from_model(Customer, "type", widget=forms.RadioSelect)
    number = from_model(Customer, "number", required=False)
    name = from_model(Customer, "name")
    template = RecordField(
        CustomerTemplate.objects.all,
        by="code",
        name="description",
        required=False,
        label=CustomerTemplate._meta.verbose_name,
    )
    salesperson = salesperson_field(Customer, "salesperson")
    vat_number = from_model(Customer, "vat_number")

    field_order = ("type", "number", "name", "template", "salesperson", "vat_number")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        if not _may_type_numbers():
            del self.fields["number"]
        self._offer_templates()

    def _offer_templates(self) -> None:
        """Those for companies, or those for persons; the only one is preset (TPL-2)."""
        kind = self["type"].value()
        if kind not in ContactType.values:
            kind = ContactType.COMPANY
        template: Any = self.fields["template"]
        template.rows = lambda: templates_of(kind)
        typed = self.initial.get("template") or ""
        if not templates_of(kind).filter(code=typed).exists():
            self.initial["template"] = only_template_of(kind)
        self.fields["type"].widget.attrs |= {
            "hx-post": address("customers:new"),
            "hx-vals": '{"show": "template"}',
            "hx-target": "#ask_template",
            "hx-swap": "outerHTML",
            "hx-sync": "closest form:queue last",
        }


class CustomerForm(EditForm, HowToReach, TermsFields):
    """What may be changed of a customer; its contact follows."""

    number = from_model(Customer, "number")
    name = from_model(Customer, "name")
    salesperson = salesperson_field(Customer, "salesperson")
    language = language_field(Customer, "language")
    vat_number = from_model(Customer, "vat_number")
    primary_contact = RecordField(
        Contact.objects.all,
        lookup="contacts:lookup",
        like=(Customer, "primary_contact"),
    )
    blocked = from_model(Customer, "blocked")
    privacy_blocked = from_model(Customer, "privacy_blocked")

    field_order = (
        *("number", "name", "salesperson", "language", "vat_number"),
        *("primary_contact", "blocked", "privacy_blocked"),
    )

    def __init__(
        self, data: Any = None, *, only: Iterable[str] | None = None, **options: Any
    ) -> None:
        super().__init__(data, only=only, **options)
        if only is None and not _may_type_numbers():
            del self.fields["number"]
        for name in {"country", "language"} & set(self.fields):
            keep(self.fields[name], getattr(self.record, name))


class CustomerOwnerForm(ActionForm):
    """Who is to look after many customers."""

    salesperson = RecordField(
        Salesperson.objects.all,
        by="code",
        like=(Customer, "salesperson"),
        required=True,
    )


class BlockForm(ActionForm):
    """What is to be held back from many customers."""

    blocked = from_model(Customer, "blocked", initial=Block.ALL)
