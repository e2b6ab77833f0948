"""The files of an installation that are there already, at its start."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from django.conf import settings

from kans.site.migrating import LOCKED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OTHERS = 0o077  # what group and others may


def take_back_from_others() -> None:
    """Close what an earlier version, or another umask, left open to others."""
    for path in _databases():
        _close(path)
    for folder in (
        settings.FILES_DIR,
        settings.METRICS_DIR,
        *(settings.DATA_DIR / name for name in ("imports", "exports")),
    ):
        # Within a closed folder nothing is open: it is walked through only once.
        if folder.is_dir() and _is_open(folder):
            for path in folder.rglob("*"):
                _close(path)
            _close(folder)


def _databases() -> Iterator[Path]:
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        file = settings.DATABASES["default"]["NAME"]
        ends = ("", "-wal", "-shm", LOCKED)
        yield from (file.with_name(f"{file.name}{end}") for end in ends)


def _close(path: Path) -> None:
    """Take a file or folder from others; a socket or link is left as it is."""
    mode = path.lstat().st_mode if path.exists() or path.is_symlink() else 0
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        path.chmod(stat.S_IMODE(mode) & ~_OTHERS)


def _is_open(folder: Path) -> bool:
    return bool(folder.stat().st_mode & _OTHERS)
