"""The lists of quotes and orders: all, and of a contact, customer or salesperson."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kans.contacts.models import Contact
from kans.customers.models import Customer
from kans.foundation.acting.addresses import address
from kans.lists.frame import (
    Column,
    ListAction,
    ListFrame,
    Scope,
    Total,
    View,
    show_list,
)
from kans.sales.bulk import MANY_ORDERS, MANY_QUOTES
from kans.sales.models import SalesDocument
from kans.sales.pages.verbs import verbs_of
from kans.sales.rules.statuses import DocumentStatus
from kans.team.models import Salesperson
from kans.trade.models import Item
from kans.web.chrome import FOUND, TASK, Navigation, navigation
from kans.web.lookups import show_lookup
from kans.web.pages import page
from kans.web.tell_me import RecordSearch, find_records

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.web.pages import PageRequest

TONES = {
    DocumentStatus.OPEN.value: "info",
    DocumentStatus.RELEASED.value: "good",
    DocumentStatus.COMPLETED.value: "neutral",
    DocumentStatus.CANCELED.value: "bad",
}
NEW = ListAction(
    _("New"),
    "sales:create_quote",
    permission="sales.create_quote",
    icon="plus",
    primary=True,
    shortcut="Alt+N",
)
KEPT = ListAction(
    _("Versions"),
    "sales:archive",
    permission="sales.view_documentversion",
    icon="archive",
)
COLUMNS = (
    Column("number"),
    Column("name"),
    Column("status", tones=TONES),
    Column("document_date"),
    # In whatever currency each is: only what they are worth in LCY can be added up.
    Column("amount", total=Total.NONE, currency="currency__code"),
    Column(
        "amount_including_vat",
        on_phone=False,
        total=Total.NONE,
        currency="currency__code",
    ),
    Column("value", on_phone=False),
    Column("currency", on_phone=False),
    Column("salesperson", on_phone=False),
    Column("customer", on_phone=False),
    Column("contact", on_phone=False),
    Column("opportunity", on_phone=False),
    Column("order_date", visible=False),
    Column("shipment_date", on_phone=False),
    Column("due_date", visible=False),
    Column("your_reference", visible=False),
    Column("city", visible=False),
    Column("country", visible=False),
    Column("sent_at", visible=False),
    Column("modified_at", visible=False),
)
SEARCH = ("number", "name", "your_reference")


def facts_of(document: SalesDocument) -> dict[str, Any]:
    return {"document": document}


QUOTES = ListFrame(
    name="quotes",
    caption=_("Sales Quotes"),
    model=SalesDocument,
    columns=(
        *COLUMNS[:4],
        Column("valid_until"),
        *COLUMNS[4:],
        Column("accepted", visible=False),
        Column("accepted_date", visible=False),
        Column("customer_template", visible=False),
    ),
    views=(
        View("open", pgettext_lazy("view", "Open"), {"status": "Open"}),
        View("mine", pgettext_lazy("view", "Mine"), {"salesperson": "%me"}),
        View("expired", pgettext_lazy("view", "Expired"), {"valid_until": "<w"}),
        View("accepted", pgettext_lazy("view", "Accepted"), {"accepted": "yes"}),
    ),
    search=SEARCH,
    order="-number",
    open="sales:card",
    actions=(NEW, KEPT),
    verbs=verbs_of,
    bulk=MANY_QUOTES,
    fact_box="sales/list_facts.html",
    facts=facts_of,
    empty=_("What is offered is shown here. Make the first quote of an opportunity."),
)
ORDERS = ListFrame(
    name="orders",
    caption=_("Sales Orders"),
    model=SalesDocument,
    columns=(*COLUMNS[:4], *COLUMNS[4:], Column("quote_number", visible=False)),
    views=(
        View("open", pgettext_lazy("view", "Open"), {"status": "Open|Released"}),
        View("mine", pgettext_lazy("view", "Mine"), {"salesperson": "%me"}),
        View("completed", pgettext_lazy("view", "Completed"), {"status": "Completed"}),
    ),
    search=SEARCH,
    order="-number",
    open="sales:card",
    actions=(KEPT,),
    verbs=verbs_of,
    bulk=MANY_ORDERS,
    fact_box="sales/list_facts.html",
    facts=facts_of,
    empty=_("What is ordered is shown here. Make an order of a sales quote."),
)

navigation(
    Navigation(
        pgettext_lazy("navigation", "Quotes"),
        "sales:quotes",
        "sales.view_salesdocument",
        icon="file-text",
        group="main",
        order=30,
        key="q",
        synonyms=(
            _("Sales Quotes"),
            "verkoopoffertes",
            "quotes",
            "proposals",
            "quotations",
        ),
    ),
    Navigation(
        pgettext_lazy("navigation", "Orders"),
        "sales:orders",
        "sales.view_salesdocument",
        icon="shopping-cart",
        group="main",
        order=31,
        key="r",
        synonyms=(_("Sales Orders"), "bestellingen", "orders"),
    ),
    Navigation(
        _("New Sales Quote"),
        "sales:create_quote",
        "sales.create_quote",
        icon="plus",
        group=FOUND,
        order=510,
        kind=TASK,
        dialog=True,
        synonyms=("offerte maken", "create quote"),
    ),
    Navigation(
        _("Delete Expired Quotes"),
        "sales:expired",
        "sales.delete_document",
        icon="trash",
        group=FOUND,
        order=520,
        kind=TASK,
        synonyms=("verlopen offertes verwijderen", "expired quotes"),
    ),
)
find_records(
    RecordSearch(
        caption=_("Sales Quotes and Orders"),
        model=SalesDocument,
        permission="sales.view_salesdocument",
        fields=SEARCH,
        title="name",
        detail="number",
        url="sales:card",
        icon="file-text",
    )
)


@page(permission="sales.view_salesdocument")
def quotes(request: PageRequest) -> HttpResponse:
    return show_list(request, QUOTES, rows=SalesDocument.objects.quotes())


@page(permission="sales.delete_document")
def expired(request: PageRequest) -> HttpResponse:
    """The quotes that hold no longer, to select and delete (SQ-3)."""
    return redirect(f"{address('sales:quotes')}?view=expired")


@page(permission="sales.view_salesdocument")
def orders(request: PageRequest) -> HttpResponse:
    return show_list(request, ORDERS, rows=SalesDocument.objects.orders())


@page(permission="sales.view_salesdocument")
def of_contact(request: PageRequest, kind: str, number: str) -> HttpResponse:
    """Of a company with all its persons, or of one person."""
    contact = get_object_or_404(Contact, number=number)
    rows = SalesDocument.objects.of_contact(contact)
    new = {"contact": contact.number}
    return _show_some(request, kind, rows, whose=contact.name, new=new)


@page(permission="sales.view_salesdocument")
def of_customer(request: PageRequest, kind: str, number: str) -> HttpResponse:
    customer = get_object_or_404(Customer, number=number)
    rows = SalesDocument.objects.filter(customer=customer)
    return _show_some(request, kind, rows, whose=customer.name)


@page(permission="sales.view_salesdocument")
def of_salesperson(request: PageRequest, kind: str, code: str) -> HttpResponse:
    salesperson = get_object_or_404(Salesperson, code=code)
    rows = SalesDocument.objects.filter(salesperson=salesperson)
    return _show_some(request, kind, rows, whose=str(salesperson))


def _show_some(
    request: PageRequest,
    kind: str,
    rows: Any,
    *,
    whose: str,
    new: dict[str, str] | None = None,
) -> HttpResponse:
    named = {"name": whose}
    if kind == "quotes":
        frame, rows = QUOTES, rows.quotes()
        caption = gettext("Sales Quotes of %(name)s") % named
        frame = replace(frame, actions=(replace(NEW, query=new or {}), KEPT))
    else:
        frame, rows = ORDERS, rows.orders()
        caption = gettext("Sales Orders of %(name)s") % named
    scope = Scope(whose, clear=address(f"sales:{kind}"))
    return show_list(request, frame, rows=rows, caption=caption, scope=scope)


@page(permission="sales.edit_document")
def items(request: PageRequest) -> HttpResponse:
    """Items that a line may be of."""
    rows = Item.objects.filter(blocked=False)
    return show_lookup(request, rows, by="number", name="description")


@page(permission="sales.edit_document")
def customers(request: PageRequest) -> HttpResponse:
    rows = Customer.objects.all()
    return show_lookup(request, rows, by="number", name="name", detail="city")
