"""A long list is exported by the worker, and its file waits on the page of the job."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.foundation.errors import DomainError
from kans.foundation.jobs import JobKind, Result, job_kind
from kans.foundation.models import JobStatus
from kans.lists.files import stored
from kans.lists.files.files import must_fit
from kans.lists.files.stored import StoredFile
from kans.lists.frame.exporting.asking import list_at
from kans.lists.frame.exporting.export import ListExport
from kans.lists.frame.keeping import settled_query
from kans.lists.frame.paging import Cursor

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from kans.foundation.jobs import Progress
    from kans.foundation.models import Job
    from kans.lists.frame.paging import Order

PERMISSION = "foundation.export_lists"
DOWNLOAD = _("Download")


class PlaceLost(DomainError):
    message = _(
        "The order of the list changed while it was exported, so the job stopped. "
        "Export the list again."
    )


@job_kind
class ExportList(JobKind):
    """Exports a list, as its page shows it, to a file."""

    name = "export_list"
    caption = _("Export List")
    permission = PERMISSION

    def total(self, arguments: dict[str, Any]) -> int:
        count: int = _export(arguments).page.filtered.rows.order_by().count()
        return count

    def step(self, arguments: dict[str, Any], cursor: Any, progress: Progress) -> Any:
        export = _export(arguments)
        if cursor is None:
            cursor = {"after": "", "size": 0}
            file = export.begin(progress.job_id)
        else:
            file = StoredFile.of(progress.job_id)
        after = _place(cursor["after"], export.page.order)
        piece = export.piece(after, before=progress.done)
        progress.done += piece.count
        must_fit(export.format, progress.done)
        size = file.append(piece.text, at=cursor["size"])
        return {"after": str(piece.next), "size": size} if piece.next else None

    def forgotten(self, arguments: dict[str, Any], job_id: UUID) -> None:
        stored.remove(job_id)

    def remove_leftovers(self) -> None:
        stored.remove_old_files()

    def results(self, job: Job) -> Iterable[Result]:
        if job.status != JobStatus.DONE or not stored.folder_of(job.pk).is_dir():
            return ()
        to = address("lists:exported", id=job.pk)
        return (Result(DOWNLOAD, to, icon="download"),)


def arguments_of(export: ListExport, file_format: str) -> dict[str, Any]:
    """What the worker needs to know to do the same."""
    page = export.page
    state = replace(page.state, sort=page.order.name)
    return {
        "path": page.request.path,
        "query": settled_query(state, page.frame),
        "columns": [column.name for column in export.columns],
        "format": file_format,
    }


def _place(text: str, order: Order) -> Cursor | None:
    """Where the next rows begin; nothing before the first one."""
    after = Cursor.read(text, order) if text else None
    if text and after is None:
        raise PlaceLost
    return after


def _export(arguments: dict[str, Any]) -> ListExport:
    page = list_at(arguments["path"], arguments["query"])
    return ListExport(page, arguments["columns"], arguments["format"])
