"""The files of an import: what was uploaded, and its rows, ready to be read in parts.

They lie in a folder of their own below the data folder, which the web never serves.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from kans.foundation import formats
from kans.foundation.errors import DomainError
from kans.imports.reading import recognised, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from uuid import UUID

    from django.core.files.uploadedfile import UploadedFile

    from kans.imports.models import ImportRun
    from kans.imports.reading import Source

MOST_ROWS = 100_000
SAMPLES = 3
GUESSED_FROM = 20
MOST_VALUES = 30  # of a column, to be offered as choices
LONGEST_SAMPLE = 60


class FileTooHeavy(DomainError):
    field = "file"
    message = _(
        "This file is larger than %(most)s MB. Save just the rows as CSV, or split "
        "the file."
    )


class TooManyRows(DomainError):
    field = "file"
    message = _(
        "This file has more than %(most)s rows. Split it, or use kans import on the "
        "server."
    )


class NoRows(DomainError):
    field = "file"
    message = _("Below the names of the columns, this file has no rows.")


class FilesGone(DomainError):
    status = 404
    message = _("The file of this import is no longer there. Upload it again.")


@dataclass
class StagedColumn:
    """A column: some of what stands in it, and all of it where that is little."""

    name: str
    samples: list[str] = field(default_factory=list)
    values: list[str] | None = field(default_factory=list)

    def see(self, text: str) -> None:
        text = text[:LONGEST_SAMPLE]
        if text and len(self.samples) < GUESSED_FROM:
            self.samples.append(text)
        if text and self.values is not None and text not in self.values:
            self.values.append(text)
            if len(self.values) > MOST_VALUES:
                self.values = None

    def as_json(self) -> dict[str, Any]:
        shown = list(dict.fromkeys(self.samples))[:SAMPLES]
        return {"name": self.name, "samples": shown, "values": self.values}


@dataclass(frozen=True)
class Staged:
    """A file that was received and is readable."""

    id: UUID
    source: Source
    columns: list[StagedColumn]
    count: int


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
        received = staged(key, recognised(folder / "source", file.name or ""))
    except BaseException:
        remove(key)
        raise
    return received


def too_heavy() -> FileTooHeavy:
    return FileTooHeavy(most=formats.number(settings.IMPORT_MOST_MEGABYTES))


def restaged(key: UUID, name: str, sheet: str) -> Staged:
    """Stage another sheet of the workbook that was uploaded, beside the others."""
    return staged(key, recognised(_there(key) / "source", name).on(sheet))


def staged(key: UUID, source: Source) -> Staged:
    heads, lines = table_of(source)
    columns = [StagedColumn(name) for name in heads]
    count = 0
    rows = folder_of(key) / _rows_of_sheet(source.sheets, source.sheet)
    part = rows.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        for number, cells in enumerate(lines, start=2):
            if not any(cells):
                continue
            count += 1
            if count > MOST_ROWS:
                raise TooManyRows(most=formats.number(MOST_ROWS))
            for column, text in zip(columns, cells, strict=True):
                column.see(text)
            file.write(json.dumps([number, cells], ensure_ascii=False) + "\n")
    if not count:
        raise NoRows
    part.replace(rows)
    return Staged(key, source, columns, count)


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


def write_index(key: UUID, index: dict[str, Any]) -> None:
    part = _there(key) / "index.part"
    part.write_text(json.dumps(index), encoding="utf-8")
    part.replace(folder_of(key) / "index")


def read_index(key: UUID) -> dict[str, Any]:
    text = (_there(key) / "index").read_text(encoding="utf-8")
    index: dict[str, Any] = json.loads(text)
    return index


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
