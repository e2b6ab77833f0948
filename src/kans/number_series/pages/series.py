"""The list of number series, and the card of one with its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kans.foundation.acting.addresses import address
from kans.foundation.acting.clock import work_date
from kans.foundation.actions.verdicts import Verdict, verdict
from kans.foundation.records.contributions import may_delete
from kans.lists.frame import Column, Kind, ListAction, ListFrame, show_list
from kans.number_series.actions import (
    create_number_series,
    delete_number_series,
    edit_number_series,
)
from kans.number_series.forms import NewSeriesForm, NextNumberForm, SeriesForm
from kans.number_series.models import NumberSeries, NumberSeriesLine
from kans.number_series.queries import (
    lines_of,
    next_number_on,
    number_series_with_current_line,
)
from kans.web.cards import (
    CardFrame,
    Editing,
    Group,
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
from kans.web.tell_me import RecordSearch, find_records

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.web.pages import PageRequest

NUMBER_SERIES = pgettext_lazy("plural", "Number Series")
VIEW, EDIT = "foundation.view_number_series", "foundation.edit_number_series"

CARD = CardFrame(
    model=NumberSeries,
    caption=_("Number Series Card"),
    open="number_series:number_series_card",
    by="code",
    list="number_series:number_series",
    view=VIEW,
    editing=Editing(
        verb="edit_number_series",
        to="number_series:edit_number_series",
        form=SeriesForm,
    ),
    groups=(
        Group("general", _("General"), ("code", "description")),
        Group(
            "numbering",
            _("Numbering"),
            ("default_numbers", "manual_numbers", "date_order"),
        ),
    ),
)


def verbs_of(series: NumberSeries) -> tuple[Verb, ...]:
    """What can be done with a number series, from the list and from the card."""
    return (
        Verb(
            verdict("create_number_series_line"),
            address("number_series:new_number_series_line", code=series.code),
            icon="plus",
        ),
        Verb(
            Verdict("next_number", _("Next Number")),
            address("number_series:next_number", code=series.code),
            icon="player-play",
        ),
        Verb(
            verdict("delete_number_series", may_delete([series])),
            address("number_series:delete_number_series", code=series.code),
            icon="trash",
        ),
    )


SERIES = ListFrame(
    name="number_series",
    caption=NUMBER_SERIES,
    model=NumberSeries,
    columns=(
        Column("code"),
        Column("description"),
        Column(
            "current_starting_number",
            caption=_("Starting No."),
            kind=Kind.CODE,
            sortable=False,
            filterable=False,
        ),
        Column(
            "current_ending_number",
            caption=_("Ending No."),
            kind=Kind.CODE,
            sortable=False,
            filterable=False,
        ),
        Column(
            "current_last_number_used",
            caption=_("Last No. Used"),
            kind=Kind.CODE,
            sortable=False,
            filterable=False,
        ),
        Column(
            "current_last_date_used",
            caption=_("Last Date Used"),
            kind=Kind.DATE,
            sortable=False,
            filterable=False,
        ),
        Column("default_numbers"),
        Column("manual_numbers"),
        Column("date_order"),
    ),
    search=("code", "description"),
    order="code",
    handle="code",
    open="number_series:number_series_card",
    actions=(
        ListAction(
            _("New"),
            "number_series:new_number_series",
            permission=EDIT,
            icon="plus",
            primary=True,
            shortcut="Alt+N",
        ),
    ),
    verbs=verbs_of,
    empty=_("A number series gives contacts and opportunities their numbers."),
)

navigation(
    Navigation(
        NUMBER_SERIES,
        "number_series:number_series",
        VIEW,
        icon="list",
        group="setup",
        synonyms=(
            _("Numbering"),
            "No. Series",
            "nummerreeksen",
            "nr.-reeksen",
            "nummering",
            "numbering",
        ),
    )
)
find_records(
    RecordSearch(
        caption=NUMBER_SERIES,
        model=NumberSeries,
        permission=VIEW,
        fields=("code", "description"),
        title="description",
        detail="code",
        url="number_series:number_series_card",
        handle="code",
        icon="list",
    )
)


@page(permission=VIEW)
def list_(request: PageRequest) -> HttpResponse:
    return show_list(request, SERIES, rows=number_series_with_current_line())


@page(permission=VIEW)
def card(request: PageRequest, code: str) -> HttpResponse:
    series = get_object_or_404(NumberSeries, code=code)
    return show_card(
        request,
        CARD,
        series,
        verbs=verbs_of(series),
        template="number_series/number_series.html",
        context={
            "series": series,
            "lines": lines_of(series),
            "editing_lines": verdict("edit_number_series_line"),
            "column": NumberSeriesLine._meta.get_field,
        },
    )


@page(permission=EDIT)
def new(request: PageRequest) -> HttpResponse:
    form = NewSeriesForm(posted(request), initial={"default_numbers": True})
    if form.can_be_judged():
        with form.refusals():
            series = create_number_series(**form.arguments())
            message = _("The number series is created. Add its first line.")
            return done(request, CARD.address_of(series), message, go=True)
    return show_dialog(request, form, title=_("New Number Series"), complete=True)


@page(permission=EDIT)
def edit(request: PageRequest, code: str) -> HttpResponse:
    series = get_object_or_404(NumberSeries, code=code)
    form = SeriesForm(posted(request), record=series, only=asked_for(request))
    if form.can_be_judged():
        with form.refusals():
            series = edit_number_series(series, **form.arguments())
            return saved(request, CARD, series)
    return show_edit(request, CARD, series, form)


@page(permission=EDIT)
def delete(request: PageRequest, code: str) -> HttpResponse:
    series = get_object_or_404(NumberSeries, code=code)
    form = RecordForm(posted(request), record=series)
    if form.can_be_judged():
        with form.refusals():
            delete_number_series(series, **form.arguments())
            return done(
                request,
                address("number_series:number_series"),
                _("The number series is deleted."),
                gone=CARD.address_of(series),
            )
    return show_deletion(
        request,
        form,
        title=_("Delete Number Series"),
        subtitle=series.code,
        text=_("The number series goes, with its lines. Numbers that it gave stay."),
        verdict=verdict("delete_number_series", may_delete([series])),
    )


@page(permission=VIEW)
def next_(request: PageRequest, code: str) -> HttpResponse:
    """Which number would be given; none is used up by asking (NS-14)."""
    series = get_object_or_404(NumberSeries, code=code)
    form = NextNumberForm(posted(request) or {"on": "w"})
    found = None
    if form.is_valid():
        with form.refusals():
            found = next_number_on(series, form.cleaned_data["on"] or work_date())
    return show_dialog(
        request,
        form,
        title=_("Next Number"),
        subtitle=series.code,
        submit=_("Show"),
        preview=False,
        template="number_series/next_number.html",
        context={"found": found},
    )
