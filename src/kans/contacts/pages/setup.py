"""The marketing set-up: one card, edited in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.contacts.actions import edit_marketing_setup
from kans.contacts.forms import MarketingSetupForm
from kans.contacts.models import MarketingSetup
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
        Group(
            "duplicates",
            _("Duplicates"),
            ("search_duplicates", "search_hit_percentage"),
        ),
    ),
)

navigation(
    Navigation(
        _("Marketing Setup"),
        "contacts:setup",
        "contacts.view_marketingsetup",
        icon="settings",
        group="setup",
        synonyms=(
            *("marketinginstellingen", "inrichting", "nummering contacten"),
            *("contact numbers", "defaults", "inheritance", "search hit"),
            *("zoektreffer", "duplicaten zoeken"),
        ),
    ),
)


@page(permission="contacts.view_marketingsetup")
def setup(request: PageRequest) -> HttpResponse:
    return show_card(request, SETUP, MarketingSetup.current())


@page(permission="contacts.edit_marketingsetup")
def edit_setup(request: PageRequest) -> HttpResponse:
    record = MarketingSetup.current()
    form = MarketingSetupForm(posted(request), record=record, only=asked_for(request))
    if form.can_be_judged():
        with form.refusals():
            record = edit_marketing_setup(**form.arguments())
            return saved(request, SETUP, record)
    return show_edit(request, SETUP, record, form)
