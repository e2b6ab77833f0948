"""Undo: the inverse of what the journal kept of a change, if nothing stands on it."""

from kans.foundation.undo.actions import may_be_undone, undo_batch, undo_change
from kans.foundation.undo.guards import guards_undo

__all__ = ["guards_undo", "may_be_undone", "undo_batch", "undo_change"]
