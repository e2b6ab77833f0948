"""Setting up close opportunity codes: the list and its dialogs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.lists.frame import Column, Kind, ListAction, ListFrame, show_list
from kans.opportunities.actions import (
    create_close_code,
    delete_close_code,
    edit_close_code,
)
from kans.opportunities.actions.close_codes import may_delete_close_code
from kans.opportunities.forms import CloseCodeForm, NewCloseCodeForm
from kans.opportunities.models import CloseOpportunityCode
from kans.opportunities.pages.lists import OPPORTUNITIES, STATUS_TONES
from kans.opportunities.queries import close_codes_with_figures
from kans.web.cards import (
    CardFrame,
    Editing,
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


def verbs_of(close_code: CloseOpportunityCode) -> Iterable[Verb]:
    yield Verb(
        verdict("delete_close_code", may_delete_close_code(close_code)),
        address("opportunities:delete_close_code", code=close_code.code),
        icon="trash",
    )


CARD = CardFrame(
    model=CloseOpportunityCode,
    caption=_("Close Opportunity Code"),
    open="opportunities:close_code",
    by="code",
    list="opportunities:close_codes",
    view="opportunities.view_close_code",
    editing=Editing(
        verb="edit_close_code", to="opportunities:edit_close_code", form=CloseCodeForm
    ),
    groups=(Group("general", _("General"), ("code", "outcome", "description")),),
)
CODES = ListFrame(
    name="close_codes",
    caption=_("Close Opportunity Codes"),
    model=CloseOpportunityCode,
    columns=(
        Column("code"),
        Column("outcome", tones=STATUS_TONES),
        Column("description"),
        Column(
            "used",
            caption=_("No. of Opportunities"),
            help=_("Opportunities that are closed for this reason now."),
            kind=Kind.NUMBER,
        ),
    ),
    search=("code", "description"),
    order="code",
    handle="code",
    open="opportunities:close_code",
    actions=(
        ListAction(
            _("New"),
            "opportunities:new_close_code",
            permission="opportunities.create_close_code",
            icon="plus",
            primary=True,
            shortcut="Alt+N",
        ),
    ),
    verbs=verbs_of,
    empty=_("A close opportunity code is a reason for winning or for losing."),
)

navigation(
    Navigation(
        _("Close Opportunity Codes"),
        "opportunities:close_codes",
        "opportunities.view_close_code",
        icon="flag",
        group="setup",
        synonyms=(
            "afsluitcodes",
            "afsluitredenen",
            "codes voor gesloten opportunities",
            "opportunitycode afsluiten",
            "reasons",
        ),
    )
)


@page(permission="opportunities.view_close_code")
def list_(request: PageRequest) -> HttpResponse:
    return show_list(request, CODES, rows=close_codes_with_figures())


@page(permission="opportunities.view_close_code")
def card(request: PageRequest, code: str) -> HttpResponse:
    close_code = get_object_or_404(CloseOpportunityCode, code=code)
    to = OPPORTUNITIES.address_of("opportunities:list", close_code=close_code.code)
    return show_card(
        request,
        CARD,
        close_code,
        verbs=verbs_of(close_code),
        related=(Related(_("Opportunities"), to, icon="target-arrow"),),
    )


@page(permission="opportunities.create_close_code")
def new(request: PageRequest) -> HttpResponse:
    form = NewCloseCodeForm(posted(request))
    if form.can_be_judged():
        with form.refusals():
            create_close_code(**form.arguments())
            to = address("opportunities:close_codes")
            return done(request, to, _("The close opportunity code is added."))
    return show_dialog(
        request, form, title=_("New Close Opportunity Code"), complete=True
    )


@page(permission="opportunities.edit_close_code")
def edit(request: PageRequest, code: str) -> HttpResponse:
    close_code = get_object_or_404(CloseOpportunityCode, code=code)
    form = CloseCodeForm(posted(request), record=close_code, only=asked_for(request))
    if form.can_be_judged():
        with form.refusals():
            close_code = edit_close_code(close_code, **form.arguments())
            return saved(request, CARD, close_code)
    return show_edit(request, CARD, close_code, form)


@page(permission="opportunities.edit_close_code")
def delete(request: PageRequest, code: str) -> HttpResponse:
    close_code = get_object_or_404(CloseOpportunityCode, code=code)
    form = RecordForm(posted(request), record=close_code)
    if form.can_be_judged():
        with form.refusals():
            delete_close_code(close_code, **form.arguments())
            return done(
                request,
                address("opportunities:close_codes"),
                _("The close opportunity code is deleted."),
                gone=CARD.address_of(close_code),
            )
    return show_deletion(
        request,
        form,
        title=_("Delete Close Opportunity Code"),
        subtitle=str(close_code),
        text=_("Delete this close opportunity code?"),
        verdict=verdict("delete_close_code", may_delete_close_code(close_code)),
    )
