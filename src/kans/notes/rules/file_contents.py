"""Whether a file is what its name says, and harmless: judged by what it begins with,
and by what a ZIP, as which office documents are stored, has in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.strings import shown
from kans.notes.rules.file_names import extension_of, may_be_called
from kans.notes.rules.file_types import PACKED, PROGRAMS, TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kans.notes.rules.file_types import FileType

HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
WIDE = (b"\xff\xfe", b"\xfe\xff")  # text of two bytes a letter says so
# What runs, by its first bytes: Linux, macOS, Java, scripts, shortcuts.
RUNS = (
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
# What a browser might take for a page, wherever it stands.
MARKUP = re.compile(
    rb"<\s*(?:!doctype\s+(?:html|svg)|html|head|body|script|svg|iframe|object|embed"
    rb"|meta|xsl:|\?php)\b",
    re.IGNORECASE,
)
# A mail begins with lines like these, and has at least one of those it must have.
HEADER = re.compile(rb"(?:From [^\n]*\n)?[!-9;-~]+:")
REQUIRED = re.compile(
    rb"^(?:from|date|subject|received|message-id|return-path|mime-version):",
    re.IGNORECASE | re.MULTILINE,
)
MACROS = re.compile(
    r"vbaproject\.bin$|vbadata\.xml$|(?:^|/)macrosheets/|^basic/|^scripts/",
    re.IGNORECASE,
)
RUNS_WHEN_PACKED = (PROGRAMS | {"com"}) - PACKED
MOST_MEMBERS = 20_000


@dataclass(frozen=True)
class Looked:
    """What was found by looking into a file."""

    size: int
    head: bytes  # its beginning
    members: tuple[str, ...] | None = None  # of a ZIP
    says: str = ""  # what an open or office document says it is
    is_message: bool = False  # it has the streams of an Outlook message


class FileEmpty(DomainError):
    field = "file"
    message = _("%(name)s is empty. Check the file, and choose it again.")


class FileNotWhatItSays(DomainError):
    field = "file"
    message = _(
        "%(name)s is not what its name says: its content is of another kind, or it is "
        "damaged. Save it again in the program it was made with."
    )


class FileRuns(DomainError):
    field = "file"
    message = _(
        "%(name)s holds a program or a page with code, which is not kept here. "
        "Attach a file that is only read, such as a PDF."
    )


class FileHoldsMacros(DomainError):
    field = "file"
    message = _(
        "%(name)s holds macros, which are not kept here. "
        "Save the document without macros, and attach that."
    )


def may_be_kept(name: str, looked: Looked) -> tuple[DomainError, ...]:
    """What stands in the way of keeping a file: of its name, or else of its content."""
    named = may_be_called(name)
    return named or tuple(_in_the_way(name, TYPES[extension_of(name)], looked))[:1]


def _in_the_way(name: str, kind: FileType, looked: Looked) -> Iterator[DomainError]:
    known = shown(name)
    if looked.size == 0:
        yield FileEmpty(name=known)
        return
    if _is_program(looked.head):
        yield FileRuns(name=known)
    members = looked.members or ()
    if any(MACROS.search(member) for member in members) or "macroenabled" in (
        looked.says.lower()
    ):
        yield FileHoldsMacros(name=known)
    if any(_runs(member) for member in members):
        yield FileRuns(name=known)
    if kind.is_text and not _is_text(looked.head):
        yield FileNotWhatItSays(name=known)
    if kind.is_text and extension_of(name) != "eml" and MARKUP.search(_narrow(looked)):
        yield FileRuns(name=known)
    if not _is_what_it_says(extension_of(name), kind, looked):
        yield FileNotWhatItSays(name=known)


def _is_program(head: bytes) -> bool:
    of_windows = head.startswith(b"MZ") and b"\x00" in head
    return of_windows or head.startswith(RUNS)


def _runs(member: str) -> bool:
    return extension_of(member.rstrip(". ")) in RUNS_WHEN_PACKED


def _is_text(head: bytes) -> bool:
    return head.startswith(WIDE) or b"\x00" not in head


def _narrow(looked: Looked) -> bytes:
    """The beginning of a text, in one byte a letter."""
    return (
        looked.head.replace(b"\x00", b"")
        if looked.head.startswith(WIDE)
        else (looked.head)
    )


def _is_what_it_says(extension: str, kind: FileType, looked: Looked) -> bool:
    head, members = looked.head, looked.members
    match extension:
        case "webp":
            return head.startswith(b"RIFF") and head[8:12] == b"WEBP"
        case "heic":
            return head[4:8] == b"ftyp" and head[8:12] in HEIC
        case "msg":
            return head.startswith(kind.begins) and looked.is_message
        case "eml":
            lines = head.replace(b"\r\n", b"\n").lstrip(b"\xef\xbb\xbf\n")
            top = lines.partition(b"\n\n")[0]
            return bool(HEADER.match(top) and REQUIRED.search(top))
        case "pdf":
            return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(kind.begins)
    if kind.is_text:
        return True
    if not kind.is_zip:
        return head.startswith(kind.begins)
    if members is None or len(members) > MOST_MEMBERS:
        return False
    if kind.mimetype:
        return looked.says == kind.mimetype
    parts = ("[Content_Types].xml" in members, _holds(members, kind.holds))
    return all(parts) if kind.holds else True


def _holds(members: tuple[str, ...], folder: str) -> bool:
    return any(member.startswith(folder) for member in members)
