"""Reading the rows of a CSV or Excel file, as text by column."""

from __future__ import annotations

import csv
import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kans.imports.rules.mapping import Row

DELIMITERS = ",;\t|"
SAMPLE = 64 * 1024
MOST_BYTES = 1024**3  # of a workbook, unpacked
MOST_COLUMNS = 1000
# What the reader of workbooks raises at what is none, or a damaged one.
DAMAGED = (BadZipFile, InvalidFileException, ParseError, KeyError, ValueError)


class FileNotThere(DomainError):
    message = _("There is no file %(file)s. Check the path.")


class FileNotUnderstood(DomainError):
    message = _(
        "%(file)s cannot be read as a table. "
        "Save it as CSV in UTF-8 or as Excel (xlsx)."
    )


class FileTooLarge(DomainError):
    message = _(
        "%(file)s is too large to be read: it has more than %(columns)s columns, or "
        "unpacks to more than 1 GB. Save just the table, as CSV."
    )


class FileWithoutHeader(DomainError):
    message = _("%(file)s is empty. Its first line must hold the names of the columns.")


def read_rows(path: Path) -> list[Row]:
    """Every row by the names in the first line; cells are trimmed, dates are ISO."""
    if not path.is_file():
        raise FileNotThere(file=path.name)
    try:
        lines = list(_excel(path) if path.suffix.lower() == ".xlsx" else _csv(path))
    except (csv.Error, *DAMAGED) as error:
        raise FileNotUnderstood(file=path.name) from error
    if not lines or not any(lines[0]):
        raise FileWithoutHeader(file=path.name)
    header = [name.strip() for name in lines[0]]
    return [
        dict(zip(header, _padded(line, len(header)), strict=False))
        for line in lines[1:]
    ]


def _csv(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        sample = file.read(SAMPLE)
        file.seek(0)
        first = sample.partition("\n")[0]
        delimiter = max(DELIMITERS, key=first.count)
        for line in csv.reader(file, delimiter=delimiter, strict=True):
            yield [cell.strip().replace("\0", "") for cell in line]


def _excel(path: Path) -> Iterator[list[str]]:
    too_large = FileTooLarge(file=path.name, columns=MOST_COLUMNS)
    with ZipFile(path) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_BYTES:
            raise too_large
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets[:1]:
            sheet.reset_dimensions()  # what a file says of its size need not be so
            for line in sheet.iter_rows(values_only=True):
                if len(line) > MOST_COLUMNS:
                    raise too_large
                yield [_text(cell) for cell in line]
    finally:
        book.close()


def _text(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case datetime.datetime():
            return cell.date().isoformat()
        case datetime.date():
            return cell.isoformat()
        case float():
            return f"{Decimal(repr(cell)):f}".removesuffix(".0")
        case _:
            return str(cell).strip()


def _padded(line: Iterable[str], width: int) -> list[str]:
    cells = list(line)
    return cells + [""] * (width - len(cells))
