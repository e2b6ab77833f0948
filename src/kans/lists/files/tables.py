"""What goes into a file: a table with typed columns, in the language of its reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Plain = str | int | Decimal | float | date | datetime | None
Row = Sequence[Plain]


class Look(Enum):
    """How the cells of a column look."""

    TEXT = auto()
    NUMBER = auto()
    MONEY = auto()
    DAY = auto()
    MOMENT = auto()


NARROW, WIDE = 9, 60  # characters; of a column


@dataclass(frozen=True)
class Head:
    """The head of a column, and how what stands below it is written."""

    caption: str
    look: Look = Look.TEXT
    decimals: int | None = None  # always so many; none: as many as there are
    width: int = NARROW


@dataclass(frozen=True)
class Table:
    """A table before it is written: its title, its columns, its language."""

    title: str
    heads: tuple[Head, ...]
    language: str = "en"

    @property
    def writes_comma(self) -> bool:
        """Whether numbers are written with a decimal comma."""
        return not self.language.startswith("en")

    def fitting(self, rows: Iterable[Row]) -> Table:
        """The same table with columns as wide as some of its rows need."""
        widths = [len(head.caption) + 3 for head in self.heads]  # and the filter button
        for row in rows:
            widths = [
                max(width, len(str(value))) if value is not None else width
                for width, value in zip(widths, row, strict=True)
            ]
        heads = (
            replace(head, width=min(max(width + 1, NARROW), WIDE))
            for head, width in zip(self.heads, widths, strict=True)
        )
        return replace(self, heads=tuple(heads))


class FileFormat(Protocol):
    """A kind of file: rows become text piece by piece, and pieces become the file."""

    suffix: str
    content_type: str
    most_rows: int | None

    def __init__(self, table: Table) -> None: ...

    def written(self, rows: Iterable[Row], *, before: int) -> str:
        """Some rows as they stand in the file, behind so many others."""

    def file(self, written: Iterable[bytes], *, count: int) -> Iterator[bytes]:
        """The whole file, from the rows that were written."""


def as_decimal(value: float | Decimal, decimals: int | None) -> Decimal:
    """A number with so many decimals, or without needless ones."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if decimals is None:
        return exact.normalize()
    return exact.quantize(Decimal(1).scaleb(-decimals))
