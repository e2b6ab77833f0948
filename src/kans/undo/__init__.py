"""Undo: the inverse of what the journal kept of a change, if nothing stands on it."""
