"""How large a file may be, and how many a record may have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.strings import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_FILES = 200  # on a record
MOST_TIMES = 20  # the largest file, all of a record's files together
MEGABYTE = 1024 * 1024


class AttachmentTooLarge(DomainError):
    field = "file"
    message = _(
        "%(name)s is larger than %(most)s MB. "
        "Make it smaller, or keep it elsewhere and put a link in a comment."
    )


class TooManyFiles(DomainError):
    field = "file"
    message = _(
        "A record has at most %(most)s attachments. "
        "Delete some, or put several files in one ZIP file."
    )


class TooMuchInFiles(DomainError):
    field = "file"
    message = _(
        "All attachments of a record together are at most %(most)s MB. "
        "Delete some first."
    )


@dataclass(frozen=True)
class Room:
    """What a record has already, and what a file may be at most."""

    count: int
    size: int
    largest: int  # bytes

    def may_take(self, sizes: list[int]) -> Iterator[DomainError]:
        """What stands in the way of as many files more."""
        if self.count + len(sizes) > MOST_FILES:
            yield TooManyFiles(most=MOST_FILES)
        most = self.largest * MOST_TIMES
        if self.size + sum(sizes) > most:
            yield TooMuchInFiles(most=most // MEGABYTE)


def may_be_so_large(name: str, size: int, largest: int) -> tuple[DomainError, ...]:
    if size > largest:
        return (AttachmentTooLarge(name=shown(name), most=largest // MEGABYTE),)
    return ()
