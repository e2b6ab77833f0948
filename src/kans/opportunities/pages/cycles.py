"""Setting up sales cycles: the list, and the card with its stages and figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.lists.frame import Column, Kind, ListAction, ListFrame, show_list
from kans.opportunities.actions import (
    create_sales_cycle,
    delete_sales_cycle,
    edit_sales_cycle,
)
from kans.opportunities.actions.cycles import may_delete_cycle
from kans.opportunities.forms import CycleForm, NewCycleForm, PeriodForm
from kans.opportunities.models import SalesCycle
from kans.opportunities.pages.lists import OPPORTUNITIES
from kans.opportunities.queries import cycle_figures, cycles_with_figures
from kans.web.cards import (
    Badge,
    CardFrame,
    Editing,
    FactBox,
    Group,
    Related,
    Verb,
    asked_for,
    saved,
    show_card,
    show_edit,
)
from kans.web.chrome import Navigation, navigation
from kans.web.dialogs import show_deletion, show_dialog
from kans.web.forms import RecordForm
from kans.web.pages import done, page, posted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from kans.web.pages import PageRequest


def verbs_of(cycle: SalesCycle) -> Iterable[Verb]:
    yield Verb(
        verdict("delete_sales_cycle", may_delete_cycle(cycle)),
        address("opportunities:delete_cycle", code=cycle.code),
        icon="trash",
    )


CARD = CardFrame(
    model=SalesCycle,
    caption=_("Sales Cycle Card"),
    open="opportunities:cycle",
    by="code",
    list="opportunities:cycles",
    view="opportunities.view_sales_cycle",
    editing=Editing(
        verb="edit_sales_cycle", to="opportunities:edit_cycle", form=CycleForm
    ),
    groups=(
        Group(
            "general",
            _("General"),
            ("code", "description", "probability_calculation", "blocked"),
        ),
    ),
)
CYCLES = ListFrame(
    name="sales_cycles",
    caption=_("Sales Cycles"),
    model=SalesCycle,
    columns=(
        Column("code"),
        Column("description"),
        Column("probability_calculation"),
        Column("stage_count", caption=_("Stages"), kind=Kind.NUMBER),
        Column(
            "open_count",
            caption=_("In Progress"),
            help=_("Opportunities that stand at a stage, neither won nor lost."),
            kind=Kind.NUMBER,
        ),
        Column(
            "open_value",
            caption=_("Estimated Value (LCY)"),
            help=_("Of those in progress together."),
            kind=Kind.MONEY,
        ),
        Column(
            "open_current",
            caption=_("Calcd. Current Value (LCY)"),
            help=_("Of those in progress together."),
            kind=Kind.MONEY,
        ),
        Column("blocked"),
    ),
    search=("code", "description"),
    order="code",
    handle="code",
    open="opportunities:cycle",
    actions=(
        ListAction(
            _("New"),
            "opportunities:new_cycle",
            permission="opportunities.edit_sales_cycle",
            icon="plus",
            primary=True,
            shortcut="Alt+N",
        ),
    ),
    verbs=verbs_of,
    empty=_("A sales cycle names the stages that an opportunity goes through."),
)

navigation(
    Navigation(
        _("Sales Cycles"),
        "opportunities:cycles",
        "opportunities.view_sales_cycle",
        icon="route",
        group="setup",
        synonyms=(
            _("Sales Cycle"),
            _("Stages"),
            "verkoopcycli",
            "verkoopcyclus",
            "fasen",
            "presentatie",
            "pipeline stages",
        ),
    )
)


@page(permission="opportunities.view_sales_cycle")
def list_(request: PageRequest) -> HttpResponse:
    return show_list(request, CYCLES, rows=cycles_with_figures())


@page(permission="opportunities.view_sales_cycle")
def card(request: PageRequest, code: str) -> HttpResponse:
    cycle = get_object_or_404(SalesCycle, code=code)
    period = PeriodForm(request.GET if "closing" in request.GET else None)
    closing = period.cleaned_data["closing"] if period.is_valid() else None
    figures = cycle_figures(cycle, closing)
    return show_card(
        request,
        CARD,
        cycle,
        badge=Badge(_("Blocked"), "warn") if cycle.blocked else None,
        verbs=verbs_of(cycle),
        related=_related(cycle),
        fact_boxes=(
            FactBox(
                "figures",
                _("Statistics"),
                "opportunities/cycle_figures.html",
                {"total": figures.total, "period": period, "cycle": cycle},
            ),
        ),
        template="opportunities/cycle.html",
        context={
            "cycle": cycle,
            "stages": cycle.stages_in_order,
            "figures": figures,
            "narrowed": closing is not None,
            "new_stage": verdict("create_stage"),
        },
    )


@page(permission="opportunities.edit_sales_cycle")
def new(request: PageRequest) -> HttpResponse:
    form = NewCycleForm(posted(request))
    if form.can_be_judged():
        with form.refusals():
            cycle = create_sales_cycle(**form.arguments())
            message = _("The sales cycle is created. Add its stages.")
            return done(request, CARD.address_of(cycle), message, go=True)
    return show_dialog(request, form, title=_("New Sales Cycle"), complete=True)


@page(permission="opportunities.edit_sales_cycle")
def edit(request: PageRequest, code: str) -> HttpResponse:
    cycle = get_object_or_404(SalesCycle, code=code)
    form = CycleForm(posted(request), record=cycle, only=asked_for(request))
    if form.can_be_judged():
        with form.refusals():
            cycle = edit_sales_cycle(cycle, **form.arguments())
            return saved(request, CARD, cycle)
    return show_edit(request, CARD, cycle, form)


@page(permission="opportunities.edit_sales_cycle")
def delete(request: PageRequest, code: str) -> HttpResponse:
    cycle = get_object_or_404(SalesCycle, code=code)
    form = RecordForm(posted(request), record=cycle)
    if form.can_be_judged():
        with form.refusals():
            delete_sales_cycle(cycle, **form.arguments())
            return done(
                request,
                address("opportunities:cycles"),
                _("The sales cycle is deleted."),
                gone=CARD.address_of(cycle),
            )
    return show_deletion(
        request,
        form,
        title=_("Delete Sales Cycle"),
        subtitle=str(cycle),
        text=_("The sales cycle goes, with its stages, comments and attachments."),
        verdict=verdict("delete_sales_cycle", may_delete_cycle(cycle)),
    )


def _related(cycle: SalesCycle) -> Iterable[Related]:
    to = OPPORTUNITIES.address_of("opportunities:list", sales_cycle=cycle.code)
    yield Related(_("Opportunities"), to, icon="target-arrow")
