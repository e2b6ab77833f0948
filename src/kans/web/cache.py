"""The cache that all processes share: what it holds stays as long as it is good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections

if TYPE_CHECKING:
    from datetime import datetime


class KeepsWhatHolds(DatabaseCache):
    """Django's own forgets, beyond so many rows, what somebody could have guessed.

    A limit on guessing that others can push out by guessing is none.
    """

    _table: str

    def _cull(self, db: str, cursor: Any, now: datetime, num: int) -> None:
        """Let go of what has expired, and of nothing else."""
        operations = connections[db].ops
        table, expires = map(operations.quote_name, (self._table, "expires"))
        cursor.execute(
            f"DELETE FROM {table} WHERE {expires} < %s",  # noqa: S608
            [operations.adapt_datetimefield_value(now)],
        )
