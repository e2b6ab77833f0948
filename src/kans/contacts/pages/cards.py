"""The card of a contact, and what can be done from it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kans.contacts.actions import edit_contact
from kans.contacts.forms import CompanyForm, PersonForm
from kans.contacts.models import Contact
from kans.contacts.queries import looks_like, persons_of, verdicts
from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.web.cards import (
    Badge,
    CardFrame,
    Editing,
    FactBox,
    Group,
    Related,
    Shown,
    Verb,
    asked_for,
    saved,
    show_card,
    show_edit,
)
from kans.web.pages import page, posted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.contacts.forms import ContactForm
    from kans.contacts.queries import Persons
    from kans.web.pages import PageRequest

VIEW = "contacts.view_contact"


def _write_to(contact: Contact) -> str:
    return f"mailto:{quote(contact.email.replace(';', ','), safe='@, ')}"


COMMUNICATION = Group(
    "communication",
    _("Communication"),
    (
        Shown("phone", format="phone"),
        Shown("mobile_phone", format="phone"),
        Shown("email", link=_write_to),
        Shown("home_page", format="link"),
    ),
)
ADDRESS = Group(
    "address",
    _("Address"),
    ("address", "address_2", "post_code", "city", "county", "country"),
)
_EDITING = Editing(
    verb="edit_contact",
    to="contacts:edit",
    form=CompanyForm,
    live="contacts/live.html",
    others=(PersonForm,),
)
COMPANY_CARD = CardFrame(
    model=Contact,
    caption=_("Contact Card"),
    open="contacts:card",
    list="contacts:list",
    editing=_EDITING,
    groups=(
        Group(
            "general",
            _("General"),
            (
                "number",
                "type",
                "name",
                "salesperson",
                "language",
                "vat_number",
                "modified_at",
            ),
        ),
        COMMUNICATION,
        ADDRESS,
        Group("privacy", _("Privacy"), ("privacy_blocked",)),
    ),
)
PERSON_CARD = replace(
    COMPANY_CARD,
    editing=replace(_EDITING, form=PersonForm, others=(CompanyForm,)),
    groups=(
        Group(
            "general",
            _("General"),
            (
                "number",
                "type",
                "name",
                "first_name",
                "middle_name",
                "surname",
                "company_contact",
                "job_title",
                "salesperson",
                "language",
                "modified_at",
            ),
        ),
        COMMUNICATION,
        ADDRESS,
        Group(
            "privacy", _("Privacy"), ("minor", "parental_consent", "privacy_blocked")
        ),
    ),
)


def card_of(contact: Contact) -> CardFrame:
    return COMPANY_CARD if contact.is_company else PERSON_CARD


def verbs_of(contact: Contact) -> list[Verb]:
    """What can be done with a contact; areas above add theirs."""
    judged, number = verdicts(contact), contact.number
    new_person = replace(verdict("create_contact"), caption=_("New Person"))
    to_new = f"{address('contacts:new')}?{urlencode({'company': number})}"
    return [
        *([Verb(new_person, to_new, icon="plus")] if contact.is_company else []),
        Verb(judged["change_contact_type"], address("contacts:type", number=number)),
        Verb(
            replace(judged["merge_contacts"], caption=_("Merge With…")),
            address("contacts:merge", number=number),
            icon="arrows-join",
        ),
        Verb(
            judged["delete_contact"],
            address("contacts:delete", number=number),
            icon="trash",
        ),
    ]


def fact_boxes_of(contact: Contact) -> list[FactBox]:
    """The persons of a company; areas above add what they know of a contact."""
    return [_box(contact, persons_of(contact))] if contact.is_company else []


def _box(company: Contact, persons: Persons) -> FactBox:
    given = {"persons": persons, "company": company}
    return FactBox("persons", _("Persons"), "contacts/persons.html", given)


def _looks_like(contact: Contact) -> list[FactBox]:
    """The contacts that may be the same, if that is searched and there are any."""
    found = looks_like(contact)
    given = {"found": found, "contact": contact}
    caption = _("Looks Like")
    return [FactBox("alike", caption, "contacts/alike.html", given)] if found else []


def _link(company: Contact, persons: Persons) -> Related:
    to = address("contacts:of_company", number=company.number)
    return Related(_("Persons"), to, icon="users", count=persons.count)


@page(permission=VIEW)
def card(request: PageRequest, number: str) -> HttpResponse:
    contact = contact_numbered(number)
    blocked = Badge(_("Privacy Blocked"), "warn") if contact.privacy_blocked else None
    persons = persons_of(contact) if contact.is_company else None
    return show_card(
        request,
        card_of(contact),
        contact,
        title=contact.name,
        subtitle=_subtitle(contact),
        badge=blocked,
        verbs=verbs_of(contact),
        fact_boxes=[
            *([_box(contact, persons)] if persons else []),
            *_looks_like(contact),
        ],
        related=[_link(contact, persons)] if persons else [],
    )


@page(permission="contacts.edit_contact")
def edit(request: PageRequest, number: str) -> HttpResponse:
    contact = contact_numbered(number)
    asks: type[ContactForm] = CompanyForm if contact.is_company else PersonForm
    form = asks(posted(request), record=contact, only=asked_for(request))
    if form.can_be_judged():
        with form.refusals():
            contact = edit_contact(contact, **form.arguments())
            return saved(request, card_of(contact), contact)
    return show_edit(
        request, card_of(contact), contact, form, template="contacts/edit.html"
    )


def contact_numbered(number: str) -> Contact:
    rows = Contact.objects.select_related("company_contact", "salesperson")
    contact: Contact = get_object_or_404(rows, number=number)
    return contact


def _subtitle(contact: Contact) -> str:
    parts = (
        contact.number,
        contact.job_title,
        "" if contact.is_company else contact.company_name,
    )
    return " · ".join(part for part in parts if part)
