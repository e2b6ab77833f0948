"""`python -m kans.imports.child`: read one file, within limits, and say what it is.

Its argument is JSON; so is what it prints. Exit code 3: more than the limits allow.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from kans.imports.child.refusing import MEGABYTE, Unreadable
from kans.imports.child.rows import convert

BEYOND_LIMITS = 3
GRACE = 5  # seconds for whoever started it to end it first


def main(asked: dict[str, Any]) -> int:
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
