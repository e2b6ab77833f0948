"""Why a file cannot be read, by the name of the refusal in the parent process."""

from __future__ import annotations

import csv
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, LargeZipFile

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE = 64 * 1024
MOST_COLUMNS = 1000
MEGABYTE = 1024**2
MOST_UNPACKED = 256 * MEGABYTE  # of a workbook, all its parts
MOST_OF_A_PART = 16 * MEGABYTE  # but of those that hold cells or their texts
# What the readers raise at what is no table, or a damaged one.
DAMAGED = (
    csv.Error,
    BadZipFile,
    LargeZipFile,
    zlib.error,
    ParseError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    NotImplementedError,
)


class Unreadable(Exception):
    """A refusal by its name and its facts; the parent process has the sentence."""

    def __init__(self, name: str, **facts: Any) -> None:
        super().__init__(name)
        self.name = name
        self.facts = facts


def too_large() -> Unreadable:
    return Unreadable(
        "FileTooLarge",
        columns=MOST_COLUMNS,
        megabytes=MOST_UNPACKED // MEGABYTE,
        part=MOST_OF_A_PART // MEGABYTE,
    )


@contextmanager
def understood() -> Iterator[None]:
    """Say of what is damaged that it cannot be read."""
    try:
        yield
    except DAMAGED as error:
        raise Unreadable("FileNotUnderstood") from error
