"""What a file of rows was recognised as, and why one cannot be read."""

from __future__ import annotations

import csv
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from django.utils.translation import gettext_lazy as _
from openpyxl.utils.exceptions import InvalidFileException

from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SAMPLE = 64 * 1024
MOST_BYTES = 256 * 1024**2  # of a workbook, unpacked
MOST_COLUMNS = 1000
# What the reader of workbooks raises at what is none, or a damaged one.
DAMAGED = (
    BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    EOFError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    NotImplementedError,
    RuntimeError,
)


class FileNotThere(DomainError):
    message = _("There is no file %(file)s. Check the path.")


class FileNotUnderstood(DomainError):
    field = "file"
    message = _(
        "%(file)s cannot be read as a table. "
        "Save it as CSV in UTF-8 or as Excel (xlsx)."
    )


class FileTooLarge(DomainError):
    field = "file"
    message = _(
        "%(file)s is too large to be read: it has more than %(columns)s columns, or "
        "unpacks to more than %(megabytes)s MB. Save just the table, as CSV."
    )


class FileWithoutHeader(DomainError):
    field = "file"
    message = _("%(file)s is empty. Its first line must hold the names of the columns.")


class SheetNotThere(DomainError):
    field = "sheet"
    message = _("The workbook has no sheet %(sheet)s. Choose from: %(sheets)s.")


@dataclass(frozen=True)
class Source:
    """What a file was recognised as."""

    path: Path
    name: str
    encoding: str = ""
    delimiter: str = ""
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    formulas: bool = False

    @property
    def is_workbook(self) -> bool:
        return bool(self.sheets)

    @property
    def writes_comma(self) -> bool:
        """Whether a decimal comma is likely: Excel then separates by semicolons."""
        return self.delimiter == ";"

    def on(self, sheet: str) -> Source:
        if sheet not in self.sheets:
            raise SheetNotThere(sheet=sheet, sheets=", ".join(self.sheets))
        return replace(self, sheet=sheet)


@contextmanager
def understood(name: str) -> Iterator[None]:
    """Say of what is damaged that it cannot be read."""
    try:
        yield
    except (csv.Error, *DAMAGED) as error:
        raise FileNotUnderstood(file=name) from error


def too_large(name: str) -> FileTooLarge:
    megabytes = MOST_BYTES // 1024**2
    return FileTooLarge(file=name, columns=MOST_COLUMNS, megabytes=megabytes)
