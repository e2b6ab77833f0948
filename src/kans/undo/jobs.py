"""What undo leaves to the worker: what touched many records, and forgetting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import refuse_if_any
from kans.foundation.jobs import JobKind, job_kind
from kans.foundation.models import Change
from kans.undo.actions import (
    PERMISSION,
    changes_of,
    how_many,
    may_all_be_undone,
    may_ever_be_undone,
    undo_chunk,
)
from kans.undo.retention import CAPTION, CHUNK, FORGET, forget_deleted

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from kans.foundation.jobs import Progress

UNDOING = "undo"  # the cursor, once all of it was judged


@job_kind
class UndoBatch(JobKind):
    """Undoes the changes of a batch, once nothing stands in the way of any of them."""

    name = "undo_many"
    caption = _("Undo")
    permission = PERMISSION

    def total(self, arguments: dict[str, Any]) -> int:
        changes = changes_of(UUID(arguments["batch"]))
        refuse_if_any(may_ever_be_undone(changes))
        return how_many(changes)

    def step(self, arguments: dict[str, Any], cursor: Any, progress: Progress) -> Any:
        """First each chunk is judged, from the newest on; then each is undone."""
        batch = UUID(arguments["batch"])
        if cursor == UNDOING:
            return self._undo(batch, progress)
        held = list(_held(batch).values_list("pk", flat=True))
        place = held.index(UUID(cursor)) if cursor else 0
        for change in _held(batch)[place : place + 1]:
            refuse_if_any(may_all_be_undone([change], besides=held))
        return str(held[place + 1]) if held[place + 1 :] else UNDOING

    def _undo(self, batch: UUID, progress: Progress) -> Any:
        newest = _held(batch).first()
        if newest is None:
            return None
        refuse_if_any(may_all_be_undone([newest]))
        progress.done += undo_chunk(newest, batch=progress.job_id)
        return UNDOING


@job_kind
class ForgetDeleted(JobKind):
    """Takes the texts of what was deleted long ago out of the journal (DEL-1)."""

    name = "forget_deleted"
    caption = CAPTION
    permission = FORGET
    daily = True

    def step(self, arguments: dict[str, Any], cursor: Any, progress: Progress) -> Any:
        count = forget_deleted(kept_days=settings.DELETED_KEPT_DAYS, most=CHUNK)
        progress.done += count
        return True if count else None


def _held(batch: UUID) -> QuerySet[Change]:
    """The changes of a batch that were not undone, newest first."""
    held = Change.objects.filter(batch=batch, undone=False)
    return held.select_related("undoes__undoes").order_by("-id")
