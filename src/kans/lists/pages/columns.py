"""Arranging a list: the dialog of its columns, and what is dragged on the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.lists.forms import LayoutForm
from kans.lists.frame.layouts import Layout
from kans.lists.pages.there import page_of, views_named
from kans.web.dialogs import show_dialog
from kans.web.pages import done, page, posted

if TYPE_CHECKING:
    from django.http import QueryDict

    from kans.lists.frame.declared import ListFrame
    from kans.web.pages import PageRequest

MOVE, RESET = "move", "reset"


@page(signed_in=True, keyless="columns stand as they were put last")
def choose(request: PageRequest, listed: str) -> HttpResponse:
    """Choose which columns are shown, their order and widths."""
    views = views_named(listed)
    view = views.known(request.GET.get("view", ""))
    moved = request.POST.get(MOVE, "")
    form = LayoutForm(
        posted(request), frame=views.frame, layout=views.layout_of(view), moved=moved
    )
    if RESET in request.POST:
        views.arrange(view, views.own_layout_of(view))
        return done(request, page_of(views.frame))
    if form.is_valid() and not moved:
        with form.refusals():
            views.arrange(view, form.layout())
            return done(request, page_of(views.frame))
    return show_dialog(
        request,
        form,
        title=_("Columns"),
        subtitle=views.frame.caption,
        size="lg",
        template="lists/list_columns.html",
        preview=False,  # a taste, and no action
        context={"moved": moved},
    )


@page(signed_in=True, keyless="columns stand as they were put last")
def arrange(request: PageRequest, listed: str) -> HttpResponse:
    """Keep what was dragged on the list itself: order, a width, the density."""
    views = views_named(listed)
    if request.method != "POST":
        return redirect(address("lists:list_columns", listed=listed))
    view = views.known(request.POST.get("view", ""))
    told = request.POST
    kept = views.layout_of(view).in_full()
    kept["widths"] |= _widths(told, views.frame)
    if told.get("columns"):
        kept["columns"] = told["columns"].split(",")
    if told.get("density"):
        kept["density"] = told["density"]
    views.arrange(view, Layout.of(views.frame, kept))
    if request.htmx and not told.get("density"):
        return HttpResponse(status=204)  # it is seen already
    return done(request, page_of(views.frame))


def _widths(told: QueryDict, frame: ListFrame) -> dict[str, int | None]:
    """The widths that were dragged; 0 lets a column be as wide as needed."""
    return {
        name: int(text) or None
        for name in frame.bound
        if (text := told.get(f"width.{name}", "")[:4]).isdecimal()
    }
