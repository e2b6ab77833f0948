"""Reading the rows of a CSV or Excel file, as text by column."""

from __future__ import annotations

import csv
import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

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


class FileNotThere(DomainError):
    message = _("There is no file %(file)s. Check the path.")


class FileNotUnderstood(DomainError):
    message = _(
        "%(file)s cannot be read as a table. "
        "Save it as CSV in UTF-8 or as Excel (xlsx)."
    )


class FileWithoutHeader(DomainError):
    message = _("%(file)s is empty. Its first line must hold the names of the columns.")


def read_rows(path: Path) -> list[Row]:
    """Every row by the names in the first line; cells are trimmed, dates are ISO."""
    if not path.is_file():
        raise FileNotThere(file=path.name)
    try:
        lines = list(_excel(path) if path.suffix.lower() == ".xlsx" else _csv(path))
    except (UnicodeDecodeError, csv.Error, BadZipFile, InvalidFileException) as error:
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
    book = load_workbook(path, read_only=True, data_only=True)
    for line in book.worksheets[0].iter_rows(values_only=True):
        yield [_text(cell) for cell in line]


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
