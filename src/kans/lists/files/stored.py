"""Files that a job writes: piece by piece, kept for a day, never served by the web.

Each piece is packed by itself and its end is remembered with the job's cursor, so a
piece that was written but not committed is written over.
"""

from __future__ import annotations

import gzip
import json
import shutil
import time
from dataclasses import asdict, dataclass
from typing import IO, TYPE_CHECKING, Any, Self, cast

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.lists.files.files import FORMATS, pieces_of
from kans.lists.files.tables import Head, Look, Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

KEPT_SECONDS = 24 * 60 * 60


class FileGone(DomainError):
    status = 404
    message = _("This file is no longer there: it is kept for a day. Export again.")


@dataclass(frozen=True)
class StoredFile:
    """A file under way, in a folder of its own: what it is, and its rows."""

    folder: Path
    name: str
    format: str
    table: Table

    @classmethod
    def begin(cls, key: UUID, *, name: str, file_format: str, table: Table) -> Self:
        remove_old_files()
        stored = cls(folder_of(key), name, file_format, table)
        stored.folder.mkdir(parents=True, exist_ok=True)
        heads = [{**asdict(head), "look": head.look.name} for head in table.heads]
        told = {
            "name": name,
            "format": file_format,
            "title": table.title,
            "language": table.language,
            "heads": heads,
        }
        stored._about.write_text(json.dumps(told), encoding="utf-8")
        return stored

    @classmethod
    def of(cls, key: UUID) -> Self:
        """The file as it was begun; refused when it is no longer there."""
        folder = folder_of(key)
        about = folder / "about.json"
        if not about.is_file() or _age(folder) > KEPT_SECONDS:
            raise FileGone
        told: dict[str, Any] = json.loads(about.read_text(encoding="utf-8"))
        heads = [Head(**{**h, "look": Look[h["look"]]}) for h in told["heads"]]
        table = Table(told["title"], tuple(heads), told["language"])
        return cls(folder, told["name"], told["format"], table)

    def append(self, text: str, *, at: int) -> int:
        """Write a piece at that place, and return the place of the next one."""
        with self._rows.open("r+b" if self._rows.exists() else "w+b") as file:
            file.truncate(at)
            file.seek(at)
            file.write(gzip.compress(text.encode(), compresslevel=4))
            return file.tell()

    def content(self, count: int) -> Iterator[bytes]:
        """The finished file."""
        with gzip.open(self._rows) as packed:
            rows = cast("IO[bytes]", packed)
            whole = FORMATS[self.format](self.table)
            yield from whole.file(pieces_of(rows), count=count)

    @property
    def _about(self) -> Path:
        return self.folder / "about.json"

    @property
    def _rows(self) -> Path:
        return self.folder / "rows.gz"


def folder_of(key: UUID) -> Path:
    return exports() / str(key)


def exports() -> Path:
    folder: Path = settings.DATA_DIR / "exports"
    return folder


def remove(key: UUID) -> None:
    shutil.rmtree(folder_of(key), ignore_errors=True)


def remove_old_files() -> None:
    """Remove what was begun more than a day ago."""
    if exports().is_dir():
        for folder in exports().iterdir():
            if folder.is_dir() and _age(folder) > KEPT_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def _age(folder: Path) -> float:
    return time.time() - folder.stat().st_mtime
