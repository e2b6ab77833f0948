"""Which views of a list who acts sees, and what they may do with them."""

from __future__ import annotations

from django.db.models import Q

from kans.foundation.acting.actors import who_acts
from kans.lists.models import ListView
from kans.lists.rules.list_views import Standing

SHARE = "foundation.share_view"


def views_of(list_name: str) -> list[ListView]:
    """What who acts may choose from: their own views, and those shared with them.

    Who may share sees all shared ones, so that somebody looks after them.
    """
    actor = who_acts()
    shared = Q(role_id__isnull=False)
    if not actor.may(SHARE):
        shared &= Q(role_id=actor.role_id)
    seen = Q(owner_id=actor.user_id) | shared
    views = ListView.objects.filter(seen, list_name=list_name)
    return list(views.order_by("name_key"))


def standing_to(view: ListView) -> Standing:
    """How who acts stands to the view, for the rules to judge."""
    return Standing(
        owner=view.owner_name,
        is_own=view.is_own,
        is_shared=view.is_shared,
        may_share=who_acts().may(SHARE),
    )
