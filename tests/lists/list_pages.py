"""A list of number series lines, for the tests of the list frame."""

from __future__ import annotations

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from kans.foundation.actions.verdicts import Verdict
from kans.lists.frame import (
    Column,
    ListAction,
    ListFrame,
    Scope,
    Total,
    View,
    show_list,
)
from kans.number_series.models import NumberSeries, NumberSeriesLine
from kans.site.urls import urlpatterns as site
from kans.web.pages import page
from kans.web.verbs import Verb

PERMISSION = "foundation.add_comment"
FACTS = {"tests/facts.html": "<b>{{ number }}</b>"}


def verbs_of(line):
    verdict = Verdict("open_line", f"Verb of {line.starting_number}")
    return [Verb(verdict, f"/c/cronus/lines/?selected={line.starting_number}")]


LINES = ListFrame(
    name="lines",
    caption=_("Number Series Lines"),
    model=NumberSeriesLine,
    columns=(
        Column("starting_number"),
        Column("series"),
        Column("series__description"),
        Column("starting_date"),
        Column("ending_number"),
        Column("increment_by", total=Total.SUM),
        Column("open"),
        Column("modified_at"),
        Column("warning_number", visible=False),
    ),
    search=("series__description", "series__code"),
    order="starting_number",
    handle="starting_number",
    views=(
        View("open", "Open Lines", {"open": "yes"}, sort="-starting_number"),
        View("begun", "Begun", {"starting_date": "..t", "series__description": "*"}),
    ),
    verbs=verbs_of,
    fact_box="tests/facts.html",
    facts=lambda line: {"number": line.starting_number},
    actions=(
        ListAction("New", "test:series", "no.permission"),
        ListAction("All Series", "test:series", PERMISSION, icon="plus", dialog=False),
    ),
)
SERIES = ListFrame(
    name="series",
    caption=_("Number Series"),
    model=NumberSeries,
    columns=(Column("code"), Column("description"), Column("manual_numbers")),
    search=("code", "description"),
    order="code",
    handle="code",
    open="test:one",
)


@page(signed_in=True)
def lines(request):
    return show_list(request, LINES, rows=NumberSeriesLine.objects.all())


@page(signed_in=True)
def series(request):
    return show_list(request, SERIES, rows=NumberSeries.objects.all())


@page(signed_in=True)
def one(request, code):
    return show_list(request, SERIES, rows=NumberSeries.objects.filter(code=code))


@page(signed_in=True)
def lines_of(request, code):
    scope = Scope(code, clear="/c/cronus/lines/", parameters={"of": code})
    rows = NumberSeriesLine.objects.filter(series__code=code)
    return show_list(request, LINES, rows=rows, caption=f"Lines · {code}", scope=scope)


tests = (
    [
        path("lines/", lines, name="lines"),
        path("series/", series, name="series"),
        path("series/<code:code>/", one, name="one"),
        path("series/<code:code>/lines/", lines_of, name="lines_of"),
    ],
    "test",
)
urlpatterns = [path("c/<slug:company>/", include(tests)), *site]
