"""Comments and files as a card shows them, and what one may do with each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from kans.foundation.acting.actors import who_acts
from kans.foundation.history import who_created
from kans.foundation.text import formats
from kans.notes.models import FileScan
from kans.notes.queries import attachments_on, comments_on, mentioned_in
from kans.notes.rules.file_names import extension_of
from kans.notes.rules.file_types import KEPT, PICTURES, TYPES
from kans.notes.rules.remarks import Piece, pieces_of
from kans.notes.rules.scanning import ScanStatus, may_be_handed_out
from kans.web.additions import adds_to_every_card

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from kans.foundation.records.records import CompanyRecord
    from kans.notes.models import Attachment, Comment
    from kans.web.cards.declared import CardFrame

ACCEPTED = ",".join(f".{extension}" for extension in KEPT)
LARGEST_SHOWN = 2 * 1024 * 1024  # a larger picture has an icon


@dataclass(frozen=True)
class Remark:
    """A comment, taken apart to be read."""

    comment: Comment
    pieces: tuple[Piece, ...]

    @property
    def editable(self) -> bool:
        return self.comment.is_own and who_acts().may("foundation.edit_comment")

    @property
    def deletion(self) -> str:
        """The page that deletes it, for who may."""
        if self.comment.is_own and who_acts().may("foundation.delete_comment"):
            return "notes:delete_comment"
        if who_acts().may("foundation.remove_comment"):
            return "notes:remove_comment"
        return ""


@adds_to_every_card
def notes_on(frame: CardFrame, record: CompanyRecord) -> dict[str, Any]:
    """Return the comments and files of a record whose card has room for them."""
    if not frame.comments:
        return {}
    return {"comments": remarks_on(record), "attachments": files_on(record)}


def remarks_on(record: CompanyRecord) -> list[Remark]:
    return remarks(list(comments_on(record)))


def remarks(comments: Iterable[Comment]) -> list[Remark]:
    some = list(comments)
    mentioned = mentioned_in(some)
    return [
        Remark(each, tuple(pieces_of(each.text, mentioned.get(each.pk, {}))))
        for each in some
    ]


@dataclass(frozen=True)
class File:
    """An attachment, as the box of files shows it."""

    attachment: Attachment
    by: str
    at: datetime | None
    scan: FileScan | None  # by the virus scanner, if one was set

    @property
    def refusal(self) -> str:
        """Why it is not handed out; blank when it is."""
        refusals = may_be_handed_out(self.attachment.name, self.scan)
        return " ".join(str(refusal) for refusal in refusals)

    @property
    def icon(self) -> str:
        return TYPES[extension_of(self.attachment.name)].icon

    @property
    def size(self) -> str:
        return formats.size(self.attachment.size)

    @property
    def is_shown(self) -> bool:
        """Whether the picture itself is its icon: it is scaled by the browser."""
        small = self.attachment.size <= LARGEST_SHOWN
        is_picture = self.attachment.content_type in PICTURES
        return small and is_picture and not self.refusal


@dataclass(frozen=True)
class FileBox:
    """The files on a record, and what may be added."""

    files: tuple[File, ...]
    accepted: str
    largest: int  # bytes

    @property
    def are_scanned(self) -> bool:
        """Whether the scanner has still to look at some of them."""
        return any(f.scan and f.scan.status == ScanStatus.WAITING for f in self.files)


def files_on(record: CompanyRecord) -> FileBox:
    some = list(attachments_on(record))
    made = who_created(some)
    scans = FileScan.objects.in_bulk([each.pk for each in some])
    nobody = ("", None)
    files = []
    for each in some:
        by, at = made.get(each.pk, nobody)
        files.append(File(each, by, at, scans.get(each.pk)))
    return FileBox(tuple(files), ACCEPTED, settings.ATTACHMENT_BYTES)
