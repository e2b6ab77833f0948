"""The opportunity card: the path of stages, the facts, the timeline of what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.opportunities.actions import edit_opportunity
from kans.opportunities.forms import OpportunityForm
from kans.opportunities.models import Opportunity
from kans.opportunities.pages.lists import STATUS_TONES
from kans.opportunities.pages.verbs import verbs_of
from kans.opportunities.queries import opportunity_figures, story
from kans.web.cards import (
    Badge,
    CardFrame,
    Editing,
    FactBox,
    Group,
    Related,
    Shown,
    asked_for,
    card_address,
    saved,
    show_card,
    show_edit,
)
from kans.web.pages import page, posted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from kans.web.pages import PageRequest

CARD = CardFrame(
    model=Opportunity,
    caption=_("Opportunity Card"),
    open="opportunities:card",
    list="opportunities:list",
    editing=Editing(
        verb="edit_opportunity", to="opportunities:edit", form=OpportunityForm
    ),
    groups=(
        Group(
            "general",
            _("General"),
            (
                "number",
                "description",
                "contact",
                "contact_company",
                "salesperson",
                "sales_cycle",
                "priority",
                "creation_date",
            ),
        ),
        Group(
            "estimates",
            _("Estimates"),
            (
                Shown("stage_description", _("Current Stage")),
                "estimated_value",
                "chances_of_success",
                "completed",
                "probability",
                "calculated_current_value",
                "estimated_close_date",
                "date_of_change",
            ),
        ),
        Group("status", _("Status"), ("status", "closed", "date_closed", "close_code")),
    ),
)


@page(permission="opportunities.view_opportunity")
def card(request: PageRequest, number: str) -> HttpResponse:
    rows = Opportunity.objects.select_related(
        "contact", "contact_company", "salesperson", "sales_cycle", "close_code"
    )
    opportunity = get_object_or_404(rows, number=number)
    return show_card(
        request,
        CARD,
        opportunity,
        title=str(opportunity),
        subtitle=_subtitle(opportunity),
        badge=Badge(opportunity.get_status_display(), STATUS_TONES[opportunity.status]),
        verbs=verbs_of(opportunity),
        related=_related(opportunity),
        fact_boxes=_fact_boxes(opportunity),
        template="opportunities/card.html",
        context={"story": story(opportunity), "opportunity": opportunity},
    )


@page(permission="opportunities.edit_opportunity")
def edit(request: PageRequest, number: str) -> HttpResponse:
    opportunity = get_object_or_404(Opportunity, number=number)
    form = OpportunityForm(posted(request), record=opportunity, only=asked_for(request))
    form.preset(request.GET)
    if form.can_be_judged():
        with form.refusals():
            opportunity = edit_opportunity(opportunity, **form.arguments())
            return saved(request, CARD, opportunity)
    return show_edit(request, CARD, opportunity, form)


def _subtitle(opportunity: Opportunity) -> str:
    names = [opportunity.contact_name, opportunity.company_name]
    return " · ".join(dict.fromkeys(name for name in names if name))


def _related(opportunity: Opportunity) -> Iterable[Related]:
    company = opportunity.contact_company or opportunity.contact
    if company:
        yield Related(
            _("Opportunities of the Contact"),
            address("opportunities:of_contact", number=company.number),
            icon="list",
        )


def _fact_boxes(opportunity: Opportunity) -> Iterable[FactBox]:
    yield FactBox(
        "statistics",
        _("Statistics"),
        "opportunities/statistics.html",
        {"figures": opportunity_figures(opportunity)},
    )
    if opportunity.contact:
        yield FactBox(
            "contact",
            _("Contact"),
            "opportunities/contact_facts.html",
            {"contact": opportunity.contact, "to": card_address(opportunity.contact)},
        )
