"""The list of contacts, of a company's persons, and what inputs suggest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kans.contacts.bulk import MANY_CONTACTS
from kans.contacts.models import Contact
from kans.contacts.pages.cards import VIEW, fact_boxes_of, verbs_of
from kans.foundation.acting.addresses import address
from kans.lists.frame import Column, ListAction, ListFrame, Scope, show_list
from kans.web.chrome import FOUND, TASK, Navigation, navigation
from kans.web.lookups import show_lookup
from kans.web.pages import page
from kans.web.tell_me import RecordSearch, find_records

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.web.pages import PageRequest


def facts_beside_the_list(contact: Contact) -> dict[str, Any]:
    return {"boxes": fact_boxes_of(contact)}


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
        Column("company_contact", caption=_("Company No."), visible=False),
        Column("first_name", visible=False),
        Column("middle_name", visible=False),
        Column("surname", visible=False),
        Column("address", visible=False),
        Column("address_2", visible=False),
        Column("county", visible=False),
        Column("home_page", visible=False),
        Column("vat_number", visible=False),
        Column("salesperson__name", caption=_("Salesperson Name"), visible=False),
        Column("language", visible=False),
        Column("privacy_blocked"),
        Column("minor", visible=False),
        Column("parental_consent", visible=False),
        Column("external_id", visible=False),
        Column("modified_at", visible=False),
    ),
    search=("number", "name", "company_name", "city", "phone", "mobile_phone", "email"),
    order="name",
    open="contacts:card",
    actions=(NEW,),
    verbs=verbs_of,
    bulk=MANY_CONTACTS,
    fact_box="contacts/beside.html",
    facts=facts_beside_the_list,
    empty=_("The companies and persons you sell to are shown here."),
)

navigation(
    Navigation(
        _("Contacts"),
        "contacts:list",
        VIEW,
        icon="users",
        group="main",
        order=20,
        key="c",
        synonyms=(
            *("relaties", "contactpersonen", "bedrijven", "personen"),
            *("companies", "persons", "people", "accounts", "prospects"),
        ),
    ),
    Navigation(
        _("New Contact"),
        "contacts:new",
        "contacts.create_contact",
        icon="plus",
        group=FOUND,
        order=510,
        kind=TASK,
        dialog=True,
        synonyms=(_("Create Contact"), "new prospect", "nieuwe prospect"),
    ),
)
find_records(
    RecordSearch(
        caption=_("Contacts"),
        model=Contact,
        permission=VIEW,
        fields=CONTACTS.search,
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
