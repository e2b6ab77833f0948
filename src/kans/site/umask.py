"""Whatever Kans writes is for its own user alone. Read before any settings are.

Not so are the collected static files, which a proxy may serve; sockets, which a proxy
opens; and the file that somebody has `kans export` write for themselves.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

UMASK = 0o077


@cache
def write_for_ourselves() -> int:
    """Let this process, and those it starts, write for their user alone.

    Returns what whoever started it had wanted.
    """
    return os.umask(UMASK)


def give_to_who_asked(path: Path) -> None:
    """Let a new file be as whoever started the command has theirs."""
    path.chmod(0o666 & ~write_for_ourselves())
