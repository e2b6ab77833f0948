"""The version of Kans, and where its source is. Both are set here alone; the build,
which runs this file by itself, the command line and About read them."""

from __future__ import annotations

import subprocess
from functools import cache
from importlib import metadata
from pathlib import Path

NUMBER = "0.2.0"

# Where releases are published: the default of KANS_SOURCE_URL. Nowhere, so far.
SOURCE_URL = ""

_ROOT = Path(__file__).resolve().parents[2]


@cache
def version() -> str:
    """Return the version that runs: as it was built, or as it is checked out."""
    if (_ROOT / "pyproject.toml").is_file():
        return of_checkout()
    return metadata.version("kans")


def of_checkout() -> str:
    """Return the number and, where git is there, how far past its start we are.

    Commits count from the last tag such as v0.2.0, and as long as there is none from
    the commit that set the number.
    """
    if not (_ROOT / ".git").exists():
        return NUMBER
    try:
        return _described()
    except (OSError, subprocess.CalledProcessError):  # no git, or not our repository
        return NUMBER


def _described() -> str:
    tag = _git("tag", "--sort=-creatordate", "--merged=HEAD", "--list", "v[0-9]*")
    tag = tag.partition("\n")[0]
    commits = int(_git("rev-list", "--count", f"{tag or _number_set_in()}..HEAD"))
    if tag != f"v{NUMBER}":
        return f"{NUMBER}.dev{commits}+g{_commit()}"
    # That number is out: what comes after it must not pass for something before it.
    return f"{NUMBER}.post{commits}+g{_commit()}" if commits else NUMBER


def _number_set_in() -> str:
    file = Path(__file__).resolve().relative_to(_ROOT)
    return _git("log", "-1", "--format=%H", "-G^NUMBER = ", "--", str(file))


def _commit() -> str:
    return _git("rev-parse", "--short=8", "HEAD")


def _git(*arguments: str) -> str:
    done = subprocess.run(  # noqa: S603
        ["git", "-C", str(_ROOT), *arguments],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()
