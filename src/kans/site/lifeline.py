"""Ends a process whose parent is gone, however that ended: no orphan goes on alone."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing import parent_process
from threading import Thread

SUPERVISED_BY = "SUPERVISED_BY"  # in the environment: the process that watches over us
LOOKS_EVERY = 0.5  # seconds
GRACE = 10.0  # seconds in which the web answers what it was asked


def end_with_supervisor(*, grace: float = 0) -> None:
    """End with `kans serve` if that started this process; else nothing is watched."""
    if supervisor := os.environ.pop(SUPERVISED_BY, ""):
        _end_with(int(supervisor), grace)


def end_with_parent() -> None:
    """End with the web server if that started this process."""
    if server := web_server():
        _end_with(server, GRACE)


def web_server() -> int:
    """Return the web server that started this process; 0 where there is none."""
    parent = parent_process()
    return parent.pid or 0 if parent else 0


def _end_with(parent: int, grace: float) -> None:
    Thread(target=_watch, args=(parent, grace), name="lifeline", daemon=True).start()


def _watch(parent: int, grace: float) -> None:
    while os.getppid() == parent:
        time.sleep(LOOKS_EVERY)
    if grace:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(grace)
    _kill_with_all_it_started()


def _kill_with_all_it_started() -> None:
    """End at once, whatever is being waited for: a program, or a mail server."""
    if os.getpgrp() == os.getpid():  # a part has a group of its own
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
