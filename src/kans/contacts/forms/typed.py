"""What is typed of a contact so far, to be compared with those that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kans.contacts.forms.contacts import CompanyField
from kans.contacts.models import Contact, ContactType
from kans.contacts.rules.names import PersonName
from kans.contacts.rules.places import vat_number
from kans.web.form_fields import from_model
from kans.web.forms import ActionForm

if TYPE_CHECKING:
    from typing import Any

    from django import forms

PARTS = ("first_name", "middle_name", "surname")


def _text(name: str) -> forms.Field:
    """As long as the column takes: what is longer tells nothing."""
    return from_model(Contact, name, required=False)


class TypedForm(ActionForm):
    """The fields by which contacts are compared; what cannot be read yet is blank."""

    type = from_model(Contact, "type", required=False)
    company_contact = CompanyField()
    name = _text("name")
    first_name = _text("first_name")
    middle_name = _text("middle_name")
    surname = _text("surname")
    address = _text("address")
    post_code = _text("post_code")
    city = _text("city")
    phone = _text("phone")
    mobile_phone = _text("mobile_phone")
    email = _text("email")
    vat_number = _text("vat_number")

    def contact(self) -> Contact:
        """A contact that is not there yet, as it would be."""
        contact = Contact(type=self._typed.get("type") or ContactType.COMPANY)
        if self._typed.get("company_contact"):
            contact.type = ContactType.PERSON
        self.fill(contact)
        return contact

    def fill(self, contact: Contact) -> set[str]:
        """Give what is typed to a contact that is not saved; tell what differs."""
        given = {n: value for n, value in self._typed.items() if n in self.data}
        if any(name in given for name in PARTS):
            known = {name: given.get(name, getattr(contact, name)) for name in PARTS}
            given["name"] = PersonName(*known.values()).whole
        given.pop("type", None)
        given["vat_number"] = vat_number(given.get("vat_number", contact.vat_number))
        if contact.is_company:
            given.pop("company_contact", None)
        changed = {n for n, value in given.items() if getattr(contact, n) != value}
        for name in changed:
            setattr(contact, name, given[name])
        return changed

    @property
    def _typed(self) -> dict[str, Any]:
        return self.cleaned_data if self.is_bound and self.errors is not None else {}
