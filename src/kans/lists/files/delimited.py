"""CSV: in UTF-8 with a mark, so that Excel opens it with every letter right.

Separator and decimal sign are those of Excel in the reader's language: `;` and a
comma in Dutch, `,` and a point in English. Days are ISO, which both understand.
"""

from __future__ import annotations

import csv
from datetime import date, datetime
from io import StringIO
from typing import TYPE_CHECKING

from kans.foundation.text.formulas import shielded
from kans.lists.files.tables import as_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kans.lists.files.tables import Head, Plain, Row, Table

MARK = "\ufeff"


class DelimitedFile:
    """A table as CSV."""

    suffix = "csv"
    content_type = "text/csv; charset=utf-8"
    most_rows: int | None = None

    def __init__(self, table: Table) -> None:
        self.table = table
        self.delimiter = ";" if table.writes_comma else ","

    def written(self, rows: Iterable[Row], *, before: int) -> str:
        heads = self.table.heads
        return self._lines(
            [self._cell(value, head) for value, head in zip(row, heads, strict=True)]
            for row in rows
        )

    def file(self, written: Iterable[bytes], *, count: int) -> Iterator[bytes]:
        names = [shielded(head.caption) for head in self.table.heads]
        yield (MARK + self._lines([names])).encode()
        yield from written

    def _lines(self, rows: Iterable[list[str]]) -> str:
        text = StringIO(newline="")
        csv.writer(text, delimiter=self.delimiter).writerows(rows)
        return text.getvalue()

    def _cell(self, value: Plain, head: Head) -> str:
        match value:
            case None:
                return ""
            case str():
                return shielded(value.replace("\0", ""))
            case datetime():
                return value.isoformat(sep=" ", timespec="minutes")
            case date():
                return value.isoformat()
            case _:
                number = f"{as_decimal(value, head.decimals):f}"
                return number.replace(".", ",") if self.table.writes_comma else number
