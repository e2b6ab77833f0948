"""Undo: the inverse of what the journal kept of a change, if nothing stands on it."""

from kans.foundation.undo.actions import may_be_undone, undo_batch, undo_change
from kans.foundation.undo.rights import goes_back_by

__all__ = [
    "goes_back_by",
    "may_be_undone",
    "undo_batch",
    "undo_change",
]
