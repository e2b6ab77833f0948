"""Setting up the stages of a sales cycle: card, dialogs, order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.opportunities.actions import (
    create_stage,
    delete_stage,
    edit_stage,
    move_stage,
)
from kans.opportunities.actions.cycles import Towards, may_delete_stage
from kans.opportunities.forms import NewStageForm, StageForm
from kans.opportunities.models import SalesCycle, SalesCycleStage
from kans.opportunities.queries import cycle_figures
from kans.web.cards import (
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
from kans.web.dialogs import show_deletion, show_dialog
from kans.web.forms import ConfirmForm, RecordForm
from kans.web.pages import done, page, posted

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from kans.web.pages import PageRequest

STEP = 1  # between the last stage and a new one

CARD = CardFrame(
    model=SalesCycleStage,
    caption=_("Sales Cycle Stage"),
    open="opportunities:stage",
    by="id",
    list="opportunities:cycles",
    view="opportunities.view_sales_cycle",
    editing=Editing(verb="edit_stage", to="opportunities:edit_stage", form=StageForm),
    groups=(
        Group(
            "general",
            _("General"),
            (
                "sales_cycle",
                "number",
                "description",
                "completed",
                "chances_of_success",
                "date_formula",
                "allow_skip",
                "quote_required",
            ),
        ),
    ),
)


@page(permission="opportunities.view_sales_cycle")
def card(request: PageRequest, id: UUID) -> HttpResponse:  # noqa: A002
    stage = _stage(id)
    cycle = stage.sales_cycle
    return show_card(
        request,
        CARD,
        stage,
        title=f"{stage.number} · {stage.description}",
        subtitle=f"{cycle.code} · {cycle.description}",
        verbs=(
            Verb(
                verdict("delete_stage", may_delete_stage(stage)),
                address("opportunities:delete_stage", id=stage.pk),
                icon="trash",
            ),
        ),
        related=(
            Related(
                _("Sales Cycle"),
                address("opportunities:cycle", code=cycle.code),
                icon="route",
            ),
        ),
        fact_boxes=(
            FactBox(
                "figures",
                _("Statistics"),
                "opportunities/stage_figures.html",
                {"sums": cycle_figures(cycle).at(stage.pk)},
            ),
        ),
    )


@page(permission="opportunities.edit_sales_cycle")
def new(request: PageRequest, code: str) -> HttpResponse:
    cycle = get_object_or_404(SalesCycle, code=code)
    stages = cycle.stages_in_order
    number = (stages[-1].number if stages else 0) + STEP
    form = NewStageForm(posted(request), initial={"number": number})
    if form.can_be_judged():
        with form.refusals():
            create_stage(cycle, **form.arguments())
            to = address("opportunities:cycle", code=cycle.code)
            return done(request, to, _("The stage is added."))
    return show_dialog(
        request, form, title=_("New Stage"), subtitle=str(cycle), complete=True
    )


@page(permission="opportunities.edit_sales_cycle")
def edit(request: PageRequest, id: UUID) -> HttpResponse:  # noqa: A002
    stage = _stage(id)
    form = StageForm(posted(request), record=stage, only=asked_for(request))
    if form.can_be_judged():
        with form.refusals():
            stage = edit_stage(stage, **form.arguments())
            return saved(request, CARD, stage)
    return show_edit(request, CARD, stage, form)


@page(permission="opportunities.edit_sales_cycle")
def order(request: PageRequest, id: UUID, towards: str) -> HttpResponse:  # noqa: A002
    """Change places with the stage before or after; asked for by two buttons."""
    stage = _stage(id)
    form = ConfirmForm(posted(request))
    if form.can_be_judged():
        with form.refusals():
            move_stage(stage, Towards(towards))
            return done(
                request,
                address("opportunities:cycle", code=stage.sales_cycle.code),
                _("The stages are in their new order."),
            )
    return show_dialog(
        request,
        form,
        title=_("Move Stage"),
        subtitle=f"{stage.number} · {stage.description}",
        text=_("The stage changes places with its neighbour."),
    )


@page(permission="opportunities.edit_sales_cycle")
def delete(request: PageRequest, id: UUID) -> HttpResponse:  # noqa: A002
    stage = _stage(id)
    form = RecordForm(posted(request), record=stage)
    if form.can_be_judged():
        with form.refusals():
            delete_stage(stage, **form.arguments())
            return done(
                request,
                address("opportunities:cycle", code=stage.sales_cycle.code),
                _("The stage is deleted."),
                gone=CARD.address_of(stage),
            )
    return show_deletion(
        request,
        form,
        title=_("Delete Stage"),
        subtitle=f"{stage.number} · {stage.description}",
        text=_("The stage goes, with its comments and attachments."),
        verdict=verdict("delete_stage", may_delete_stage(stage)),
    )


def _stage(pk: UUID) -> SalesCycleStage:
    rows = SalesCycleStage.objects.select_related("sales_cycle")
    return get_object_or_404(rows, pk=pk)
