"""Text of which each line is a row, whatever its letters and delimiter."""

from __future__ import annotations

import codecs
import csv
import re
from typing import TYPE_CHECKING, Any

from kans.foundation.text.formulas import unshielded
from kans.imports.child.refusing import MOST_COLUMNS, SAMPLE, Unreadable, too_large

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


def recognise_text(path: Path) -> dict[str, Any]:
    """Return what a text is written in, and what separates its cells."""
    with path.open("rb") as file:
        encoding = _encoding(path, file.read(SAMPLE))
    if encoding is None:
        raise Unreadable("FileNotUnderstood")
    with path.open(encoding=encoding, newline="") as text:
        first = QUOTED.sub("", text.readline(SAMPLE))
    return {"encoding": encoding, "delimiter": max(DELIMITERS, key=first.count)}


def text_lines(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        for line in csv.reader(file, delimiter=delimiter, strict=True):
            if len(line) > MOST_COLUMNS:
                raise too_large()
            yield [unshielded(cell.strip()).strip() for cell in line]


def _encoding(path: Path, begin: bytes) -> str | None:
    """Return how the letters of a file are written; nothing when it is no text."""
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
