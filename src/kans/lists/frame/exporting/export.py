"""Exporting a list: exactly the rows it shows, all pages, in its order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting import clock
from kans.foundation.acting.actors import who_acts
from kans.foundation.errors import DomainError, refuse_if_any
from kans.lists.files.files import FORMATS, download, file_name, must_fit, pieces_of
from kans.lists.files.stored import StoredFile
from kans.lists.files.tables import Head, Look, Plain, Table
from kans.lists.frame.columns import Kind
from kans.lists.frame.paging import Cursor, read_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from typing import IO
    from uuid import UUID

    from django.http import HttpResponse

    from kans.lists.files.tables import Row
    from kans.lists.frame.columns import BoundColumn
    from kans.lists.frame.listed import ListPage

Values = dict[str, Any]
Reader = Callable[[Values], Plain]

CHUNK = 500
LOOKS = {
    Kind.NUMBER: Look.NUMBER,
    Kind.PERCENT: Look.NUMBER,
    Kind.MONEY: Look.MONEY,
    Kind.DATE: Look.DAY,
    Kind.MOMENT: Look.MOMENT,
}


class ColumnsMissing(DomainError):
    field = "columns"
    message = _("Choose at least one column.")


class ColumnNotListed(DomainError):
    field = "columns"
    message = _("The list has no column %(name)s. Choose from: %(names)s.")


@dataclass(frozen=True)
class Exported:
    """Some rows that were written, and where the next ones begin."""

    text: str
    count: int
    next: Cursor | None


class ListExport:
    """The rows of a list as a file with these columns, piece by piece."""

    def __init__(
        self, page: ListPage, columns: Iterable[str], file_format: str
    ) -> None:
        self.page = page
        self.columns = [page.frame.bound[name] for name in columns]
        self.format = FORMATS[file_format]
        self._readers = [reader(column) for column in self.columns]
        self._paths = sorted({c.value_path for c in self.columns} - {"pk"})
        self.table = self._table()
        self.file = self.format(self.table)

    @property
    def name(self) -> str:
        """What the file is called: list, company, date."""
        return file_name(self.table.title, self.format.suffix)

    def piece(self, after: Cursor | None, *, before: int) -> Exported:
        """The rows behind a cursor, as they stand in the file."""
        rows, following = self._rows(after)
        text = self.file.written(rows, before=before)
        return Exported(text, len(rows), following)

    def begin(self, key: UUID) -> StoredFile:
        """Begin a file that is kept under that key."""
        return StoredFile.begin(
            key, name=self.name, file_format=self.format.suffix, table=self._fitting()
        )

    def write(self, into: IO[bytes]) -> int:
        """Write the whole file, and say how many rows it has."""
        with TemporaryFile() as written:
            count = 0
            for piece in self._pieces():
                written.write(piece.text.encode())
                count += piece.count
                must_fit(self.format, count)
            written.seek(0)
            file = self.format(self._fitting())
            into.writelines(file.file(pieces_of(written), count=count))
        return count

    def _pieces(self) -> Iterator[Exported]:
        after, count = None, 0
        while True:
            piece = self.piece(after, before=count)
            yield piece
            if piece.next is None:
                return
            after, count = piece.next, count + piece.count

    def _table(self) -> Table:
        heads = tuple(head(column) for column in self.columns)
        return Table(str(self.page.caption), heads, get_language() or "en")

    def _fitting(self) -> Table:
        """The table that the file is made of: as wide as its first rows need."""
        return self.table.fitting(self._rows(None)[0])

    def _rows(self, after: Cursor | None) -> tuple[list[Row], Cursor | None]:
        rows, order = self.page.filtered.rows, self.page.order
        found = read_page(rows, self._paths, order, after, size=CHUNK)
        read: list[Row] = [
            [one(values) for one in self._readers] for values in found.rows
        ]
        return read, found.next


def answer(export: ListExport) -> HttpResponse:
    """The file itself, to be kept."""
    file = TemporaryFile()  # noqa: SIM115 (Django closes it)
    export.write(file)
    file.seek(0)
    return download(file, export.name, export.format.content_type)


def must_be_understood(page: ListPage) -> None:
    """Refuse to export a list whose filters are not understood."""
    refuse_if_any(page.filtered.errors.values())


def chosen_columns(page: ListPage, names: Iterable[str]) -> list[str]:
    """The columns of a list by their names; blank: those that are shown."""
    wanted = list(names)
    if not wanted:
        return [column.name for column in page.shown]
    for name in wanted:
        if name not in page.frame.bound:
            raise ColumnNotListed(name=name, names=", ".join(page.frame.bound))
    return wanted


def head(column: BoundColumn) -> Head:
    """The head of a column of a list, in the language of the moment."""
    is_local = column.kind is Kind.MONEY and not column.column.currency
    decimals = clock.minor_unit() if is_local else None
    return Head(str(column.caption), LOOKS.get(column.kind, Look.TEXT), decimals)


def reader(column: BoundColumn) -> Reader:
    """How a value is taken out of a row: typed, and choices by their captions."""
    path = column.value_path
    match column.kind:
        case Kind.MOMENT:
            zone = who_acts().company.zone

            def moment(values: Values) -> Plain:
                at: datetime | None = values[path]
                if at is None:
                    return None
                return at.astimezone(zone).replace(tzinfo=None, microsecond=0)

            return moment
        case Kind.TEXT | Kind.CODE | Kind.CHOICE | Kind.BOOLEAN:
            show = column.shower()
            return lambda values: show(values[path])
        case _:
            return lambda values: values[path]
