"""The dialogs of contacts: new, change type, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kans.contacts.actions import (
    change_contact_type,
    create_contact,
    delete_contact,
)
from kans.contacts.forms import NewContactForm
from kans.contacts.models import Contact, ContactType
from kans.contacts.pages.cards import contact_numbered
from kans.contacts.queries import verdicts
from kans.foundation.acting.addresses import address
from kans.foundation.strings import typed
from kans.web.dialogs import FieldGroup, show_deletion, show_dialog
from kans.web.forms import RecordForm
from kans.web.pages import done, page, posted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.web.pages import PageRequest


@page(permission="contacts.create_contact")
def new(request: PageRequest) -> HttpResponse:
    company = _asked_company(request)
    preset = {"type": ContactType.PERSON, "company_contact": company} if company else {}
    form = NewContactForm(posted(request), initial=preset)
    if form.can_be_judged():
        with form.refusals():
            contact = create_contact(**form.arguments())
            to = address("contacts:card", number=contact.number)
            return done(request, to, _("The contact is created."), go=True)
    return show_dialog(
        request,
        form,
        title=_("New Person") if company else _("New Contact"),
        subtitle=company.name if company else "",
        complete=True,
        size="lg",
        groups=NEW_GROUPS,
        template="contacts/new.html",
    )


NEW_GROUPS = (
    FieldGroup(
        _("General"),
        ("type", "number", "name", "company_contact", "job_title", "salesperson"),
    ),
    FieldGroup(_("Communication"), ("phone", "mobile_phone", "email", "home_page")),
    FieldGroup(
        _("Address"),
        ("address", "address_2", "post_code", "city", "county", "country"),
    ),
)


@page(permission="contacts.edit_contact")
def type_(request: PageRequest, number: str) -> HttpResponse:
    contact = contact_numbered(number)
    to = ContactType(contact.type).other
    form = RecordForm(posted(request), record=contact)
    if form.can_be_judged():
        with form.refusals():
            change_contact_type(contact, to=to, **form.arguments())
            card = address("contacts:card", number=number)
            return done(request, card, _("The type is changed."))
    return show_dialog(
        request,
        form,
        title=_("Change Type"),
        subtitle=contact.name,
        text=BECOMING[to],
        verdict=verdicts(contact)["change_contact_type"],
    )


BECOMING = {
    ContactType.PERSON: _(
        "Make this company a person? The name is split into first name and surname."
    ),
    ContactType.COMPANY: _(
        "Make this person a company? First name, surname, job title and the company "
        "worked for are cleared."
    ),
}


@page(permission="contacts.delete_contact")
def delete(request: PageRequest, number: str) -> HttpResponse:
    contact = contact_numbered(number)
    form = RecordForm(posted(request), record=contact)
    if form.can_be_judged():
        with form.refusals():
            delete_contact(contact, **form.arguments())
            gone = address("contacts:card", number=number)
            message = _("The contact is deleted.")
            return done(request, address("contacts:list"), message, gone=gone)
    return show_deletion(
        request,
        form,
        title=_("Delete Contact"),
        subtitle=contact.name,
        text=_("Delete this company with its persons?")
        if contact.is_company
        else _("Delete this person?"),
        verdict=verdicts(contact)["delete_contact"],
    )


def _asked_company(request: PageRequest) -> Contact | None:
    """The company that a person is added to, if the address names one."""
    number = typed(request.GET.get("company", ""))
    if not number:
        return None
    company: Contact = get_object_or_404(Contact.objects.companies(), number=number)
    return company
