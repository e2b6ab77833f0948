"""Keeps several processes running: what dies is started again, the others go on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from kans.site.lifeline import SUPERVISED_BY
from kans.site.lines import JSON, PassingOn, log_format, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE = 35  # seconds: the web server gives a running request 30
FIRST_PAUSE = 0.5  # seconds before the first restart, twice as many before the next …
TOO_OFTEN = 5  # … up to this many deaths …
WITHIN = 60.0  # … in so many seconds


class Part:
    """One process, which is started again when it dies, unless it dies too often."""

    def __init__(
        self, name: str, command: Sequence[str], clock: Callable[[], float]
    ) -> None:
        self.name = name
        self._command = command
        self._clock = clock
        self._deaths: list[float] = []
        self._starts_at = clock()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_hopeless(self) -> bool:
        return len(self._deaths) >= TOO_OFTEN

    @property
    def is_waiting(self) -> bool:
        return self._process is None

    def look(self) -> None:
        """Note a death, or start what is to be started by now."""
        now = self._clock()
        if self._process is None:
            if now >= self._starts_at:
                self._start()
        elif (code := self._process.poll()) is not None:
            self._process = None
            self._died(now, code)

    def _start(self) -> None:
        # A session of its own: Ctrl+C reaches us alone, and we tell the others.
        self._process = start(self.name, self._command, start_new_session=True)

    def _died(self, now: float, code: int) -> None:
        self._deaths = [*(at for at in self._deaths if now - at < WITHIN), now]
        pause = FIRST_PAUSE * 2 ** (len(self._deaths) - 1)
        self._starts_at = now + pause
        _say(f"The {self.name} ended by itself ({code}).")
        if not self.is_hopeless:
            _say(f"It is started again in {pause} seconds.")

    def ask_to_stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def stop(self, *, by: float) -> None:
        """Wait for its end, and then end it, with all that it started itself."""
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0, by - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class Supervisor:
    """Runs its parts until told to stop, or until one of them dies again and again."""

    def __init__(
        self,
        commands: Mapping[str, Sequence[str]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._parts = [Part(name, command, clock) for name, command in commands.items()]
        self._told_to_stop = threading.Event()

    def run(self, each_moment: Callable[[], None]) -> list[str]:
        """Return the names of the parts that are hopeless; none when told to stop."""
        for told in STOPPING:
            signal.signal(told, lambda *_: self._told_to_stop.set())
        try:
            while not self._told_to_stop.is_set():
                for part in self._parts:
                    part.look()
                if hopeless := [part.name for part in self._parts if part.is_hopeless]:
                    return hopeless
                each_moment()
                self._told_to_stop.wait(0.2)
            return []
        finally:
            self._stop()

    def _stop(self) -> None:
        for part in self._parts:
            part.ask_to_stop()
        deadline = time.monotonic() + GRACE
        for part in self._parts:
            part.stop(by=deadline)


def start(
    name: str, command: Sequence[str], *, start_new_session: bool = False
) -> subprocess.Popen[bytes]:
    """Start a process, whose lines go where ours go, as JSON if that is set."""
    as_json = log_format() == JSON
    process = subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if as_json else None,
        stderr=subprocess.STDOUT if as_json else None,
        start_new_session=start_new_session,
        env={**os.environ, SUPERVISED_BY: str(os.getpid())},
    )
    if process.stdout is not None:
        PassingOn(process.stdout, name)
    return process


def _say(sentence: str) -> None:
    say(sentence, sys.stderr, level="ERROR")
