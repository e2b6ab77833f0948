"""Runs several processes as one: all of them, or none."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE = 35  # seconds: the web server gives a running request 30


class Supervisor:
    """Starts processes, and stops all when told to or when one of them ends."""

    def __init__(self, commands: Mapping[str, Sequence[str]]) -> None:
        self._commands = commands
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._told_to_stop = threading.Event()

    def run(self, each_moment: Callable[[], None]) -> dict[str, int]:
        """Return what ended by itself, with its exit code; nothing if told to stop."""
        for told in STOPPING:
            signal.signal(told, lambda *_: self._told_to_stop.set())
        try:
            self._start()
            while not self._told_to_stop.wait(0.2):
                if ended := self._ended():
                    return ended
                each_moment()
            return {}
        finally:
            self._stop()

    def _start(self) -> None:
        for name, command in self._commands.items():
            # A session of its own: Ctrl+C reaches us alone, and we tell the others.
            self._processes[name] = subprocess.Popen(  # noqa: S603
                command, stdin=subprocess.DEVNULL, start_new_session=True
            )

    def _ended(self) -> dict[str, int]:
        codes = {name: process.poll() for name, process in self._processes.items()}
        return {name: code for name, code in codes.items() if code is not None}

    def _stop(self) -> None:
        for process in self._processes.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + GRACE
        for process in self._processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0, deadline - time.monotonic()))
            # What it started itself, too.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
