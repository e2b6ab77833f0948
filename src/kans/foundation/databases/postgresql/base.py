"""Django's PostgreSQL, over connections that notice when the server falls silent."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import IsolationLevel

from kans.foundation.databases.commits import NotesCommits, note_writes
from kans.foundation.databases.deadlines import has_deadline, must_not_be_overdue
from kans.foundation.databases.postgresql.watched import WatchedConnection


class DatabaseWrapper(NotesCommits, base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers += [must_not_be_overdue, note_writes]

    def get_new_connection(self, conn_params: dict[str, Any]) -> WatchedConnection:
        self.isolation_level = IsolationLevel.READ_COMMITTED
        return WatchedConnection.connect(**conn_params)

    def init_connection_state(self) -> None:
        """Let the server itself end what a request asks, also if that request dies."""
        super().init_connection_state()
        if has_deadline():
            with self.connection.cursor() as cursor:
                cursor.execute(f"SET statement_timeout = '{settings.REQUEST_SECONDS}s'")
