"""A database that was migrated once is kept beside the packages, and copied for tests.

Migrating takes longer than most tests of a file. What is kept carries the checksum of
all that the migrations are made of, so that it is never older than they are.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import kans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(kans.__file__).parent
KEPT = Path(sys.prefix) / "migrated"


def migrated(kind: str, make: Callable[[Path], None]) -> Path:
    """Return what `make` once put there for these migrations, making it at need."""
    KEPT.mkdir(exist_ok=True)
    kept = KEPT / f"{kind}-{_checksum()}"
    with _alone(KEPT / f"{kind}.lock"):
        if not kept.exists():
            for older in KEPT.glob(f"{kind}-*"):  # also what was left unfinished
                _remove(older)
            unfinished = KEPT / f"{kind}-unfinished"
            make(unfinished)
            unfinished.rename(kept)
    return kept


def migrate(url: str, folder: Path) -> None:
    """Run `kans migrate` on a database of that address."""
    ours = {
        "KANS_DATA_DIR": str(folder),
        "KANS_DATABASE_URL": url,
        "KANS_LOCAL_ONLY": "1",
        "KANS_SECRET_KEY": "for-tests-only",
        "DJANGO_SETTINGS_MODULE": "kans.site.settings",
    }
    command = [sys.executable, "-m", "kans", "migrate", "--verbosity", "0"]
    subprocess.run(command, env=os.environ | ours, check=True)


def _checksum() -> str:
    """Sum up the migrations, the files that they name, and those of others."""
    ours = sorted(ROOT.glob("*/migrations/*.py"))
    named = {
        path
        for migration in ours
        for dotted in re.findall(r"\bkans\.([\w.]+)", migration.read_text("utf-8"))
        for path in _files_of(dotted)
    }
    total = hashlib.sha256()
    for path in [*ours, *sorted(named)]:
        total.update(f"{path}\n".encode() + path.read_bytes())
    total.update(f"{version('django')} {version('django-allauth')}".encode())
    return total.hexdigest()[:16]


def _files_of(dotted: str) -> Iterator[Path]:
    """Yield the module of a dotted name, which may go on with a name inside it."""
    parts = dotted.strip(".").split(".")
    for length in range(len(parts), 0, -1):
        module = ROOT.joinpath(*parts[:length])
        for path in (module.with_suffix(".py"), module / "__init__.py"):
            if path.is_file():
                yield path
                return


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
