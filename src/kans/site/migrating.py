"""One process at a time migrates a database; the others wait, on whatever machine."""

from __future__ import annotations

import fcntl
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

NUMBER = 0x6B616E73  # of our advisory lock: "kans"
PAUSE = 0.2  # seconds between two tries
LOCKED = ".migrating"  # the end of the name of the file beside SQLite's


@contextmanager
def alone(
    connection: BaseDatabaseWrapper, when_waiting: Callable[[], None]
) -> Iterator[None]:
    """Hold the lock of migrating this database; who dies lets it go.

    It is tried again and again: who waited inside a statement would keep PostgreSQL
    from building an index beside people at work, and could be timed out.
    """
    hold = _advisory_lock if connection.vendor == "postgresql" else _locked_file
    with hold(connection) as tried:
        if not tried():
            when_waiting()
            while not tried():
                time.sleep(PAUSE)
        yield


@contextmanager
def _advisory_lock(connection: BaseDatabaseWrapper) -> Iterator[Callable[[], bool]]:
    """Take the lock for as long as this connection lives, or until it is given back."""

    def tried() -> bool:
        return _ask(connection, "SELECT pg_try_advisory_lock(%s::bigint)")

    try:
        yield tried
    finally:
        if connection.connection is not None:
            _ask(connection, "SELECT pg_advisory_unlock(%s::bigint)")


def _ask(connection: BaseDatabaseWrapper, sql: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [NUMBER])
        (answer,) = cursor.fetchone()
    return bool(answer)


@contextmanager
def _locked_file(connection: BaseDatabaseWrapper) -> Iterator[Callable[[], bool]]:
    """Lock a file beside SQLite's; the write lock itself is given up in between."""
    path = Path(f"{connection.settings_dict['NAME']}{LOCKED}")
    with path.open("w") as file:

        def tried() -> bool:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        yield tried
