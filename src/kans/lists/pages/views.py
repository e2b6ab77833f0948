"""The dialogs in which views of a list are kept, renamed, shared and deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kans.lists.actions import (
    create_view,
    delete_view,
    rename_view,
    save_view,
    share_view,
)
from kans.lists.forms import NameForm, RenameForm, ShareForm
from kans.lists.frame.keeping import kept_query
from kans.lists.frame.state import ListState
from kans.lists.models import ListView
from kans.lists.pages.there import list_named, listed_at, views_named
from kans.lists.queries import SHARE, views_of
from kans.web.dialogs import show_deletion, show_dialog
from kans.web.forms import RecordForm
from kans.web.pages import done, page, posted

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse
    from django_stubs_ext import StrOrPromise

    from kans.lists.frame.views import Views
    from kans.web.pages import PageRequest

SAVE = "foundation.save_view"


@page(permission=SAVE)
def new(request: PageRequest, listed: str) -> HttpResponse:
    views = views_named(listed)
    form = NameForm(posted(request))
    if form.can_be_judged():
        with form.refusals():
            kept = create_view(listed, **form.arguments(), **_seen(request, views))
            return _at(request, views, str(kept.pk), _("The view is saved."))
    return show_dialog(
        request,
        form,
        title=_("Save View As"),
        subtitle=views.frame.caption,
        submit=_("Save"),
        complete=True,
    )


@page(permission=SAVE)
def save(request: PageRequest, listed: str, view_id: UUID) -> HttpResponse:
    views, view = views_named(listed), _view(listed, view_id)
    form = RecordForm(posted(request), record=view)
    if form.can_be_judged():
        with form.refusals():
            save_view(view, **form.arguments(), **_seen(request, views))
            views.settings.arrange(str(view.pk), {})
            return _at(request, views, str(view.pk), _("The view is saved."))
    return show_dialog(
        request,
        form,
        title=_("Save View"),
        subtitle=view.name,
        text=_("The view will show the list as it stands now."),
        submit=_("Save"),
    )


@page(permission=SAVE)
def rename(request: PageRequest, listed: str, view_id: UUID) -> HttpResponse:
    view = _view(listed, view_id)
    form = RenameForm(posted(request), record=view)
    if form.can_be_judged():
        with form.refusals():
            rename_view(view, **form.arguments())
            to = listed_at(request, list_named(listed))
            return done(request, to, _("The view is renamed."))
    return show_dialog(
        request, form, title=_("Rename View"), subtitle=view.name, complete=True
    )


@page(permission=SHARE)
def share(request: PageRequest, listed: str, view_id: UUID) -> HttpResponse:
    view = _view(listed, view_id)
    form = ShareForm(posted(request), record=view)
    if form.can_be_judged():
        with form.refusals():
            shared = share_view(view, **form.arguments())
            said = _("The view is shared.") if shared.is_shared else _NOT_SHARED
            return done(request, listed_at(request, list_named(listed)), said)
    return show_dialog(request, form, title=_("Share View"), subtitle=view.name)


@page(permission=SAVE)
def delete(request: PageRequest, listed: str, view_id: UUID) -> HttpResponse:
    views, view = views_named(listed), _view(listed, view_id)
    form = RecordForm(posted(request), record=view)
    if form.can_be_judged():
        with form.refusals():
            delete_view(view, **form.arguments())
            return _at(request, views, "", _("The view is deleted."))
    return show_deletion(
        request,
        form,
        title=_("Delete View"),
        subtitle=view.name,
        text=_("The view goes, also for those with whom it is shared. The rows stay."),
    )


@page(signed_in=True, keyless="one view is the first")
def begin_with(request: PageRequest, listed: str) -> HttpResponse:
    """Let a list open in a view, for oneself."""
    views = views_named(listed)
    if request.method != "POST":
        raise Http404
    views.settings.begin_with(views.known(request.POST.get("view", "")))
    said = _("The list opens in this view from now on.")
    return done(request, listed_at(request, views.frame), said)


_NOT_SHARED = _("The view is yours alone.")


def _view(listed: str, view_id: UUID) -> ListView:
    """A view that who acts may choose."""
    list_named(listed)
    seen = {view.pk for view in views_of(listed)}
    return get_object_or_404(ListView.objects.filter(pk__in=seen), pk=view_id)


def _seen(request: PageRequest, views: Views) -> dict[str, Any]:
    """What the list shows now, as a view keeps it."""
    state = ListState.of(request.GET, views.frame, None, views)
    return {
        "query": kept_query(state, views.frame),
        "layout": views.layout_of(state.view).in_full(),
    }


def _at(
    request: PageRequest, views: Views, view: str, said: StrOrPromise
) -> HttpResponse:
    """Go on in the list, in a view."""
    path = listed_at(request, views.frame)
    query = f"?{urlencode({'view': view})}" if view else ""
    return done(request, path + query, said, gone=path)
