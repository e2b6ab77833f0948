"""What people do with views of a list: keep, change, share and delete them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import who_acts
from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.foundation.history import guards_undo
from kans.foundation.history.concurrency import must_be_unchanged
from kans.foundation.strings import normalised
from kans.lists.models import ListView
from kans.lists.queries import standing_to
from kans.lists.rules.list_views import may_be_named, may_change_view

if TYPE_CHECKING:
    from uuid import UUID

    from kans.foundation.errors import DomainError


@action(permission="foundation.save_view", caption=_("Save View As"))
def create_view(
    list_name: str, *, name: str, query: str, layout: dict[str, Any]
) -> ListView:
    """Keep a list as it is seen now, under a name of one's own."""
    actor = who_acts()
    assert actor.user_id, "the system itself looks at no list"
    view = ListView(
        list_name=list_name,
        name=name,
        owner_id=actor.user_id,
        owner_name=actor.name,
        query=query,
        layout=layout,
    )

    refuse_if_any(_may_be_called(view))

    view.save()
    return view


@action(permission="foundation.save_view", caption=_("Save View"))
def save_view(
    view: ListView,
    *,
    version: int | None = None,
    query: str,
    layout: dict[str, Any],
) -> ListView:
    """Let a view show what is seen now."""
    view = ListView.objects.locked(view)
    must_be_unchanged(view, version)

    refuse_if_any(may_change_view(standing_to(view)))

    view.query, view.layout = query, layout
    view.save()
    return view


@action(permission="foundation.save_view", caption=_("Rename View"))
def rename_view(view: ListView, *, version: int | None = None, name: str) -> ListView:
    view = ListView.objects.locked(view)
    must_be_unchanged(view, version)

    view.name = name
    refuse_if_any([*may_change_view(standing_to(view)), *_may_be_called(view)])

    view.save()
    return view


@action(permission="foundation.share_view", caption=_("Share View"))
def share_view(
    view: ListView, *, version: int | None = None, role: UUID | None
) -> ListView:
    """Let the holders of a role choose a view too; of none: only its owner."""
    view = ListView.objects.locked(view)
    must_be_unchanged(view, version)

    refuse_if_any(may_change_view(standing_to(view)))

    view.role_id = role
    view.save()
    return view


@action(permission="foundation.save_view", caption=_("Delete View"))
def delete_view(view: ListView, *, version: int | None = None) -> None:
    view = ListView.objects.locked(view)
    must_be_unchanged(view, version)

    refuse_if_any(may_change_view(standing_to(view)))

    view.delete()


@guards_undo(ListView)
def may_have_view_back(
    now: ListView | None, then: ListView | None
) -> tuple[DomainError, ...]:
    """An undo touches no view that who acts could not change."""
    view = now or then
    return may_change_view(standing_to(view)) if view else ()


def _may_be_called(view: ListView) -> tuple[DomainError, ...]:
    others = ListView.objects.filter(
        list_name=view.list_name,
        owner_id=view.owner_id,
        name_key=normalised(view.name),
    )
    taken = others.exclude(pk=view.pk).exists()
    return may_be_named(view.name, taken=taken)
