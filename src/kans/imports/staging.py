"""The files of an import: what was uploaded, and its rows, ready to be read in parts.

They lie in a folder of their own below the data folder, which the web never serves.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from kans.foundation.errors import DomainError
from kans.foundation.text import formats
from kans.imports.reading import PAGE, Source, TookTooLong, converted
from kans.imports.rules.heads import heads_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from uuid import UUID

    from django.core.files.uploadedfile import UploadedFile

    from kans.imports.models import ImportRun
    from kans.imports.reading import Limits

SAMPLES = 3
# One file at a time is read for a page, so that many uploads do not take the memory,
# and only what is small: a workbook is packed, and takes longer than a text as large.
READING_FOR_A_PAGE = BoundedSemaphore(1)
MOST_OF_A_WORKBOOK, MOST_OF_A_TEXT = 64 * 1024, 1024**2
PACKED = b"PK"


class FileTooHeavy(DomainError):
    field = "file"
    message = _(
        "This file is larger than %(most)s MB. Save just the rows as CSV, or split "
        "the file."
    )


class NoRows(DomainError):
    field = "file"
    message = _("Below the names of the columns, this file has no rows.")


class FilesGone(DomainError):
    status = 404
    message = _("The file of this import is no longer there. Upload it again.")


@dataclass(frozen=True)
class StagedColumn:
    """A column: some of what stands in it, and all of it where that is little."""

    name: str
    samples: list[str]
    values: list[str] | None

    def as_json(self) -> dict[str, Any]:
        shown = list(dict.fromkeys(self.samples))[:SAMPLES]
        return {"name": self.name, "samples": shown, "values": self.values}


@dataclass(frozen=True)
class Staged:
    """A file that was received; its rows are there, or the worker is to read it."""

    id: UUID
    source: Source
    columns: list[StagedColumn] = field(default_factory=list)
    count: int = 0

    @property
    def is_read(self) -> bool:
        return self.count > 0


def receive(file: UploadedFile[Any]) -> Staged:
    """Keep an uploaded file, and stage its rows; nothing stays of one refused."""
    if (file.size or 0) > settings.IMPORT_MOST_MEGABYTES * 1024**2:
        raise too_heavy()
    key = uuid7()
    folder = folder_of(key)
    folder.mkdir(parents=True)
    try:
        with (folder / "source").open("wb") as kept:
            kept.writelines(file.chunks())
        received = read_soon(key, file.name or "")
    except BaseException:
        remove(key)
        raise
    return received


def too_heavy() -> FileTooHeavy:
    return FileTooHeavy(most=formats.number(settings.IMPORT_MOST_MEGABYTES))


def read_soon(key: UUID, name: str, sheet: str = "") -> Staged:
    """Stage a small file while somebody waits; others are left to the worker."""
    unread = Staged(key, Source(name, sheet=sheet))
    if not _is_small(_there(key) / "source"):
        return unread
    if not READING_FOR_A_PAGE.acquire(timeout=PAGE.seconds):
        return unread
    try:
        return staged(key, name, read(key, name, sheet, limits=PAGE))
    except TookTooLong:
        return unread
    finally:
        READING_FOR_A_PAGE.release()


def _is_small(file: Path) -> bool:
    with file.open("rb") as begin:
        packed = begin.read(len(PACKED)) == PACKED
    return file.stat().st_size <= (MOST_OF_A_WORKBOOK if packed else MOST_OF_A_TEXT)


def read(key: UUID, name: str, sheet: str, *, limits: Limits) -> dict[str, Any]:
    """Have the rows of a file, or of another of its sheets, laid beside those taken."""
    folder = _there(key)
    part = folder / "rows.part"
    found = converted(folder / "source", part, name=name, limits=limits, sheet=sheet)
    source = Source.of(name, found["source"])
    part.replace(folder / _rows_of_sheet(source.sheets, source.sheet))
    return found


def staged(key: UUID, name: str, found: dict[str, Any]) -> Staged:
    """Return what the process that read a file says of it."""
    heads = heads_of(found["heads"])
    if not found["count"]:
        raise NoRows
    columns = [
        StagedColumn(head, **told)
        for head, told in zip(heads, found["columns"], strict=True)
    ]
    return Staged(key, Source.of(name, found["source"]), columns, found["count"])


@dataclass(frozen=True)
class Part:
    """Some rows (line and cells), and where the next ones begin."""

    rows: list[tuple[int, list[str]]]
    next: int | None


def rows_of(run: ImportRun) -> Path:
    """Return the file with the rows of the sheet that was chosen.

    Each sheet has its own, so that choosing one leaves nothing to be moved afterwards.
    """
    folder = _there(run.pk)
    rows = folder / _rows_of_sheet(run.sheets, run.sheet)
    return rows if rows.exists() else folder / "rows"  # of an older version


def _rows_of_sheet(sheets: Sequence[str], sheet: str) -> str:
    return f"rows-{sheets.index(sheet) if sheet in sheets else 0}"


def read_part(rows: Path, offset: int, most: int) -> Part:
    with rows.open("rb") as file:
        file.seek(offset)
        read = []
        for line in file:
            read.append(_row(line))
            offset += len(line)
            if len(read) == most:
                break
        more = bool(file.read(1)) if len(read) == most else False
    return Part(read, offset if more else None)


def every_row(rows: Path) -> Iterator[tuple[int, int, list[str]]]:
    """All rows: where each begins, its line, its cells."""
    offset = 0
    with rows.open("rb") as file:
        for line in file:
            yield (offset, *_row(line))
            offset += len(line)


def rows_at(rows: Path, offsets: Iterable[int]) -> list[tuple[int, list[str]]]:
    with rows.open("rb") as file:
        found = []
        for offset in offsets:
            file.seek(offset)
            found.append(_row(file.readline()))
    return found


def index_of(run: ImportRun, name: str) -> Path:
    """Return the file with what the rows of an import tell of one another."""
    return _there(run.pk) / f"index-{name}"


def remove_other_indexes(key: UUID, name: str) -> None:
    """Remove what earlier checks noted of the rows."""
    for file in folder_of(key).glob("index*"):
        if file.name != f"index-{name}":
            file.unlink(missing_ok=True)


def folder_of(key: UUID) -> Path:
    folder: Path = settings.DATA_DIR / "imports" / str(key)
    return folder


def remove(key: UUID) -> None:
    shutil.rmtree(folder_of(key), ignore_errors=True)


def _there(key: UUID) -> Path:
    folder = folder_of(key)
    if not folder.is_dir():
        raise FilesGone
    return folder


def _row(line: bytes) -> tuple[int, list[str]]:
    number, cells = json.loads(line)
    return number, cells
