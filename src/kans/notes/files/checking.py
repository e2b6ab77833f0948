"""Whether every attachment has its file, and every file its attachment."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import file_digest
from typing import TYPE_CHECKING

from kans.foundation.acting.actors import who_acts
from kans.foundation.journal.journal import Kind
from kans.foundation.models import ChangedRecord, Company
from kans.notes.files import storage
from kans.notes.models import Attachment, FileScan
from kans.notes.rules.scanning import ScanStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

YOUNG = 60 * 60  # seconds: a file may still be on its way to its row


@dataclass(frozen=True)
class Checked:
    """What was found in the files of a company."""

    sound: int
    missing: tuple[str, ...]  # attachments without their file
    damaged: tuple[str, ...]  # files that are not what they were
    orphaned: tuple[Path, ...]  # files that belong to nothing


def check_files(*, at: float, contents: bool = False) -> Checked:
    """Compare the attachments of the acting company with its files."""
    missing, damaged, known = [], [], set()
    refused = FileScan.objects.filter(status=ScanStatus.REFUSED).values("pk")
    kept = Attachment.objects.exclude(pk__in=refused)  # the others have no file
    for attachment in kept.order_by("id").iterator():
        path = storage.path_of(attachment)
        known.add(path)
        if not path.is_file():
            missing.append(_named(attachment))
        elif not _is_sound(attachment, path, contents=contents):
            damaged.append(_named(attachment))
    company = storage.root() / str(who_acts().company.pk)
    known |= _of_what_was_deleted()
    orphaned = [path for path in _old_files(company, at) if path not in known]
    sound = kept.count() - len(missing) - len(damaged)
    return Checked(sound, tuple(missing), tuple(damaged), tuple(orphaned))


def _named(attachment: Attachment) -> str:
    return f"{attachment.pk} {attachment.name!r}"


def _is_sound(attachment: Attachment, path: Path, *, contents: bool) -> bool:
    if path.stat().st_size != attachment.size:
        return False
    if not contents:
        return True
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest() == attachment.sha256


def _of_what_was_deleted() -> set[Path]:
    """Files that stay until the journal forgets them: undoing brings them back."""
    rows = ChangedRecord.objects.filter(
        record_type=Attachment._meta.label_lower, kind=Kind.DELETED
    )
    ids = rows.exclude(record_text="").values_list("record_id", "company_id")
    return {storage.place_of(company, pk) for pk, company in ids}


def of_no_company(at: float) -> list[Path]:
    """Files in the folder of a company that is no more."""
    there = {str(pk) for pk in Company.objects.values_list("pk", flat=True)}
    root = storage.root()
    folders = (
        [f for f in root.iterdir() if f.name not in there] if root.is_dir() else []
    )
    return [path for folder in folders for path in _old_files(folder, at)]


def _old_files(folder: Path, at: float) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.stat().st_mtime < at - YOUNG:
            yield path
