"""The list of salespeople, and the card of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.foundation.records.contributions import may_delete
from kans.lists.frame import Column, ListAction, ListFrame, show_list
from kans.team.actions import (
    create_salesperson,
    delete_salesperson,
    edit_salesperson,
)
from kans.team.bulk import MANY_SALESPEOPLE
from kans.team.forms import NewSalespersonForm, SalespersonForm
from kans.team.models import Salesperson
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
from kans.web.pages import done, page, posted
from kans.web.tell_me import RecordSearch, find_records

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.web.pages import PageRequest

CARD = CardFrame(
    model=Salesperson,
    caption=_("Salesperson Card"),
    open="team:card",
    by="code",
    list="team:list",
    editing=Editing(verb="edit_salesperson", to="team:edit", form=SalespersonForm),
    groups=(
        Group("general", _("General"), ("code", "name", "job_title", "commission")),
        Group("communication", _("Communication"), ("email", "email_2", "phone")),
        Group("blocking", _("Blocking"), ("blocked", "privacy_blocked")),
    ),
)


def badge_of(salesperson: Salesperson) -> Badge | None:
    """Whether new work may go to the salesperson, where it may not."""
    refused = salesperson.may_be_chosen()
    return Badge(_("Blocked"), "warn") if refused else None


def verbs_of(salesperson: Salesperson) -> tuple[Verb, ...]:
    """What can be done with a salesperson, from the list and from the card."""
    return (
        Verb(
            verdict("delete_salesperson", may_delete([salesperson])),
            address("team:delete", code=salesperson.code),
            icon="trash",
        ),
    )


SALESPEOPLE = ListFrame(
    name="salespeople",
    caption=_("Salespeople"),
    model=Salesperson,
    columns=(
        Column("code"),
        Column("name"),
        Column("job_title"),
        Column("email"),
        Column("phone"),
        Column("commission"),
        Column("blocked"),
        Column("privacy_blocked"),
        Column("email_2", visible=False),
        Column("external_id", visible=False),
    ),
    search=("code", "name", "email", "phone"),
    order="code",
    handle="code",
    open="team:card",
    actions=(
        ListAction(
            _("New"),
            "team:new",
            icon="plus",
            primary=True,
            permission="team.create_salesperson",
            shortcut="Alt+N",
        ),
    ),
    verbs=verbs_of,
    bulk=MANY_SALESPEOPLE,
    empty=_("The people who sell are shown here. Enter the first one with New."),
)

navigation(
    Navigation(
        _("Salespeople"),
        "team:list",
        "team.view_salesperson",
        icon="users-group",
        group="main",
        key="s",
        synonyms=("verkopers", "sales reps", "accountmanagers", "salesperson", "team"),
    ),
    Navigation(
        _("New Salesperson"),
        "team:new",
        "team.create_salesperson",
        icon="plus",
        group=FOUND,
        order=520,
        kind=TASK,
        dialog=True,
        synonyms=(_("Create Salesperson"),),
    ),
)
find_records(
    RecordSearch(
        caption=_("Salespeople"),
        model=Salesperson,
        permission="team.view_salesperson",
        fields=("code", "name", "email", "phone"),
        title="name",
        detail="code",
        url="team:card",
        handle="code",
        icon="users-group",
    )
)


@page(permission="team.view_salesperson")
def list_(request: PageRequest) -> HttpResponse:
    return show_list(request, SALESPEOPLE, rows=Salesperson.objects.all())


@page(permission="team.view_salesperson")
def card(request: PageRequest, code: str) -> HttpResponse:
    salesperson = get_object_or_404(Salesperson, code=code)
    return show_card(
        request,
        CARD,
        salesperson,
        badge=badge_of(salesperson),
        verbs=verbs_of(salesperson),
    )


@page(permission="team.edit_salesperson")
def edit(request: PageRequest, code: str) -> HttpResponse:
    salesperson = get_object_or_404(Salesperson, code=code)
    form = SalespersonForm(posted(request), record=salesperson, only=asked_for(request))
    if form.can_be_judged():
        with form.refusals():
            salesperson = edit_salesperson(salesperson, **form.arguments())
            return saved(request, CARD, salesperson)
    return show_edit(request, CARD, salesperson, form)


@page(permission="team.create_salesperson")
def new(request: PageRequest) -> HttpResponse:
    form = NewSalespersonForm(posted(request))
    if form.can_be_judged():
        with form.refusals():
            salesperson = create_salesperson(**form.arguments())
            to = CARD.address_of(salesperson)
            return done(request, to, _("The salesperson is created."), go=True)
    return show_dialog(request, form, title=_("New Salesperson"), complete=True)


@page(permission="team.delete_salesperson")
def delete(request: PageRequest, code: str) -> HttpResponse:
    salesperson = get_object_or_404(Salesperson, code=code)
    form = RecordForm(posted(request), record=salesperson)
    if form.can_be_judged():
        with form.refusals():
            delete_salesperson(salesperson, **form.arguments())
            gone = CARD.address_of(salesperson)
            return done(
                request,
                address("team:list"),
                _("The salesperson is deleted."),
                gone=gone,
            )
    return show_deletion(
        request,
        form,
        title=_("Delete Salesperson"),
        subtitle=str(salesperson),
        text=_("Delete this salesperson? Contacts will have none in their place."),
        verdict=verdict("delete_salesperson", may_delete([salesperson])),
    )
