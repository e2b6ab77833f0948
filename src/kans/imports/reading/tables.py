"""The rows of a file as text by column; what it is, its content says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kans.imports.reading.delimited import recognised_text, text_lines
from kans.imports.reading.sources import (
    SAMPLE,
    FileNotThere,
    FileWithoutHeader,
    Source,
    understood,
)
from kans.imports.reading.workbooks import PACKED, recognised_workbook, sheet_lines
from kans.imports.rules.heads import heads_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kans.imports.rules.mapping import Row


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
        return recognised_workbook(path, name)
    return recognised_text(path, name, begin)


def table_of(source: Source) -> tuple[list[str], Iterator[list[str]]]:
    """The names of the columns, and the lines below them, each as wide as these."""
    lines = iter(_lines(source))
    with understood(source.name):
        first = next(lines, [])
    if not any(first):
        raise FileWithoutHeader(file=source.name)
    while not first[-1]:
        first.pop()
    heads = heads_of(first)
    return heads, _below(lines, len(heads), source.name)


def _below(lines: Iterator[list[str]], width: int, name: str) -> Iterator[list[str]]:
    with understood(name):
        for line in lines:
            yield [*line[:width], *[""] * (width - len(line))]


def _lines(source: Source) -> Iterator[list[str]]:
    return sheet_lines(source) if source.is_workbook else text_lines(source)
