"""The dialogs that add, change and delete the lines of a number series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kans.number_series.actions import (
    create_number_series_line,
    delete_number_series_line,
    edit_number_series_line,
)
from kans.number_series.forms import LineForm, NewLineForm
from kans.number_series.models import NumberSeries, NumberSeriesLine
from kans.number_series.pages.series import CARD, EDIT
from kans.web.dialogs import show_deletion, show_dialog
from kans.web.forms import RecordForm
from kans.web.pages import done, page, posted

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from kans.web.pages import PageRequest


@page(permission=EDIT)
def new(request: PageRequest, code: str) -> HttpResponse:
    series = get_object_or_404(NumberSeries, code=code)
    form = NewLineForm(posted(request), initial={"increment_by": 1})
    if form.can_be_judged():
        with form.refusals():
            create_number_series_line(series, **form.arguments())
            return done(request, CARD.address_of(series), _("The line is added."))
    return show_dialog(
        request, form, title=_("New Line"), subtitle=series.code, complete=True
    )


@page(permission=EDIT)
def edit(request: PageRequest, id: UUID) -> HttpResponse:  # noqa: A002
    line = _line(id)
    form = LineForm(posted(request), record=line)
    if form.can_be_judged():
        with form.refusals():
            edit_number_series_line(line, **form.arguments())
            return done(request, CARD.address_of(line.series), _("The line is saved."))
    return show_dialog(
        request,
        form,
        title=_("Edit Line"),
        subtitle=line.series.code,
        submit=_("Save"),
        complete=True,
    )


@page(permission=EDIT)
def delete(request: PageRequest, id: UUID) -> HttpResponse:  # noqa: A002
    line = _line(id)
    form = RecordForm(posted(request), record=line)
    if form.can_be_judged():
        with form.refusals():
            delete_number_series_line(line, **form.arguments())
            to = CARD.address_of(line.series)
            return done(request, to, _("The line is deleted."))
    return show_deletion(
        request,
        form,
        title=_("Delete Line"),
        subtitle=f"{line.series.code} · {line.starting_number}",
        text=_("The line goes. Numbers that were given from it stay."),
    )


def _line(pk: UUID) -> NumberSeriesLine:
    return get_object_or_404(NumberSeriesLine.objects.select_related("series"), pk=pk)
