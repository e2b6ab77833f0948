"""What Ctrl+Z and Ctrl+Y mean: the newest thing one did, or undid, oneself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kans.foundation.acting.actors import who_acts
from kans.foundation.acting.clock import now
from kans.foundation.errors import refuse_if_any
from kans.foundation.journal.verbs import known_verbs
from kans.foundation.models import Change
from kans.undo.actions import still_at_work_on
from kans.undo.rules.undoing import NothingToRedo, NothingToUndo

if TYPE_CHECKING:
    from django.db.models import QuerySet

HOW_LONG_AGO = timedelta(hours=1)


def newest_to_undo() -> Change:
    """The newest of one's own changes that still holds, if its job has ended."""
    held = _of_who_acts().filter(undoes=None, undone=False)
    done = held.filter(verb__in=known_verbs()).order_by("-id").first()
    if done is None:
        raise NothingToUndo
    refuse_if_any(still_at_work_on([done]))
    return done


def newest_to_redo() -> Change:
    """One's own newest undo, unless something else was done since."""
    undos = _of_who_acts().filter(undoes__undoes=None, undone=False)
    undo = undos.exclude(undoes=None).order_by("-id").first()
    if undo is None or _of_who_acts().filter(undoes=None, pk__gt=undo.pk).exists():
        raise NothingToRedo
    refuse_if_any(still_at_work_on([undo]))
    return undo


def _of_who_acts() -> QuerySet[Change]:
    since = now() - HOW_LONG_AGO
    return Change.objects.filter(user=who_acts().user_id, at__gte=since)
