"""Looking into a file that was received, and asking a virus scanner about it."""

from __future__ import annotations

import logging
import re
import subprocess
import zipfile
import zlib
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings

from kans.notes.rules.file_contents import Looked
from kans.notes.rules.file_types import OLE

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

HEAD = 64 * 1024
CHUNK = 1024 * 1024
LONGEST_SAYING = 1024 * 1024  # what is unpacked of a ZIP at most
MOST_OF_A_DIRECTORY = 4 * 1024 * 1024  # of a ZIP: what lists its members
END_OF_A_ZIP = 22 + 65_535  # its last record, with the longest comment
ENDS, ENDS_WIDE = b"PK\x05\x06", b"PK\x06\x07"
PATIENCE = 120  # seconds that a scanner gets
REFUSED = 1  # its exit code
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
SAYINGS = ("mimetype", "[Content_Types].xml")
OF_A_MESSAGE = "__properties_version1.0".encode("utf-16-le")
DAMAGED = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


class Verdict(StrEnum):
    """What the scanner says of a file."""

    CLEAN = "CLEAN"
    REFUSED = "REFUSED"
    NONE = "NONE"  # it could not be asked, or gave no answer


def look_into(path: Path) -> Looked:
    """What there is to judge a file by; of a ZIP next to nothing is unpacked."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    members, says = _zip(path) if head.startswith(ZIP) else (None, "")
    return Looked(
        size=path.stat().st_size,
        head=head,
        members=members,
        says=says,
        is_message=head.startswith(OLE) and _has(path, OF_A_MESSAGE),
    )


def _zip(path: Path) -> tuple[tuple[str, ...] | None, str]:
    if not _lists_few(path):
        return None, ""
    try:
        with zipfile.ZipFile(path) as packed:
            members = tuple(packed.namelist())
            saying = next((name for name in SAYINGS if name in members), None)
            if saying is None:
                return members, ""
            with packed.open(saying) as opened:
                says = opened.read(LONGEST_SAYING)
    except DAMAGED:
        return None, ""
    return members, says.decode("utf-8", "replace").strip()


def _lists_few(path: Path) -> bool:
    """Return whether a ZIP has a list of members that is worth reading.

    All of it is read into memory at once; the record at its end says how long it is.
    That record may be hidden in a comment, so whatever looks like one counts.
    """
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - END_OF_A_ZIP - 20))
        end = file.read()
    sizes = [
        int.from_bytes(end[at.start() + 12 : at.start() + 16], "little")
        for at in re.finditer(re.escape(ENDS), end)
    ]
    return max(sizes, default=0) <= MOST_OF_A_DIRECTORY and ENDS_WIDE not in end


def _has(path: Path, wanted: bytes) -> bool:
    kept = b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if wanted in kept + chunk:
                return True
            kept = chunk[-len(wanted) :]
    return False


def ask_scanner(path: Path, name: str) -> Verdict:
    """Let the installation's scanner judge a file; where none is set, none does.

    Like clamscan and clamdscan it exits with 0 if it found nothing, with 1 if it
    refuses the file, and with anything else if it could not look at it.
    """
    if not settings.SCAN_COMMAND:
        logger.warning("No virus scanner is set here, so %r waits", name)
        return Verdict.NONE
    try:
        answer = subprocess.run(  # noqa: S603 (the administrator chose it)
            [*settings.SCAN_COMMAND, str(path)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        logger.exception("The virus scanner cannot be asked")
        return Verdict.NONE
    if answer.returncode == 0:
        return Verdict.CLEAN
    said = (answer.stdout + answer.stderr).decode("utf-8", "replace").strip()
    refused = answer.returncode == REFUSED
    what = "refuses" if refused else "could not look at"
    logger.warning(
        "The virus scanner %s %r (%s): %s", what, name, answer.returncode, said
    )
    return Verdict.REFUSED if refused else Verdict.NONE
