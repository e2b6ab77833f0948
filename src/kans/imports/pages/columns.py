"""Uploading a file, and saying what its columns are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.imports import staging
from kans.imports.actions.runs import (
    PERMISSION,
    check_import,
    choose_sheet,
    map_import,
    upload_import,
)
from kans.imports.actions.working import (
    leave_check_to_worker,
    leave_reading_to_worker,
)
from kans.imports.forms import MappingForm, SheetForm, UploadForm
from kans.imports.models import ImportRun, RowKind
from kans.web.pages import page, posted, respond
from kans.web.uploads import too_large

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from kans.web.pages import PageRequest

VALUES = "import_values"  # the part that follows the columns
AT_ONCE = 200  # rows that are checked while one waits, and nobody else can write
UPLOAD = _("Upload a File")


@page(permission=PERMISSION)
def new(request: PageRequest) -> HttpResponse:
    wanted = request.GET.get("kind", "")
    kind = wanted if wanted in RowKind.values else RowKind.OPPORTUNITIES
    files = request.FILES if request.method == "POST" else None
    form = UploadForm(
        posted(request),
        dropped=bool(too_large(request)),
        files=files,
        initial={"kind": kind},
    )
    if form.is_valid():
        with form.refusals():
            given = form.arguments()
            received = staging.receive(given["file"])
            it = upload_import(received, kind=given["kind"])
            return _on_to_columns(it)
    status = 422 if form.errors else 200
    context = {"form": form, "title": UPLOAD}
    return respond(request, "imports/upload.html", context, status=status)


@page(permission=PERMISSION)
def columns(request: PageRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """The table of columns; once they are assigned, the rows are checked."""
    it = get_object_or_404(ImportRun.objects.all(), pk=id)
    if it.has_begun or it.is_unread:
        return redirect(address("imports:run", id=it.pk))
    if request.htmx and request.htmx.target == VALUES:
        return _show(request, it, MappingForm(run=it, like=request.POST))
    form = MappingForm(posted(request), run=it)
    if form.can_be_judged():
        with form.refusals():
            it = map_import(it, **form.arguments())
            _check(it)
            return redirect(address("imports:run", id=it.pk))
    return _show(request, it, form)


def _on_to_columns(it: ImportRun) -> HttpResponse:
    """Go to the columns of a file; what is to be read first is left to the worker."""
    if it.is_unread:
        leave_reading_to_worker(it)
    return redirect(address("imports:columns", id=it.pk))


def _check(it: ImportRun) -> None:
    if it.is_unread:
        leave_reading_to_worker(it)
    elif it.count > AT_ONCE:
        leave_check_to_worker(it)
    else:
        check_import(it)


def _show(request: PageRequest, it: ImportRun, form: MappingForm) -> HttpResponse:
    sheets = SheetForm(run=it) if len(it.sheets) > 1 else None
    context = {"run": it, "form": form, "sheets": sheets}
    status = 422 if form.errors else 200
    return respond(request, "imports/columns.html", context, status=status)


@page(permission=PERMISSION)
def sheet(request: PageRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """Take the rows of another sheet."""
    it = get_object_or_404(ImportRun.objects.all(), pk=id)
    if it.has_begun or it.is_unread:
        return redirect(address("imports:run", id=it.pk))
    form = SheetForm(posted(request), run=it)
    if form.is_valid():
        with form.refusals():
            chosen = form.arguments()["sheet"]
            read = staging.read_soon(it.pk, it.file_name, chosen)
            return _on_to_columns(choose_sheet(it, read))
    if not form.errors:
        return redirect(address("imports:columns", id=it.pk))
    context = {"run": it, "form": MappingForm(run=it), "sheets": form}
    return respond(request, "imports/columns.html", context, status=422)


@page(permission=PERMISSION)
def check(request: PageRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """Read the file or check its rows again, as when a worker was stopped."""
    it = get_object_or_404(ImportRun.objects.all(), pk=id)
    if request.method == "POST":
        _check(it)
    return redirect(address("imports:run", id=it.pk))
