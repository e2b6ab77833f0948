"""The rows of a file, written one a line; what stands in its columns, and how many."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kans.imports.child.refusing import SAMPLE, Unreadable, understood
from kans.imports.child.text import recognise_text, text_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKED = b"PK\x03\x04"
GUESSED_FROM = 20
MOST_VALUES = 30  # of a column, to be offered as choices
LONGEST_SAMPLE = 60


@dataclass
class ColumnSample:
    """Some of what stands in a column, and all of it where that is little."""

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


def convert(path: Path, to: Path, *, sheet: str, most: int) -> dict[str, Any]:
    """Write the rows of a file, at most so many, and return what it was found to be."""
    with understood():
        source = _recognised(path)
        if sheet and sheet not in source.get("sheets", []):
            raise Unreadable(
                "SheetNotThere", sheet=sheet, sheets=", ".join(source["sheets"])
            )
        if sheet:
            source["sheet"] = sheet
        lines = _lines(path, source)
        heads = _without_blank_end(next(lines, []))
        if not heads:
            raise Unreadable("FileWithoutHeader")
        columns = [ColumnSample() for _head in heads]
        count = _write(lines, to, columns, most=most)
    told = [{"samples": c.samples, "values": c.values} for c in columns]
    return {"source": source, "heads": heads, "columns": told, "count": count}


def _recognised(path: Path) -> dict[str, Any]:
    """Return what the content of a file is; its name does not say."""
    with path.open("rb") as file:
        begin = file.read(SAMPLE)
    if not begin.strip():
        raise Unreadable("FileWithoutHeader")
    if not begin.startswith(PACKED):
        return recognise_text(path)
    from kans.imports.child.workbook import recognise_workbook  # noqa: PLC0415 (slow)

    return recognise_workbook(path)


def _lines(path: Path, source: dict[str, Any]) -> Iterator[list[str]]:
    if "sheets" not in source:
        return text_lines(path, **source)
    from kans.imports.child.workbook import sheet_lines  # noqa: PLC0415 (slow)

    return sheet_lines(path, source["sheet"])


def _write(
    lines: Iterator[list[str]], to: Path, columns: list[ColumnSample], *, most: int
) -> int:
    """Write each row that is not blank with its line; return how many there are.

    Blank cells at the end of a row are left out: a wide head over many short rows
    would else become a thousand times what it was.
    """
    count = 0
    with to.open("w", encoding="utf-8") as file:
        for number, line in enumerate(lines, start=2):
            cells = _without_blank_end(line[: len(columns)])
            if not cells:
                continue
            count += 1
            if most and count > most:
                raise Unreadable("TooManyRows", most=most)
            for column, text in zip(columns, cells, strict=False):
                column.see(text)
            file.write(json.dumps([number, cells], ensure_ascii=False) + "\n")
    return count


def _without_blank_end(cells: list[str]) -> list[str]:
    width = next((n for n in range(len(cells), 0, -1) if cells[n - 1]), 0)
    return cells[:width]
