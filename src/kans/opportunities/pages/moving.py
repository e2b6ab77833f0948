"""The Update Opportunity dialog; before the start it activates the first stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.opportunities.actions import activate_first_stage, move_opportunity
from kans.opportunities.forms import MoveForm
from kans.opportunities.models import Opportunity
from kans.opportunities.queries import Outlook, outlook, verdicts
from kans.opportunities.rules.closing import Status
from kans.opportunities.rules.moves import Move
from kans.web.dialogs import show_dialog
from kans.web.forms import ConfirmForm
from kans.web.pages import done, page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.foundation.actions.verdicts import Verdict
    from kans.web.pages import PageRequest


@page(permission="opportunities.move_opportunity")
def update(request: PageRequest, number: str) -> HttpResponse:
    rows = Opportunity.objects.select_related("sales_cycle")
    opportunity = get_object_or_404(rows, number=number)
    verdict = verdict_of_moving(opportunity)
    if request.method != "POST" and not verdict.allowed:
        return _show_refused(request, opportunity, verdict)
    form = _form(request, opportunity)
    if form.can_be_judged():
        with form.refusals():
            _perform(opportunity, **form.arguments())
            to = address("opportunities:card", number=number)
            message = _("Opportunity %(number)s is updated.") % {"number": number}
            return done(request, to, message)
    return show_dialog(
        request,
        form,
        title=_title(opportunity),
        subtitle=str(opportunity),
        size="lg",
        complete=True,
        template="opportunities/update.html",
        context={"outlook": _outlook(form)},
    )


def verdict_of_moving(opportunity: Opportunity) -> Verdict:
    started = opportunity.status != Status.NOT_STARTED
    verb = "move_opportunity" if started else "activate_first_stage"
    return verdicts(opportunity)[verb]


def _title(opportunity: Opportunity) -> Any:
    if opportunity.status == Status.NOT_STARTED:
        return _("Activate First Stage")
    return _("Update Opportunity")


def _show_refused(
    request: PageRequest, opportunity: Opportunity, verdict: Verdict
) -> HttpResponse:
    return show_dialog(
        request,
        ConfirmForm(),
        title=_title(opportunity),
        subtitle=str(opportunity),
        verdict=verdict,
    )


def _form(request: PageRequest, opportunity: Opportunity) -> MoveForm:
    if request.method != "POST":
        return MoveForm(opportunity=opportunity, asked=request.GET.get("to", ""))
    if "show" in request.POST:
        return MoveForm(opportunity=opportunity, typed=request.POST)
    return MoveForm(request.POST, opportunity=opportunity)


def _perform(opportunity: Opportunity, **given: Any) -> None:
    if given["move"] is Move.FIRST:
        del given["move"], given["to"]
        activate_first_stage(opportunity, **given)
    else:
        move_opportunity(opportunity, **given)


def _outlook(form: MoveForm) -> Outlook | None:
    """What the move would do, as far as one has come; nothing without an action."""
    planned = form.planned()
    if not planned["move"] or not form.position.stages:
        return None
    return outlook(form.opportunity, planned.pop("move"), **planned)
