"""Undoing what touched many records: in the worker, a chunk at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import refuse_if_any
from kans.foundation.jobs import JobKind, job_kind
from kans.foundation.models import Change
from kans.foundation.undo.actions import (
    PERMISSION,
    changes_of,
    how_many,
    may_all_be_undone,
    undo_chunk,
)

if TYPE_CHECKING:
    from kans.foundation.jobs import Progress


@job_kind
class UndoBatch(JobKind):
    """Undoes the changes of a batch, newest first, each as it stood alone."""

    name = "undo_many"
    caption = _("Undo")
    permission = PERMISSION

    def total(self, arguments: dict[str, Any]) -> int:
        """Judge all of it before any of it is undone."""
        changes = changes_of(UUID(arguments["batch"]))
        refuse_if_any(may_all_be_undone(changes))
        return how_many(changes)

    def step(self, arguments: dict[str, Any], cursor: Any, progress: Progress) -> Any:
        """Undo the newest chunk that still holds."""
        left = Change.objects.filter(batch=UUID(arguments["batch"]), undone=False)
        newest = left.select_related("undoes__undoes").order_by("-id")[:2]
        if not newest:
            return None
        refuse_if_any(may_all_be_undone([newest[0]]))
        progress.done += undo_chunk(newest[0], batch=progress.job_id)
        return str(newest[1].pk) if len(newest) > 1 else None
