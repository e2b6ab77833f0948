"""The heartbeat of a worker: a thread of its own, since a chunk may take a while."""

from __future__ import annotations

import logging
import os
import time
from threading import Event, Thread
from typing import TYPE_CHECKING, Self

from django.db import DatabaseError, InterfaceError, connection

from kans.foundation.jobs.running import HOST, LEASE_ELSEWHERE
from kans.foundation.models import WorkerHeartbeat

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

EVERY = 10.0  # seconds
# A worker that got nowhere for longer than anything may take hangs: it is not alive.
LONGEST = 2 * LEASE_ELSEWHERE.total_seconds()


class Heartbeat:
    """Says every ten seconds that the worker lives, as long as it gets on."""

    def __init__(self) -> None:
        self._holder = f"{HOST}/{os.getpid()}"
        self._ended = Event()
        self._thread = Thread(target=self._run, name="heartbeat", daemon=True)
        self._got_on: dict[str, float] = {}

    def get_on(self, lane: str = "") -> None:
        """Note that the worker is not stuck in that lane."""
        self._got_on[lane] = time.monotonic()

    @property
    def _is_stuck(self) -> bool:
        since = min(self._got_on.copy().values(), default=time.monotonic())
        return time.monotonic() - since >= LONGEST

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join(EVERY)

    def _run(self) -> None:
        _write(WorkerHeartbeat.begin, self._holder)
        while not self._ended.wait(EVERY):
            if not self._is_stuck:
                _write(WorkerHeartbeat.beat, self._holder)
        _write(WorkerHeartbeat.end, self._holder)
        connection.close()


def _write(write: Callable[[str], None], holder: str) -> None:
    try:
        write(holder)
    except (DatabaseError, InterfaceError):  # the next beat may get through
        logger.warning("The heartbeat could not be written.", exc_info=True)
    finally:
        connection.close_if_unusable_or_obsolete()
