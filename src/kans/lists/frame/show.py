"""Answers with a list page, or with the part of it that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect

from kans.lists.bulk.show import asked_in_bulk, show_bulk
from kans.lists.frame.drafts import APPLY, EDIT
from kans.lists.frame.exporting.asking import asked_for_list
from kans.lists.frame.exporting.dialog import EXPORT, show_export
from kans.lists.frame.listed import CONTENT, WHOLE, ListPage, whole
from kans.web.beside import asked_beside
from kans.web.pages import respond

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from kans.lists.frame.declared import ListFrame, Scope
    from kans.web.pages import PageRequest

TEMPLATE = "frames/list.html"


def show_list(
    request: PageRequest,
    frame: ListFrame,
    *,
    rows: QuerySet[Any],
    caption: StrOrPromise | None = None,
    scope: Scope | None = None,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Answer with the list, or with the part of it that is asked for."""
    shown = ListPage(
        request, frame, rows, caption=caption or frame.caption, scope=scope
    )
    if wanted := asked_beside(request):
        wanted.found = shown.beside(wanted.record, before=wanted.before)
        return HttpResponse(status=204)
    if wanted_list := asked_for_list(request):
        wanted_list.page = shown
        return HttpResponse(status=204)
    if EXPORT in request.GET:
        return show_export(request, shown)
    if asked_in_bulk(request):
        return show_bulk(request, shown, rows)
    state = shown.state
    if not request.htmx and _came_from_a_form(request):
        return redirect(whole(request, state.address(after=state.after)))
    response = respond(request, TEMPLATE, {**(context or {}), "list": shown})
    if shown.part in {WHOLE, CONTENT}:
        response["HX-Push-Url"] = whole(request, state.address())
    return response


def _came_from_a_form(request: PageRequest) -> bool:
    """Whether a form sent what is not wanted in the address: without JavaScript."""
    if EDIT in request.GET:
        return request.GET[EDIT] == APPLY  # otherwise its rows are still edited
    return any("" in texts for _name, texts in request.GET.lists())
