"""Text of which each line is a row, whatever its letters and delimiter."""

from __future__ import annotations

import codecs
import csv
import re
from typing import TYPE_CHECKING

from kans.foundation.rules.formulas import unshielded
from kans.imports.reading.sources import (
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

DELIMITERS = ",;\t|"
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
QUOTED = re.compile(r'"[^"]*"')


def recognised_text(path: Path, name: str, begin: bytes) -> Source:
    """What a text is written in, and what separates its cells."""
    encoding = _encoding(path, begin)
    if encoding is None:
        raise FileNotUnderstood(file=name)
    with understood(name), path.open(encoding=encoding, newline="") as text:
        first = QUOTED.sub("", text.readline(SAMPLE))
    delimiter = max(DELIMITERS, key=first.count)
    return Source(path, name, encoding=encoding, delimiter=delimiter)


def text_lines(source: Source) -> Iterator[list[str]]:
    with source.path.open(encoding=source.encoding, newline="") as file:
        for line in csv.reader(file, delimiter=source.delimiter, strict=True):
            if len(line) > MOST_COLUMNS:
                raise too_large(source.name)
            yield [unshielded(cell.strip()).strip() for cell in line]


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
