"""What a page may offer once something was done: to undo it or, if undone, to redo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from kans.foundation.acting.actors import who_acts
from kans.foundation.acting.addresses import address
from kans.foundation.journal.verbs import verb_known_as
from kans.foundation.models import Change
from kans.undo.actions import PERMISSION
from kans.web.pages import offers_after

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from kans.foundation.journal.recent_changes import RecentChange


@offers_after
def offer_of(written: Sequence[RecentChange]) -> str:
    """`undo:` or `redo:` and where to post it; nothing when it cannot be undone."""
    actor = who_acts()
    mine = [each for each in written if each.company_id == actor.company.pk]
    if not mine or not actor.may(PERMISSION):
        return ""
    last = mine[-1]
    redoing = False
    if last.undoes:
        before = Change.objects.filter(pk=last.undoes).values_list("undoes", flat=True)
        redoing = before.first() is None
    return _offered(last.change_id, last.verb, undoes=last.undoes, redoing=redoing)


def offers_of(batches: Collection[UUID]) -> dict[UUID | None, str]:
    """The same for jobs that have ended, by the batches of their changes."""
    if not batches or not who_acts().may(PERMISSION):
        return {}
    held = Change.objects.filter(undone=False)
    newer = held.filter(batch=OuterRef("batch"), pk__gt=OuterRef("pk"))
    newest = held.filter(~Exists(newer), batch__in=batches)
    changes = newest.select_related("undoes")
    return {
        change.batch: _offered(
            change.pk,
            change.verb,
            undoes=change.undoes_id,
            redoing=change.undoes is not None and change.undoes.undoes_id is None,
        )
        for change in changes
    }


def _offered(change_id: UUID, verb: str, *, undoes: UUID | None, redoing: bool) -> str:
    known = verb_known_as(verb)
    if not undoes and (known is None or known.irrevocable):
        return ""
    to = address("undo:undo", change_id=change_id)
    return f"redo:{to}" if redoing else f"undo:{to}"
