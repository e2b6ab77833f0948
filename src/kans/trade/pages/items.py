"""The list of items, the card of one, and its dialogs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.foundation.records.contributions import may_delete
from kans.lists.frame import Column, ListAction, ListFrame, View, show_list
from kans.trade.actions import create_item, delete_item, edit_item
from kans.trade.bulk import MANY_ITEMS
from kans.trade.forms import ItemForm, NewItemForm
from kans.trade.models import Item
from kans.web.cards import (
    Badge,
    CardFrame,
    Editing,
    Group,
    Verb,
    asked_for,
    saved,
    show_card,
    show_edit,
)
from kans.web.chrome import FOUND, TASK, Navigation, navigation
from kans.web.dialogs import show_deletion, show_dialog
from kans.web.forms import RecordForm
from kans.web.lookups import show_lookup
from kans.web.pages import done, page, posted
from kans.web.tell_me import RecordSearch, find_records

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.web.pages import PageRequest

VIEW = "trade.view_item"
CARD = CardFrame(
    model=Item,
    caption=_("Item Card"),
    open="trade:item",
    by="number",
    list="trade:items",
    editing=Editing(verb="edit_item", to="trade:edit_item", form=ItemForm),
    groups=(
        Group(
            "general",
            _("General"),
            ("number", "description", "type", "unit", "blocked"),
        ),
        Group(
            "pricing",
            _("Pricing"),
            ("unit_price", "price_includes_vat", "vat_group"),
        ),
    ),
)


def verbs_of(item: Item) -> tuple[Verb, ...]:
    """What can be done with an item, from the list and from the card."""
    return (
        Verb(
            verdict("delete_item", may_delete([item])),
            address("trade:delete_item", number=item.number),
            icon="trash",
        ),
    )


ITEMS = ListFrame(
    name="items",
    caption=_("Items"),
    model=Item,
    columns=(
        Column("number"),
        Column("description"),
        Column("type", tones={"Goods": "neutral", "Service": "info"}),
        Column("unit"),
        Column("unit_price"),
        Column("price_includes_vat"),
        Column("vat_group"),
        Column("blocked"),
        Column("external_id", visible=False),
        Column("modified_at", visible=False),
    ),
    search=("number", "description"),
    order="number",
    open="trade:item",
    actions=(
        ListAction(
            _("New"),
            "trade:new_item",
            icon="plus",
            primary=True,
            permission="trade.create_item",
            shortcut="Alt+N",
        ),
    ),
    verbs=verbs_of,
    bulk=MANY_ITEMS,
    empty=_("The goods and services you sell are shown here."),
    views=(
        View("for_sale", pgettext_lazy("view", "Not Blocked"), {"blocked": "no"}),
        View("goods", pgettext_lazy("view", "Goods"), {"type": "Goods"}),
        View("services", pgettext_lazy("view", "Services"), {"type": "Service"}),
    ),
)

navigation(
    Navigation(
        _("Items"),
        "trade:items",
        VIEW,
        icon="package",
        group="main",
        order=60,
        key="i",
        synonyms=(
            _("Item"),
            *("artikelen", "producten", "diensten", "prijslijst"),
            *("products", "goods", "services", "price list"),
        ),
    ),
    Navigation(
        _("New Item"),
        "trade:new_item",
        "trade.create_item",
        icon="plus",
        group=FOUND,
        order=540,
        kind=TASK,
        dialog=True,
        synonyms=(_("Create Item"), "nieuw product", "new product"),
    ),
)
find_records(
    RecordSearch(
        caption=_("Items"),
        model=Item,
        permission=VIEW,
        fields=ITEMS.search,
        title="description",
        detail="number",
        url="trade:item",
        handle="number",
        icon="package",
    )
)


@page(permission=VIEW)
def list_(request: PageRequest) -> HttpResponse:
    return show_list(request, ITEMS, rows=Item.objects.all())


@page(permission=VIEW)
def lookup(request: PageRequest) -> HttpResponse:
    """What may be put on a document."""
    for_sale = Item.objects.filter(blocked=False)
    return show_lookup(request, for_sale, by="number", name="description")


@page(permission=VIEW)
def card(request: PageRequest, number: str) -> HttpResponse:
    item = get_object_or_404(Item, number=number)
    return show_card(
        request,
        CARD,
        item,
        title=f"{item.number} · {item.description}",
        badge=Badge(_("Blocked"), "warn") if item.blocked else None,
        verbs=verbs_of(item),
    )


@page(permission="trade.create_item")
def new(request: PageRequest) -> HttpResponse:
    form = NewItemForm(posted(request))
    if form.can_be_judged():
        with form.refusals():
            item = create_item(**form.arguments())
            to = CARD.address_of(item)
            return done(request, to, _("The item is created."), go=True)
    return show_dialog(request, form, title=_("New Item"), complete=True)


@page(permission="trade.edit_item")
def edit(request: PageRequest, number: str) -> HttpResponse:
    item = get_object_or_404(Item, number=number)
    form = ItemForm(posted(request), record=item, only=asked_for(request))
    if form.can_be_judged():
        with form.refusals():
            item = edit_item(item, **form.arguments())
            return saved(request, CARD, item)
    return show_edit(request, CARD, item, form)


@page(permission="trade.delete_item")
def delete(request: PageRequest, number: str) -> HttpResponse:
    item = get_object_or_404(Item, number=number)
    form = RecordForm(posted(request), record=item)
    if form.can_be_judged():
        with form.refusals():
            delete_item(item, **form.arguments())
            to, gone = address("trade:items"), CARD.address_of(item)
            return done(request, to, _("The item is deleted."), gone=gone)
    return show_deletion(
        request,
        form,
        title=_("Delete Item"),
        subtitle=str(item),
        text=_("Delete this item?"),
        verdict=verdict("delete_item", may_delete([item])),
    )
