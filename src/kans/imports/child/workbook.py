"""Workbooks of Excel: the rows of one of their sheets."""

from __future__ import annotations

import datetime
import re
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice
from typing import IO, TYPE_CHECKING, Any
from zipfile import ZipFile

from openpyxl import load_workbook

from kans.imports.child.refusing import (
    MOST_COLUMNS,
    MOST_OF_A_PART,
    MOST_UNPACKED,
    SAMPLE,
    Unreadable,
    too_large,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LAST_ROW = 1_048_576  # of any workbook that Excel wrote
MOST_BLANK_ROWS = 10_000  # between rows
MOST_PARTS = 20_000
MOST_SHEETS = 1000
LONGEST_TITLE = 100  # of a sheet; Excel allows 31
FORMULA = re.compile(rb"<f[ >/]")  # three bytes: see `_mentions`
OF_CELLS = re.compile(r"xl/(?:worksheets/[^/]*|sharedStrings)\.xml|xl/media/.*")


def recognise_workbook(path: Path) -> dict[str, Any]:
    """Return the sheets of a workbook, and the first that holds something."""
    _must_be_bounded(path)
    with _opened(path) as book:
        sheets = [sheet.title for sheet in book.worksheets]
        if not 0 < len(sheets) <= MOST_SHEETS:
            raise Unreadable("FileNotUnderstood")
        if max(map(len, sheets)) > LONGEST_TITLE:
            raise Unreadable("TitleTooLong", most=LONGEST_TITLE)
        filled = (sheet.title for sheet in book.worksheets if _has_cells(sheet))
        first = next(filled, sheets[0])
    return {"sheets": sheets, "sheet": first, "formulas": _has_formulas(path)}


def sheet_lines(path: Path, title: str) -> Iterator[list[str]]:
    with _opened(path) as book:
        sheet = book[title]
        sheet.reset_dimensions()
        blank = 0
        lines = sheet.iter_rows(max_row=LAST_ROW + 1, values_only=True)
        for number, line in enumerate(lines, start=1):
            if len(line) > MOST_COLUMNS:
                raise too_large()
            if number > LAST_ROW:
                raise Unreadable("FileNotUnderstood")
            cells = [_text(cell) for cell in line]
            if not any(cells):
                blank += 1
                continue
            if blank > MOST_BLANK_ROWS:
                raise Unreadable("FileWithAGap", most=MOST_BLANK_ROWS, row=number)
            yield from ([] for _blank in range(blank))
            yield cells
            blank = 0


def _must_be_bounded(path: Path) -> None:
    """Refuse what unpacks to very much, as a whole or in a part that never does.

    No more of a part is unpacked than it says of itself.
    """
    with ZipFile(path) as packed:
        parts = packed.infolist()
    small = [part.file_size for part in parts if not OF_CELLS.match(part.filename)]
    whole = sum(part.file_size for part in parts)
    if whole > MOST_UNPACKED or max(small, default=0) > MOST_OF_A_PART:
        raise too_large()
    if len(parts) > MOST_PARTS:
        raise Unreadable("FileNotUnderstood")


def _has_formulas(path: Path) -> bool:
    """Return whether something is worked out: then its last results are read."""
    with ZipFile(path) as packed:
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
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
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
