"""The lines that `kans serve` writes itself, and those that its parts write past their
log: as text or as JSON, as the log is. Knows no Django, for that would be large.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from threading import Thread
from threading import enumerate as enumerate_threads
from typing import IO, TextIO

JSON = "json"
LAST_LINES = 2.0  # seconds


def log_format() -> str:
    """Return what is set; whether it exists is for the settings to say."""
    return os.environ.get("KANS_LOG_FORMAT", "").strip().lower()


def say(
    sentence: str, stream: TextIO, *, logger: str = "kans serve", level: str = "INFO"
) -> None:
    if log_format() == JSON:
        sentence = _as_json(" ".join(sentence.split()), logger, level)
    stream.write(f"{sentence}\n")
    stream.flush()


def _as_json(message: str, logger: str, level: str) -> str:
    now = datetime.now(UTC).isoformat()
    fields = {"level": level, "logger": logger, "request_id": "-", "message": message}
    return json.dumps({"time": now, **fields}, ensure_ascii=False)


class PassingOn(Thread):
    """Writes on, until its end, what a process writes: each line of it as JSON."""

    def __init__(self, written: IO[bytes], logger: str) -> None:
        super().__init__(name=logger, daemon=True)
        self._written = written
        self._logger = logger
        self.start()

    def run(self) -> None:
        with self._written:
            for line in self._written:
                if text := line.decode(errors="replace").rstrip():
                    sys.stderr.write(f"{_json_of(text, self._logger)}\n")
                    sys.stderr.flush()


def drain() -> None:
    """Wait for the last lines of processes that have ended."""
    for thread in enumerate_threads():
        if isinstance(thread, PassingOn):
            thread.join(LAST_LINES)


def _json_of(text: str, logger: str) -> str:
    """Return a line of the log as it is; what else is said is a complaint."""
    return text if _is_object(text) else _as_json(text, logger, "ERROR")


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
