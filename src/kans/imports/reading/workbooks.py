"""Workbooks of Excel: the rows of one of their sheets."""

from __future__ import annotations

import datetime
import re
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice
from typing import IO, TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from kans.foundation import formats
from kans.foundation.errors import DomainError
from kans.imports.reading.sources import (
    MOST_BYTES,
    MOST_COLUMNS,
    SAMPLE,
    FileNotUnderstood,
    Source,
    too_large,
    understood,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LAST_ROW = 1_048_576  # of any workbook that Excel wrote
MOST_BLANK_ROWS = 10_000  # between rows
LONGEST_TITLE = 100  # of a sheet; Excel allows 31
PACKED = b"PK\x03\x04"
FORMULA = re.compile(rb"<f[ >/]")  # three bytes: see `_mentions`


class FileWithAGap(DomainError):
    field = "file"
    message = _(
        "%(file)s has more than %(most)s blank rows above row %(row)s. Delete these "
        "blank rows, and save the file."
    )


class TitleTooLong(FileNotUnderstood):
    message = _(
        "A sheet of %(file)s has a name of more than %(most)s characters, which Excel "
        "does not allow. Give it a shorter name, or save just the table as CSV."
    )


def recognised_workbook(path: Path, name: str) -> Source:
    with understood(name), ZipFile(path) as packed:
        parts = packed.infolist()
        unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_BYTES:
        raise too_large(name)
    with understood(name), _opened(path) as book:
        sheets = tuple(sheet.title for sheet in book.worksheets)
        filled = [sheet.title for sheet in book.worksheets if _has_cells(sheet)]
        if not sheets:
            raise BadZipFile
    if max(map(len, sheets)) > LONGEST_TITLE:
        raise TitleTooLong(file=name, most=LONGEST_TITLE)
    sheet = (filled or list(sheets))[0]
    return Source(path, name, sheets=sheets, sheet=sheet, formulas=_formulas(path))


def sheet_lines(source: Source) -> Iterator[list[str]]:
    with _opened(source.path) as book:
        sheet = book[source.sheet]
        sheet.reset_dimensions()
        blank = 0
        lines = sheet.iter_rows(max_row=LAST_ROW + 1, values_only=True)
        for number, line in enumerate(lines, start=1):
            if len(line) > MOST_COLUMNS:
                raise too_large(source.name)
            if number > LAST_ROW:
                raise FileNotUnderstood(file=source.name)
            cells = [_text(cell) for cell in line]
            if not any(cells):
                blank += 1
                continue
            if blank > MOST_BLANK_ROWS:
                most = formats.number(MOST_BLANK_ROWS)
                raise FileWithAGap(
                    file=source.name, most=most, row=formats.number(number)
                )
            yield from ([] for _blank in range(blank))
            yield cells
            blank = 0


def _formulas(path: Path) -> bool:
    """Whether a workbook works something out: then its last results are read."""
    with understood(path.name), ZipFile(path) as packed:
        for name in packed.namelist():
            if name.startswith("xl/worksheets/sheet"):
                with packed.open(name) as sheet:
                    if _mentions(sheet, FORMULA):
                        return True
    return False


def _mentions(file: IO[bytes], what: re.Pattern[bytes]) -> bool:
    before = b""
    while part := file.read(SAMPLE):
        if what.search(before + part):
            return True
        before = part[-2:]
    return False


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    with path.open("rb") as file:  # openpyxl would go by the name of a path
        book = load_workbook(file, read_only=True, data_only=True)
        try:
            yield book
        finally:
            book.close()


def _has_cells(sheet: Any) -> bool:
    sheet.reset_dimensions()  # what a file says of its size need not be so
    return any(any(line) for line in islice(sheet.iter_rows(values_only=True), 1))


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
