"""Where attachments lie: in a folder of their own, outside the database.

`files/<company>/<two letters>/<id>`: nothing of what somebody typed is in the path. A
file is written under a temporary name, looked into, and moved to its place by the
action that adds its row; what a crash leaves behind is found by `kans check-files`.
"""

from __future__ import annotations

import logging
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from kans.foundation.acting.actors import who_acts
from kans.foundation.actions.companies import erases_with_company
from kans.foundation.actions.preview import rehearsing
from kans.foundation.errors import DomainError, refuse_if_any
from kans.notes.files.scanning import look_into
from kans.notes.models import Attachment
from kans.notes.rules.attaching import may_be_so_large
from kans.notes.rules.file_contents import may_be_kept
from kans.notes.rules.file_names import extension_of, may_be_called, plain
from kans.notes.rules.file_types import TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO
    from uuid import UUID

logger = logging.getLogger(__name__)

INCOMING = "incoming"
PART = ".part"


class FileMissing(DomainError):
    status = 404
    message = _(
        "The file of this attachment is missing on the server. "
        "Ask an administrator to restore it from a backup."
    )


class Upload(Protocol):
    """A file as it comes in; Django's own are such."""

    name: str | None

    def chunks(self) -> Iterator[bytes]: ...


@dataclass(frozen=True)
class Received:
    """A file that was written and looked into, and waits for its row."""

    id: UUID
    name: str
    size: int
    content_type: str
    sha256: str

    def put_in_place(self) -> None:
        """Move it to where it stays; doing so again does nothing."""
        if rehearsing():
            return
        waiting, place = _waiting(self.id), place_of(who_acts().company.pk, self.id)
        _make(place.parent)
        if waiting.exists() or not place.exists():
            waiting.replace(place)
        _settle(place.parent)


@contextmanager
def received(uploads: Iterable[Upload]) -> Iterator[list[Received]]:
    """Take files in; what no action has put in its place is gone afterwards."""
    some: list[Received] = []
    ids: list[UUID] = []
    refusals: list[DomainError] = []
    try:
        for upload in uploads:
            ids.append(uuid7())
            try:
                some.append(_receive(ids[-1], upload))
            except DomainError as refusal:
                refusals += refusal.refusals
        refuse_if_any(refusals)
        yield some
    except DomainError:
        _take_back(some)  # the action was refused, or only looked ahead
        raise
    finally:
        for each in ids:
            _let_go(_waiting(each))


def _let_go(path: Path) -> None:
    """Remove what is waited for no more; that it cannot be undoes nothing."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        logger.exception("The file %s cannot be removed", path)


def _take_back(files: list[Received]) -> None:
    """Remove what was put in its place for rows that were never kept."""
    ids = [file.id for file in files]
    kept = Attachment.objects.filter(pk__in=ids).values_list("pk", flat=True)
    for file_id in set(ids) - set(kept):
        remove_file(who_acts().company.pk, file_id)


def _receive(file_id: UUID, upload: Upload) -> Received:
    name = plain(upload.name or "")
    refuse_if_any(may_be_called(name))
    path = _waiting(file_id)
    _make(path.parent)
    size, checksum = _write(path, name, upload.chunks())
    refuse_if_any(may_be_kept(name, look_into(path)))
    content_type = TYPES[extension_of(name)].content_type
    return Received(file_id, name, size, content_type, checksum)


def _write(path: Path, name: str, chunks: Iterable[bytes]) -> tuple[int, str]:
    """Write a file that only we may read, down to the disk."""
    size, checksum = 0, sha256()
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            refuse_if_any(may_be_so_large(name, size, settings.ATTACHMENT_BYTES))
            checksum.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size, checksum.hexdigest()


def _make(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _settle(folder: Path) -> None:
    """Let the folder itself survive a power cut, too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def root() -> Path:
    return Path(settings.FILES_DIR)


def _company(company_id: UUID) -> Path:
    return root() / str(company_id)


def _waiting(file_id: UUID) -> Path:
    return _company(who_acts().company.pk) / INCOMING / f"{file_id.hex}{PART}"


def place_of(company_id: UUID, file_id: UUID) -> Path:
    # The last letters: the first ones of a UUID 7 are those of the time.
    return _company(company_id) / file_id.hex[-2:] / file_id.hex


def path_of(attachment: Attachment) -> Path:
    return place_of(attachment.company_id, attachment.pk)


def open_file(attachment: Attachment) -> BinaryIO:
    try:
        return path_of(attachment).open("rb")
    except FileNotFoundError as missing:
        raise FileMissing from missing


def remove_file(company_id: UUID, file_id: UUID) -> None:
    """Let a file go whose row is gone for good."""
    place_of(company_id, file_id).unlink(missing_ok=True)


@erases_with_company
def remove_files_of(company_id: UUID) -> None:
    """Let all files go of a company that is no more."""
    shutil.rmtree(_company(company_id), ignore_errors=True)
