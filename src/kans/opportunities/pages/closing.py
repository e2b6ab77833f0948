"""The dialogs that close, reopen and delete an opportunity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.opportunities.actions import (
    close_opportunity,
    create_close_code,
    delete_opportunity,
    reopen_opportunity,
)
from kans.opportunities.forms import (
    FULL_LIST,
    CloseForm,
    NewCloseCodeForm,
    codes_for,
)
from kans.opportunities.models import Opportunity
from kans.opportunities.pages.cards import CARD
from kans.opportunities.queries import verdicts
from kans.web.dialogs import show_deletion, show_dialog
from kans.web.forms import ConfirmForm, RecordForm
from kans.web.pages import done, page, posted

if TYPE_CHECKING:
    from django.http import HttpResponse, QueryDict

    from kans.foundation.actions.verdicts import Verdict
    from kans.opportunities.models import CloseOpportunityCode
    from kans.web.pages import PageRequest

LINE = "line"  # the prefix of the new line in the list of codes


@page(permission="opportunities.close_opportunity")
def closure(request: PageRequest, number: str) -> HttpResponse:
    """Close as won or lost; a code may be chosen from the full list, or added to it."""
    opportunity = get_object_or_404(Opportunity, number=number)
    judged = verdicts(opportunity)["close_opportunity"]
    typed, show = request.POST, request.POST.get("show", "")
    if request.method != "POST":
        form = CloseForm(opportunity=opportunity, outcome=request.GET.get("outcome"))
        return _show(request, form, verdict=None if judged.allowed else judged)
    if typed.get("code") == FULL_LIST or show in {"codes", "new", "choose"}:
        return _choose_code(request, opportunity, show)
    if show:
        return _show(request, CloseForm(opportunity=opportunity, typed=typed))
    form = CloseForm(typed, opportunity=opportunity)
    if form.can_be_judged():
        with form.refusals():
            close_opportunity(opportunity, **form.arguments())
            to = CARD.address_of(opportunity)
            return done(
                request, to, _("Opportunity %(number)s is closed.") % {"number": number}
            )
    return _show(request, form)


def _choose_code(
    request: PageRequest, opportunity: Opportunity, show: str
) -> HttpResponse:
    """The full list of codes, in place of the form; what was typed stays in it."""
    typed = request.POST.copy()
    line = _line(typed, show)
    if show == "choose" and line is None:
        return _show(request, _form_with(opportunity, typed, typed.get("chosen", "")))
    if line is not None and line.can_be_judged():
        with line.refusals():
            made = create_close_code(**line.arguments())
            return _show(request, _form_with(opportunity, typed, made.code))
    if typed.get("code") == FULL_LIST:
        typed["code"] = ""
    form = CloseForm(opportunity=opportunity, typed=typed)
    form.foreseen = line.foreseen if line else None
    return _show(request, form, line=line, codes=codes_for(form.chosen))


def _line(typed: QueryDict, show: str) -> NewCloseCodeForm | None:
    """The new line, once New was chosen; bound when OK is to add it."""
    if f"{LINE}-code" in typed and show == "choose":
        return NewCloseCodeForm(typed, prefix=LINE)
    if show == "new":
        return NewCloseCodeForm(
            prefix=LINE, initial={"outcome": typed.get("outcome", "")}
        )
    return None


def _form_with(opportunity: Opportunity, typed: QueryDict, code: str) -> CloseForm:
    """The form with that code chosen, and won or lost as the code is."""
    if code:
        found = {each.code: each.outcome for each in codes_for(None)}
        typed["code"] = code
        typed["outcome"] = typed["preset_for"] = found.get(code, "")
    return CloseForm(opportunity=opportunity, typed=typed)


def _show(
    request: PageRequest,
    form: CloseForm,
    *,
    verdict: Verdict | None = None,
    line: NewCloseCodeForm | None = None,
    codes: list[CloseOpportunityCode] | None = None,
) -> HttpResponse:
    response = show_dialog(
        request,
        ConfirmForm() if verdict else form,
        title=_("Close Opportunity"),
        subtitle=str(form.opportunity),
        complete=not verdict,
        verdict=verdict,
        template="frames/dialog.html" if verdict else "opportunities/closure.html",
        context={"codes": codes, "line": line, "may_add": _may_add()},
    )
    if line is not None and line.errors:
        response.status_code = 422
    return response


def _may_add() -> bool:
    return verdict("create_close_code").allowed


@page(permission="opportunities.reopen_opportunity")
def reopening(request: PageRequest, number: str) -> HttpResponse:
    opportunity = get_object_or_404(Opportunity, number=number)
    form = RecordForm(posted(request), record=opportunity)
    if form.can_be_judged():
        with form.refusals():
            reopen_opportunity(opportunity, **form.arguments())
            to = CARD.address_of(opportunity)
            return done(
                request,
                to,
                _("Opportunity %(number)s is reopened.") % {"number": number},
            )
    return show_dialog(
        request,
        form,
        title=_("Reopen Opportunity"),
        subtitle=str(opportunity),
        text=_(
            "It stands again where it stood before it was closed. Its close "
            "opportunity code and date closed are cleared; the history keeps them."
        ),
        submit=_("Reopen"),
        verdict=verdicts(opportunity)["reopen_opportunity"],
    )


@page(permission="opportunities.delete_opportunity")
def deletion(request: PageRequest, number: str) -> HttpResponse:
    opportunity = get_object_or_404(Opportunity, number=number)
    form = RecordForm(posted(request), record=opportunity)
    if form.can_be_judged():
        with form.refusals():
            delete_opportunity(opportunity, **form.arguments())
            return done(
                request,
                address("opportunities:list"),
                _("Opportunity %(number)s is deleted.") % {"number": number},
                gone=CARD.address_of(opportunity),
            )
    return show_deletion(
        request,
        form,
        title=_("Delete Opportunity"),
        subtitle=str(opportunity),
        text=_("The opportunity goes, with its entries, comments and attachments."),
        verdict=verdicts(opportunity)["delete_opportunity"],
    )
