"""Files that are exported: their kinds, their names, and handing them over."""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from django.http import FileResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting import clock
from kans.foundation.acting.actors import acting_as, who_acts
from kans.foundation.errors import DomainError
from kans.foundation.text import formats
from kans.lists.files.delimited import DelimitedFile
from kans.lists.files.workbooks import WorkbookFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from django.http import HttpResponse

    from kans.foundation.acting.actors import Actor
    from kans.lists.files.tables import FileFormat

R = TypeVar("R")
EXCEL, CSV = "xlsx", "csv"
FORMATS: dict[str, type[FileFormat]] = {EXCEL: WorkbookFile, CSV: DelimitedFile}
NOT_IN_A_NAME = '\\/:*?"<>|'


class TooManyRowsForExcel(DomainError):
    field = "format"
    message = _(
        "Excel takes %(most)s rows, and there are more. Choose CSV, or filter the list."
    )


def download(
    content: IO[bytes] | Iterator[bytes], name: str, content_type: str
) -> HttpResponse:
    """Answer with a file that the browser keeps instead of showing it."""
    response: Any = FileResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response  # type: ignore[no-any-return]


def read_later(rows: Iterator[R], at_once: int) -> Iterator[list[R]]:
    """Return some rows at a time, read as who acts now: a page is answered by then."""
    return _as_somebody(who_acts(), rows, at_once)


def _as_somebody(actor: Actor, rows: Iterator[R], at_once: int) -> Iterator[list[R]]:
    while True:
        with acting_as(actor):
            some = list(islice(rows, at_once))
        if not some:
            return
        yield some


def file_name(title: str, suffix: str) -> str:
    name = f"{title} {who_acts().company.name} {clock.today().isoformat()}"
    visible = "".join(
        c if c.isprintable() and c not in NOT_IN_A_NAME else " " for c in name
    )
    return f"{' '.join(visible.split())}.{suffix}"


def must_fit(file_format: type[FileFormat], count: int) -> None:
    most = file_format.most_rows
    if most is not None and count > most:
        raise TooManyRowsForExcel(most=formats.number(most))


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    return iter(partial(file.read, 1 << 16), b"")
