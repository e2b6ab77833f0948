"""What happened to records, read back from the journal, in the words people know."""

from kans.foundation.history.differences import Difference, RecordDiff, difference
from kans.foundation.history.events import (
    Event,
    changed_since,
    changes_since,
    history,
    recent_changes,
    who_created,
)
from kans.foundation.history.guards import guards_undo
from kans.foundation.history.wording import FieldChange, title_of

__all__ = [
    "Difference",
    "Event",
    "FieldChange",
    "RecordDiff",
    "changed_since",
    "changes_since",
    "difference",
    "guards_undo",
    "history",
    "recent_changes",
    "title_of",
    "who_created",
]
