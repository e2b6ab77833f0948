"""Ends a process whose parent is gone, however that ended: no orphan goes on alone."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing import parent_process
from threading import Thread

SUPERVISED_BY = "SUPERVISED_BY"  # in the environment: the process that watches over us
LOOKS_EVERY = 0.5  # seconds
GRACE = 10.0  # seconds to end in an orderly way


def end_with_supervisor() -> None:
    """End with `kans serve` if that started this process; else nothing is watched."""
    if supervisor := os.environ.pop(SUPERVISED_BY, ""):
        _end_with(int(supervisor))


def end_with_parent() -> None:
    """End with the web server if that forked this process."""
    if (parent := parent_process()) is not None and parent.pid:
        _end_with(parent.pid)


def _end_with(parent: int) -> None:
    Thread(target=_watch, args=(parent,), name="lifeline", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOKS_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os.kill(os.getpid(), signal.SIGKILL)
