"""What a file may be called: a plain name, with an extension of what is kept."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.strings import shown
from kans.notes.rules.file_types import KEPT, PACKED, PROGRAMS, TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_NAME = 150
# Signs that are not seen, or that turn the reading around: "fdp.exe" read as "exe.pdf".
UNSEEN = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
FORBIDDEN = set('/\\<>:"|?*')


class FileNameMissing(DomainError):
    field = "name"
    message = _("The file has no name. Give it one.")


class FileNameTooLong(DomainError):
    field = "name"
    message = _(
        "The name %(name)s is longer than %(most)s letters. "
        "Give the file a shorter one."
    )


class FileNameHides(DomainError):
    field = "name"
    message = _(
        "The name %(name)s has signs in it that cannot be seen or that mislead. "
        "Give the file a plain name."
    )


class FileNameTwofold(DomainError):
    field = "name"
    message = _(
        "The name %(name)s has a second extension, .%(extension)s, as of a program. "
        "Give the file a plain name."
    )


class FileTypeNotKept(DomainError):
    field = "name"
    message = _(
        "%(name)s is of a kind that is not kept here. Kept are: %(kept)s. "
        "Save the file as one of these, or put it in a ZIP file."
    )


class FileTypeStays(DomainError):
    field = "name"
    message = _("%(name)s must keep an extension of what it is: %(extensions)s.")


def plain(name: str) -> str:
    """A name as it is stored: composed, without white space around it."""
    return unicodedata.normalize("NFC", name).strip()


def extension_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def may_be_called(name: str) -> tuple[DomainError, ...]:
    """What stands in the way of keeping a file under this name: the first of it."""
    return tuple(_in_the_way(name))[:1]


def _in_the_way(name: str) -> Iterator[DomainError]:
    stem, _dot, _extension = name.rpartition(".")
    if not name.strip(". "):
        yield FileNameMissing()
        return
    if any(unicodedata.category(c) in UNSEEN or c in FORBIDDEN for c in name):
        yield FileNameHides(name=shown(name))
    if len(name) > LONGEST_NAME:
        yield FileNameTooLong(name=shown(name), most=LONGEST_NAME)
    if extension_of(name) not in TYPES or not stem.strip(". "):
        yield FileTypeNotKept(name=shown(name), kept=", ".join(KEPT))
    programs = PROGRAMS - PACKED if extension_of(name) == "zip" else PROGRAMS
    for inner in stem.lower().split(".")[1:]:
        if inner.strip() in programs:
            yield FileNameTwofold(name=shown(name), extension=inner.strip())


def may_be_renamed(before: str, name: str) -> tuple[DomainError, ...]:
    """A file stays what it is, whatever it is called."""
    refusals = may_be_called(name)
    if refusals:
        return refusals
    content_type = TYPES[extension_of(before)].content_type
    if TYPES[extension_of(name)].content_type == content_type:
        return ()
    same = [e for e, t in TYPES.items() if t.content_type == content_type]
    return (FileTypeStays(name=shown(name), extensions=", ".join(same)),)
