"""Whether anything of a request is committed: who is told otherwise does it again."""

from __future__ import annotations

from contextvars import ContextVar
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from django.db import InterfaceError, OperationalError

if TYPE_CHECKING:
    from collections.abc import Callable

WRITES = ("INSERT", "UPDATE", "DELETE")
LOST = ("08", "57P")  # states of PostgreSQL: the connection broke, the server went


class Saved(Enum):
    """What is committed of the request at hand."""

    NOTHING = auto()
    SOMETHING = auto()  # or the answer to a commit was lost
    ALL = auto()  # what was asked for is done


_saved: ContextVar[Saved] = ContextVar("saved", default=Saved.NOTHING)


def nothing_saved_yet() -> None:
    """Begin a request: what this thread saved before is none of its business."""
    _saved.set(Saved.NOTHING)


def note_all_saved() -> None:
    """Remember that what was asked for is committed, whatever comes after."""
    _saved.set(Saved.ALL)


def note_something_saved() -> None:
    if _saved.get() is Saved.NOTHING:
        _saved.set(Saved.SOMETHING)


def what_is_saved() -> Saved:
    return _saved.get()


def note_writes(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
) -> Any:
    """Note what is written, in a transaction or at once (a wrapper, as Django's)."""
    result = execute(sql, params, many, context)
    if str(sql).startswith(WRITES):
        connection = context["connection"]
        if connection.in_atomic_block:
            connection.has_written = True
        else:
            note_something_saved()
    return result


class NotesCommits:
    """Part of a database wrapper: notes when a transaction that wrote is committed."""

    has_written = False

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        except (OperationalError, InterfaceError) as error:
            if self.has_written and _was_lost(error):
                note_something_saved()
            raise
        if self.has_written:
            note_something_saved()
        self.has_written = False

    def _rollback(self) -> None:
        self.has_written = False
        super()._rollback()  # type: ignore[misc]


def _was_lost(error: Exception) -> bool:
    """Return whether the server may have committed, and could not say so."""
    state = getattr(error.__cause__, "sqlstate", "known")
    return state is None or str(state).startswith(LOST)
