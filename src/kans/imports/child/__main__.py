"""`python -m kans.imports.child`: read one file, within limits, and say what it is.

Its argument is JSON; so is what it prints. Exit code 3: more than the limits allow.
It ends when its standard input does: whoever started it is gone.
"""

from __future__ import annotations

import fcntl
import json
import os
import resource
import select
import signal
import sys
from pathlib import Path
from typing import Any

from kans.imports.child.refusing import MEGABYTE, Unreadable
from kans.imports.child.rows import convert

BEYOND_LIMITS = 3
ABANDONED = 4
STDIN = 0
GRACE = 5  # seconds for whoever started it to end it first


def main(asked: dict[str, Any]) -> int:
    end_with_parent()
    limit(asked["seconds"], memory=asked["memory"], written=asked["written"])
    try:
        answer = convert(
            Path(asked["source"]),
            Path(asked["rows"]),
            sheet=asked["sheet"],
            most=asked["most_rows"],
        )
    except Unreadable as refusal:
        answer = {"refused": refusal.name, "facts": refusal.facts}
    except (MemoryError, RecursionError, OSError) as error:
        sys.stderr.write(repr(error))
        return BEYOND_LIMITS
    json.dump(answer, sys.stdout)
    return 0


def end_with_parent() -> None:
    """End at the end of the pipe that the parent holds, whatever is being read.

    The system sees to it: a thread would take memory from what is read.
    """
    signal.signal(signal.SIGIO, signal.SIG_DFL)  # which ends a process
    fcntl.fcntl(STDIN, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(STDIN, fcntl.F_SETFL, os.O_RDONLY | os.O_ASYNC)
    if select.select([STDIN], [], [], 0)[0]:  # it was gone before
        sys.exit(ABANDONED)


def limit(seconds: int, *, memory: int, written: int) -> None:
    """Let this process take no more than that, whatever it reads (in megabytes)."""
    signal.alarm(seconds + GRACE)  # should nobody be there any more to end it
    for what, most in (
        (resource.RLIMIT_CPU, seconds + GRACE),
        (resource.RLIMIT_AS, memory * MEGABYTE),
        (resource.RLIMIT_FSIZE, written * MEGABYTE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
