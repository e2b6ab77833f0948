"""The list of customers, and what inputs suggest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kans.customers.bulk import MANY_CUSTOMERS
from kans.customers.models import Customer
from kans.customers.pages.cards import VIEW, verbs_of
from kans.customers.queries import unlinked_customers
from kans.lists.frame import Column, ListAction, ListFrame, View, show_list
from kans.web.chrome import FOUND, TASK, Navigation, navigation
from kans.web.lookups import show_lookup
from kans.web.pages import page
from kans.web.tell_me import RecordSearch, find_records

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.web.pages import PageRequest

CUSTOMERS = ListFrame(
    name="customers",
    caption=_("Customers"),
    model=Customer,
    columns=(
        Column("number"),
        Column("name"),
        Column("type", tones={"Company": "info", "Person": "neutral"}),
        Column("primary_contact"),
        Column("phone"),
        Column("email"),
        Column("post_code", on_phone=False),
        Column("city"),
        Column("country", on_phone=False),
        Column("salesperson"),
        Column("currency", on_phone=False),
        Column("payment_terms", on_phone=False),
        Column("blocked", tones=dict.fromkeys(("Ship", "Invoice", "All"), "warn")),
        Column("contact", visible=False),
        Column("mobile_phone", visible=False),
        Column("address", visible=False),
        Column("address_2", visible=False),
        Column("county", visible=False),
        Column("home_page", visible=False),
        Column("vat_number", visible=False),
        Column("vat_group", visible=False),
        Column("salesperson__name", caption=_("Salesperson Name"), visible=False),
        Column("language", visible=False),
        Column("prices_include_vat", visible=False),
        Column("line_discount", visible=False),
        Column("document_discount", visible=False),
        Column("privacy_blocked", visible=False),
        Column("external_id", visible=False),
        Column("modified_at", visible=False),
    ),
    views=(
        View("mine", pgettext_lazy("view", "Mine"), {"salesperson": "%me"}),
        View(
            "blocked",
            pgettext_lazy("view", "Blocked"),
            {"blocked": "Ship|Invoice|All"},
        ),
    ),
    search=("number", "name", "city", "phone", "email"),
    order="name",
    open="customers:card",
    actions=(
        ListAction(
            _("New"),
            "customers:new",
            icon="plus",
            primary=True,
            permission="customers.create_customer",
            shortcut="Alt+N",
        ),
    ),
    verbs=verbs_of,
    bulk=MANY_CUSTOMERS,
    fact_box="customers/beside.html",
    empty=_("Who buys is shown here. Make a customer of a contact on its card."),
)

navigation(
    Navigation(
        _("Customers"),
        "customers:list",
        VIEW,
        icon="building-store",
        group="main",
        order=30,
        key="k",
        synonyms=(
            "klanten",
            "debiteuren",
            "afnemers",
            "customers",
            "clients",
            "debtors",
        ),
    ),
    Navigation(
        _("New Customer"),
        "customers:new",
        "customers.create_customer",
        icon="plus",
        group=FOUND,
        order=515,
        kind=TASK,
        dialog=True,
        synonyms=(_("Create Customer"), "nieuwe debiteur"),
    ),
)
find_records(
    RecordSearch(
        caption=_("Customers"),
        model=Customer,
        permission=VIEW,
        fields=CUSTOMERS.search,
        title="name",
        detail="number",
        url="customers:card",
        handle="number",
        icon="building-store",
    )
)


@page(permission=VIEW)
def list_(request: PageRequest) -> HttpResponse:
    return show_list(request, CUSTOMERS, rows=Customer.objects.all())


@page(permission=VIEW)
def lookup(request: PageRequest) -> HttpResponse:
    return show_lookup(request, Customer.objects.all(), detail="city")


@page(permission=VIEW)
def lookup_unlinked(request: PageRequest) -> HttpResponse:
    return show_lookup(request, unlinked_customers(), detail="city")
