"""Whether people can work: the database answers, is up to date, and a worker lives."""

from __future__ import annotations

import logging
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from threading import Lock

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Value

from kans.foundation.models import WorkerHeartbeat

logger = logging.getLogger(__name__)

PATIENCE = 1.0  # seconds
A_WORKER = ("worker", "alive")


def is_ready() -> bool:
    """Return whether all is well, within a second whatever the database does."""
    try:
        return look().result(PATIENCE)
    except TimeoutError:
        return False


def begin() -> None:
    """Read what this version needs before the first question, which has a second."""
    _looker.submit(needed)


def look() -> Future[bool]:
    """Return what is looked at just now, or look: what hangs is not asked again."""
    with _beginning:
        if not _looks or _looks[-1].done():
            _looks.append(_looker.submit(_look))
        return _looks[-1]


_looks: deque[Future[bool]] = deque(maxlen=1)
_looker = ThreadPoolExecutor(1, thread_name_prefix="readyz")
_beginning = Lock()


def _look() -> bool:
    try:
        missing = needed() - _there()
    except (DatabaseError, InterfaceError):
        logger.warning("Not ready: the database does not answer.", exc_info=True)
        return False
    finally:
        connection.close()  # it is this thread's own
    if missing:
        named = ", ".join(sorted(".".join(each) for each in missing))
        logger.warning("Not ready, missing: %s", named)
    return not missing


def _there() -> set[tuple[str, str]]:
    """Read which migrations ran and whether a worker lives, in one statement."""
    ran = MigrationRecorder.Migration.objects.values_list("app", "name")
    alive = WorkerHeartbeat.objects.fresh().values_list(*map(Value, A_WORKER))
    return set(ran.union(alive))


@cache
def needed() -> frozenset[tuple[str, str]]:
    """Return the migrations that this version brings, and a worker."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    replaced = {old for new in loader.disk_migrations.values() for old in new.replaces}
    return frozenset({*loader.disk_migrations} - replaced | {A_WORKER})
