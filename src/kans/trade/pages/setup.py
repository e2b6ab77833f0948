"""The sales set-up: one card, edited in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.trade.actions import edit_sales_setup
from kans.trade.forms import SalesSetupForm
from kans.trade.models import SalesSetup
from kans.web.cards import (
    CardFrame,
    Editing,
    Group,
    asked_for,
    saved,
    show_card,
    show_edit,
)
from kans.web.chrome import Navigation, navigation
from kans.web.pages import page, posted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.web.pages import PageRequest

SETUP = CardFrame(
    model=SalesSetup,
    caption=_("Sales Setup"),
    open="trade:setup",
    by="",
    comments=False,
    editing=Editing(
        verb="edit_sales_setup", to="trade:edit_setup", form=SalesSetupForm
    ),
    groups=(
        Group(
            "numbering",
            _("Numbering"),
            ("customer_numbers", "item_numbers", "quote_numbers", "order_numbers"),
        ),
        Group("defaults", _("Defaults"), ("quote_validity", "default_vat_group")),
    ),
)

navigation(
    Navigation(
        _("Sales Setup"),
        "trade:setup",
        "trade.view_salessetup",
        icon="settings",
        group="setup",
        synonyms=(
            *("verkoopinstellingen", "inrichting verkoop", "nummering offertes"),
            *("geldigheid offerte", "quote validity", "sales & receivables setup"),
        ),
    )
)


@page(permission="trade.view_salessetup")
def setup(request: PageRequest) -> HttpResponse:
    return show_card(request, SETUP, SalesSetup.current())


@page(permission="trade.edit_salessetup")
def edit_setup(request: PageRequest) -> HttpResponse:
    record = SalesSetup.current()
    form = SalesSetupForm(posted(request), record=record, only=asked_for(request))
    if form.can_be_judged():
        with form.refusals():
            record = edit_sales_setup(**form.arguments())
            return saved(request, SETUP, record)
    return show_edit(request, SETUP, record, form)
