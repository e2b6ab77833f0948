"""The list of contacts, the card of one, and the marketing set-up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kans.contacts.actions import (
    change_contact_type,
    create_contact,
    delete_contact,
    edit_contact,
    edit_marketing_setup,
)
from kans.contacts.forms import (
    CompanyForm,
    MarketingSetupForm,
    NewContactForm,
    PersonForm,
)
from kans.contacts.models import Contact, ContactType, MarketingSetup
from kans.contacts.queries import persons_of, verdicts
from kans.foundation.addresses import address
from kans.foundation.forms import ConfirmForm
from kans.foundation.frames.cards import (
    Badge,
    CardFrame,
    Editing,
    FactBox,
    Group,
    Related,
    Shown,
    Verb,
    added_to_card,
    asked_for,
    saved,
    show_card,
    show_edit,
)
from kans.foundation.frames.chrome import Navigation, navigation
from kans.foundation.frames.dialogs import FieldGroup, show_dialog
from kans.foundation.frames.lists import (
    Column,
    ListAction,
    ListFrame,
    Scope,
    show_list,
)
from kans.foundation.frames.lookups import show_lookup
from kans.foundation.pages import done, page, posted
from kans.foundation.tell_me import RecordSearch, find_records
from kans.foundation.verdicts import verdict

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.contacts.forms import ContactForm
    from kans.foundation.pages import PageRequest

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
COMPANY_CARD = CardFrame(
    model=Contact,
    caption=_("Contact Card"),
    open="contacts:card",
    list="contacts:list",
    editing=Editing(verb="edit_contact", to="contacts:edit", form=CompanyForm),
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
    editing=Editing(verb="edit_contact", to="contacts:edit", form=PersonForm),
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
            judged["delete_contact"],
            address("contacts:delete", number=number),
            icon="trash",
        ),
    ]


def fact_boxes_of(contact: Contact) -> list[FactBox]:
    """The persons of a company; areas above add what they know of a contact."""
    if not contact.is_company:
        return []
    given = {"persons": persons_of(contact), "company": contact}
    return [FactBox("persons", _("Persons"), "contacts/persons.html", given)]


def verbs_beside_the_list(contact: Contact) -> list[Verb]:
    added = (item for item in added_to_card(contact) if isinstance(item, Verb))
    return [*added, *verbs_of(contact)]


def facts_beside_the_list(contact: Contact) -> dict[str, Any]:
    added = (item for item in added_to_card(contact) if isinstance(item, FactBox))
    return {"boxes": [*added, *fact_boxes_of(contact)]}


NEW = ListAction(
    _("New"),
    "contacts:new",
    icon="plus",
    primary=True,
    permission="contacts.create_contact",
    shortcut="Alt+N",
)
CONTACTS = ListFrame(
    name="contacts",
    caption=_("Contacts"),
    model=Contact,
    columns=(
        Column("number"),
        Column("name"),
        Column("type", tones={"Company": "info", "Person": "neutral"}),
        Column("company_name"),
        Column("job_title"),
        Column("phone"),
        Column("mobile_phone"),
        Column("email"),
        Column("post_code"),
        Column("city"),
        Column("country"),
        Column("salesperson"),
        Column("language", visible=False),
        Column("privacy_blocked"),
        Column("minor", visible=False),
        Column("modified_at", visible=False),
    ),
    search=("number", "name", "company_name", "city", "phone", "mobile_phone", "email"),
    order="name",
    open="contacts:card",
    actions=(NEW,),
    verbs=verbs_beside_the_list,
    fact_box="contacts/beside.html",
    facts=facts_beside_the_list,
    empty=_("The companies and persons you sell to are shown here."),
)
SETUP = CardFrame(
    model=MarketingSetup,
    caption=_("Marketing Setup"),
    open="contacts:setup",
    by="",
    comments=False,
    editing=Editing(
        verb="edit_marketing_setup", to="contacts:edit_setup", form=MarketingSetupForm
    ),
    groups=(
        Group(
            "numbering",
            _("Numbering"),
            ("contact_numbers", "opportunity_numbers"),
        ),
        Group(
            "defaults",
            _("Defaults"),
            (
                "default_salesperson",
                "default_country",
                "default_language",
                "default_sales_cycle",
            ),
        ),
        Group(
            "inheritance",
            _("Inheritance"),
            (
                "inherit_salesperson",
                "inherit_country",
                "inherit_language",
                "inherit_address",
                "inherit_communication",
            ),
        ),
    ),
)

navigation(
    Navigation(
        _("Contacts"),
        "contacts:list",
        VIEW,
        icon="users",
        group="main",
        order=20,
        synonyms=(
            *("relaties", "contactpersonen", "klanten", "bedrijven", "personen"),
            *("customers", "companies", "persons", "people", "accounts", "prospects"),
        ),
    ),
    Navigation(
        _("Marketing Setup"),
        "contacts:setup",
        "contacts.view_marketingsetup",
        icon="settings",
        group="setup",
        synonyms=(
            *("marketinginstellingen", "inrichting", "nummering contacten"),
            *("contact numbers", "defaults", "inheritance"),
        ),
    ),
)
find_records(
    RecordSearch(
        caption=_("Contacts"),
        model=Contact,
        permission=VIEW,
        fields=("number", "name", "email", "phone", "mobile_phone"),
        title="name",
        detail="number",
        url="contacts:card",
        handle="number",
        icon="users",
    )
)


@page(permission=VIEW)
def list_(request: PageRequest) -> HttpResponse:
    return show_list(request, CONTACTS, rows=Contact.objects.all())


@page(permission=VIEW)
def of_company(request: PageRequest, number: str) -> HttpResponse:
    company = get_object_or_404(Contact.objects.companies(), number=number)
    new = replace(NEW, caption=_("New Person"), query={"company": company.number})
    return show_list(
        request,
        replace(CONTACTS, actions=(new,)),
        rows=Contact.objects.persons_of(company),
        caption=gettext("Persons of %(name)s") % {"name": company.name},
        scope=Scope(company.name, clear=address("contacts:list")),
    )


@page(permission=VIEW)
def lookup(request: PageRequest) -> HttpResponse:
    return show_lookup(request, Contact.objects.all(), detail="company_name")


@page(permission=VIEW)
def companies(request: PageRequest) -> HttpResponse:
    return show_lookup(request, Contact.objects.companies(), detail="city")


@page(permission=VIEW)
def card(request: PageRequest, number: str) -> HttpResponse:
    contact = _contact(number)
    blocked = Badge(_("Privacy Blocked"), "warn") if contact.privacy_blocked else None
    return show_card(
        request,
        card_of(contact),
        contact,
        title=contact.name,
        subtitle=_subtitle(contact),
        badge=blocked,
        verbs=verbs_of(contact),
        fact_boxes=fact_boxes_of(contact),
        related=_related(contact),
    )


@page(permission="contacts.edit_contact")
def edit(request: PageRequest, number: str) -> HttpResponse:
    contact = _contact(number)
    asks: type[ContactForm] = CompanyForm if contact.is_company else PersonForm
    form = asks(posted(request), record=contact, only=asked_for(request))
    if form.is_valid():
        with form.refusals():
            contact = edit_contact(contact, **form.arguments())
            return saved(request, card_of(contact), contact)
    return show_edit(request, card_of(contact), contact, form)


@page(permission="contacts.create_contact")
def new(request: PageRequest) -> HttpResponse:
    company = _asked_company(request)
    preset = {"type": ContactType.PERSON, "company_contact": company} if company else {}
    form = NewContactForm(posted(request), initial=preset)
    if form.is_valid():
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
    contact = _contact(number)
    to = ContactType(contact.type).other
    form = ConfirmForm(posted(request))
    if form.is_valid():
        with form.refusals():
            change_contact_type(contact, to=to)
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
    contact = _contact(number)
    form = ConfirmForm(posted(request))
    if form.is_valid():
        with form.refusals():
            delete_contact(contact)
            gone = address("contacts:card", number=number)
            message = _("The contact is deleted.")
            return done(request, address("contacts:list"), message, gone=gone)
    return show_dialog(
        request,
        form,
        title=_("Delete Contact"),
        subtitle=contact.name,
        text=_("Delete this company with its persons?")
        if contact.is_company
        else _("Delete this person?"),
        submit=_("Delete"),
        danger=True,
        verdict=verdicts(contact)["delete_contact"],
    )


@page(permission="contacts.view_marketingsetup")
def setup(request: PageRequest) -> HttpResponse:
    return show_card(request, SETUP, MarketingSetup.current())


@page(permission="contacts.edit_marketingsetup")
def edit_setup(request: PageRequest) -> HttpResponse:
    record = MarketingSetup.current()
    form = MarketingSetupForm(posted(request), record=record, only=asked_for(request))
    if form.is_valid():
        with form.refusals():
            record = edit_marketing_setup(**form.arguments())
            return saved(request, SETUP, record)
    return show_edit(request, SETUP, record, form)


def _contact(number: str) -> Contact:
    rows = Contact.objects.select_related("company_contact", "salesperson")
    contact: Contact = get_object_or_404(rows, number=number)
    return contact


def _asked_company(request: PageRequest) -> Contact | None:
    """The company that a person is added to, if the address names one."""
    number = request.GET.get("company")
    if not number:
        return None
    company: Contact = get_object_or_404(Contact.objects.companies(), number=number)
    return company


def _subtitle(contact: Contact) -> str:
    parts = (
        contact.number,
        contact.job_title,
        "" if contact.is_company else contact.company_name,
    )
    return " · ".join(part for part in parts if part)


def _related(contact: Contact) -> list[Related]:
    if not contact.is_company:
        return []
    to = address("contacts:of_company", number=contact.number)
    return [Related(_("Persons"), to, icon="users", count=persons_of(contact).count)]
