"""Reading the rows of a CSV or Excel file, as text by column.

What a file is, its content says and not its name: a workbook, or text in UTF-8,
UTF-16 or Windows-1252, separated by commas, semicolons, tabs or bars.
"""

from __future__ import annotations

import codecs
import csv
import datetime
import re
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import IO, TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from kans.foundation import formats
from kans.foundation.errors import DomainError
from kans.foundation.rules.formulas import unshielded
from kans.imports.rules.heads import heads_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kans.imports.rules.mapping import Row

DELIMITERS = ",;\t|"
SAMPLE = 64 * 1024
MOST_BYTES = 256 * 1024**2  # of a workbook, unpacked
MOST_COLUMNS = 1000
LAST_ROW = 1_048_576  # of any workbook that Excel wrote
MOST_BLANK_ROWS = 10_000  # between rows
LONGEST_TITLE = 100  # of a sheet; Excel allows 31
PACKED = b"PK\x03\x04"
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
QUOTED = re.compile(r'"[^"]*"')
FORMULA = re.compile(rb"<f[ >/]")  # three bytes: see `_mentions`
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


def read_rows(path: Path) -> list[Row]:
    """Every row by the names in the first line; cells are trimmed, dates are ISO."""
    if not path.is_file():
        raise FileNotThere(file=path.name)
    source = recognised(path, path.name)
    heads, lines = table_of(source)
    return [dict(zip(heads, line, strict=True)) for line in lines]


def recognised(path: Path, name: str) -> Source:
    """What the content of a file is; refused when it is no table."""
    with path.open("rb") as file:
        begin = file.read(SAMPLE)
    if not begin.strip():
        raise FileWithoutHeader(file=name)
    if begin.startswith(PACKED):
        return _workbook(path, name)
    encoding = _encoding(path, begin)
    if encoding is None:
        raise FileNotUnderstood(file=name)
    with _understood(name), path.open(encoding=encoding, newline="") as text:
        first = QUOTED.sub("", text.readline(SAMPLE))
    delimiter = max(DELIMITERS, key=first.count)
    return Source(path, name, encoding=encoding, delimiter=delimiter)


def table_of(source: Source) -> tuple[list[str], Iterator[list[str]]]:
    """The names of the columns, and the lines below them, each as wide as these."""
    lines = iter(_lines(source))
    with _understood(source.name):
        first = next(lines, [])
    if not any(first):
        raise FileWithoutHeader(file=source.name)
    while not first[-1]:
        first.pop()
    heads = heads_of(first)
    return heads, _below(lines, len(heads), source.name)


def _below(lines: Iterator[list[str]], width: int, name: str) -> Iterator[list[str]]:
    with _understood(name):
        for line in lines:
            yield [*line[:width], *[""] * (width - len(line))]


@contextmanager
def _understood(name: str) -> Iterator[None]:
    """Say of what is damaged that it cannot be read."""
    try:
        yield
    except (csv.Error, *DAMAGED) as error:
        raise FileNotUnderstood(file=name) from error


def _lines(source: Source) -> Iterator[list[str]]:
    return _excel(source) if source.is_workbook else _csv(source)


def _encoding(path: Path, begin: bytes) -> str | None:
    """How the letters of a text file are written; nothing when it is no text."""
    for mark, encoding in MARKS.items():
        if begin.startswith(mark):
            return encoding if _can_be(path, encoding) else None
    if b"\0" in begin:
        return None
    return next((e for e in ("utf-8", "cp1252") if _can_be(path, e)), None)


def _can_be(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding) as text:
            return all("\0" not in part for part in iter(lambda: text.read(SAMPLE), ""))
    except UnicodeError:
        return False


def _csv(source: Source) -> Iterator[list[str]]:
    with source.path.open(encoding=source.encoding, newline="") as file:
        for line in csv.reader(file, delimiter=source.delimiter, strict=True):
            if len(line) > MOST_COLUMNS:
                raise _too_large(source.name)
            yield [unshielded(cell.strip()).strip() for cell in line]


def _workbook(path: Path, name: str) -> Source:
    with _understood(name), ZipFile(path) as packed:
        parts = packed.infolist()
        too_large = sum(part.file_size for part in parts) > MOST_BYTES
    if too_large:
        raise _too_large(name)
    with _understood(name), _opened(path) as book:
        sheets = tuple(sheet.title for sheet in book.worksheets)
        filled = [sheet.title for sheet in book.worksheets if _has_cells(sheet)]
        if not sheets:
            raise BadZipFile
    if max(map(len, sheets)) > LONGEST_TITLE:
        raise TitleTooLong(file=name, most=LONGEST_TITLE)
    sheet = (filled or list(sheets))[0]
    return Source(path, name, sheets=sheets, sheet=sheet, formulas=_formulas(path))


def _formulas(path: Path) -> bool:
    """Whether a workbook works something out: then its last results are read."""
    with _understood(path.name), ZipFile(path) as packed:
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


def _excel(source: Source) -> Iterator[list[str]]:
    with _opened(source.path) as book:
        sheet = book[source.sheet]
        sheet.reset_dimensions()
        blank = 0
        lines = sheet.iter_rows(max_row=LAST_ROW + 1, values_only=True)
        for number, line in enumerate(lines, start=1):
            if len(line) > MOST_COLUMNS:
                raise _too_large(source.name)
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


def _too_large(name: str) -> FileTooLarge:
    megabytes = MOST_BYTES // 1024**2
    return FileTooLarge(file=name, columns=MOST_COLUMNS, megabytes=megabytes)


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
