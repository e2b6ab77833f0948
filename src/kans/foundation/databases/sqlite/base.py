"""Django's SQLite, whose statements end when the deadline has passed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.backends.sqlite3 import base

from kans.foundation.databases.commits import NotesCommits, note_writes
from kans.foundation.databases.deadlines import is_overdue, must_not_be_overdue

if TYPE_CHECKING:
    from sqlite3 import Connection

STEPS = 20_000  # of SQLite's virtual machine between two looks: about a millisecond


class DatabaseWrapper(NotesCommits, base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers += [must_not_be_overdue, note_writes]

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        connection: Connection = super().get_new_connection(conn_params)
        connection.set_progress_handler(is_overdue, STEPS)
        return connection
