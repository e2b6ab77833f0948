"""The list of opportunities: of everybody, of a salesperson, of a contact (LST-1)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kans.contacts.models import Contact
from kans.foundation.acting.addresses import address
from kans.lists.frame import (
    Column,
    Kind,
    ListAction,
    ListFrame,
    Scope,
    Total,
    View,
    show_list,
)
from kans.opportunities.bulk import MANY_OPPORTUNITIES
from kans.opportunities.models import Opportunity
from kans.opportunities.pages.verbs import verbs_of
from kans.opportunities.queries import opportunity_figures, with_last_stage
from kans.opportunities.rules.closing import Status
from kans.team.models import Salesperson
from kans.web.chrome import FOUND, TASK, Navigation, navigation
from kans.web.pages import page
from kans.web.tell_me import RecordSearch, find_records

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.web.pages import PageRequest

STATUS_TONES = {
    Status.NOT_STARTED.value: "neutral",
    Status.IN_PROGRESS.value: "info",
    Status.WON.value: "good",
    Status.LOST.value: "bad",
}
NEW = ListAction(
    _("New"),
    "opportunities:new",
    permission="opportunities.create_opportunity",
    icon="plus",
    primary=True,
    shortcut="Alt+N",
)


def facts_of(opportunity: Opportunity) -> dict[str, Any]:
    return {"figures": opportunity_figures(opportunity)}


OPPORTUNITIES = ListFrame(
    name="opportunities",
    caption=_("Opportunity List"),
    model=Opportunity,
    columns=(
        Column("number"),
        Column("description"),
        Column("contact_name"),
        Column("status", tones=STATUS_TONES),
        Column("stage__description", caption=_("Current Stage")),
        Column("estimated_value"),
        Column("estimated_close_date"),
        Column("salesperson"),
        Column("company_name", on_phone=False),
        Column("calculated_current_value", on_phone=False),
        Column("chances_of_success", on_phone=False, total=Total.AVERAGE),
        Column("probability", on_phone=False, total=Total.AVERAGE),
        Column("priority", on_phone=False),
        Column("sales_cycle", on_phone=False),
        Column("creation_date", on_phone=False),
        Column("closed", on_phone=False),
        Column("date_closed", on_phone=False),
        Column("stage_number", visible=False),
        Column("completed", visible=False, total=Total.AVERAGE),
        Column("date_of_change", visible=False),
        Column("close_code", visible=False),
        Column(
            "close_code__description",
            caption=_("Close Code Description"),
            visible=False,
        ),
        Column("sales_cycle__description", caption=_("Sales Cycle"), visible=False),
        Column("contact__number", caption=_("Contact No."), visible=False),
        Column("contact__type", caption=_("Contact Type"), visible=False),
        Column("contact__phone", caption=_("Contact Phone No."), visible=False),
        Column("contact__email", caption=_("Contact E-Mail"), visible=False),
        Column("contact__city", caption=_("Contact City"), visible=False),
        Column("contact__country", caption=_("Contact Country/Region"), visible=False),
        Column("salesperson__name", caption=_("Salesperson Name"), visible=False),
        Column(
            "last_stage",
            caption=_("Last Stage"),
            help=_("Where a closed opportunity stood before."),
            kind=Kind.TEXT,
            visible=False,
        ),
        Column("number_of_entries", visible=False, total=Total.SUM),
        Column("external_id", visible=False),
        Column("modified_at", visible=False),
    ),
    views=(
        View("open", pgettext_lazy("view", "Open"), {"closed": "no"}),
        View("mine", pgettext_lazy("view", "Mine"), {"salesperson": "%me"}),
        View(
            "closing-this-month",
            pgettext_lazy("view", "Closing This Month"),
            {"closed": "no", "estimated_close_date": "sm..em"},
            sort="estimated_close_date",
        ),
        View(
            "overdue",
            pgettext_lazy("view", "Overdue"),
            {"closed": "no", "estimated_close_date": "<w"},
            sort="estimated_close_date",
        ),
        View("won", pgettext_lazy("view", "Won"), {"status": Status.WON.value}),
        View("lost", pgettext_lazy("view", "Lost"), {"status": Status.LOST.value}),
    ),
    search=("number", "description", "contact_name", "company_name"),
    order="-number",
    open="opportunities:card",
    actions=(NEW,),
    verbs=verbs_of,
    bulk=MANY_OPPORTUNITIES,
    fact_box="opportunities/list_facts.html",
    facts=facts_of,
    empty=_(
        "What may be sold is shown here: one row for each possible sale. Enter the "
        "first one with New."
    ),
)

navigation(
    Navigation(
        _("Opportunities"),
        "opportunities:list",
        "opportunities.view_opportunity",
        icon="target-arrow",
        group="main",
        order=10,
        key="o",
        synonyms=(
            _("Opportunity List"),
            "opportunities",
            "opportunity-overzicht",
            "verkoopopportunities",
            "verkoopkansen",
            "kansen",
            "deals",
            "pipeline",
        ),
    ),
    Navigation(
        _("New Opportunity"),
        "opportunities:new",
        "opportunities.create_opportunity",
        icon="plus",
        group=FOUND,
        order=500,
        kind=TASK,
        dialog=True,
        synonyms=(_("Create Opportunity"), "kans maken", "deal"),
    ),
)
find_records(
    RecordSearch(
        caption=_("Opportunities"),
        model=Opportunity,
        permission="opportunities.view_opportunity",
        fields=OPPORTUNITIES.search,
        title="description",
        detail="number",
        url="opportunities:card",
        icon="target-arrow",
    )
)


@page(permission="opportunities.view_opportunity")
def list_(request: PageRequest) -> HttpResponse:
    rows = with_last_stage(Opportunity.objects.all())
    return show_list(request, OPPORTUNITIES, rows=rows)


@page(permission="opportunities.view_opportunity")
def of_salesperson(request: PageRequest, code: str) -> HttpResponse:
    salesperson = get_object_or_404(Salesperson, code=code)
    return _show_some(
        request,
        rows=Opportunity.objects.of_salesperson(salesperson),
        whose=str(salesperson),
        new={"salesperson": salesperson.code},
    )


@page(permission="opportunities.view_opportunity")
def of_contact(request: PageRequest, number: str) -> HttpResponse:
    """Of a company with all its persons, or of one person (LST-1)."""
    contact = get_object_or_404(Contact, number=number)
    return _show_some(
        request,
        rows=Opportunity.objects.of_contact(contact),
        whose=contact.name,
        new={"contact": contact.number},
    )


def _show_some(
    request: PageRequest, *, rows: Any, whose: str, new: dict[str, str]
) -> HttpResponse:
    frame = replace(OPPORTUNITIES, actions=(replace(NEW, query=new),))
    caption = gettext("Opportunities of %(name)s") % {"name": whose}
    scope = Scope(whose, clear=address("opportunities:list"))
    return show_list(
        request, frame, rows=with_last_stage(rows), caption=caption, scope=scope
    )
