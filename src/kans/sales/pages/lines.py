"""What the table of lines sends: a line added, changed, moved, deleted, pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse

from kans.sales.actions import add_lines, delete_lines, edit_line, move_line
from kans.sales.forms import LineForm
from kans.sales.forms.lines import TYPED
from kans.sales.forms.pasting import PastedForm
from kans.sales.models import SalesLine
from kans.sales.pages.cards import document_at
from kans.sales.pages.table import Row, refused, standing, table_of
from kans.web.forms import ConfirmForm
from kans.web.pages import page, posted, respond

if TYPE_CHECKING:
    from uuid import UUID

    from kans.sales.models import SalesDocument
    from kans.web.forms import ActionForm
    from kans.web.pages import PageRequest


@page(permission="sales.edit_document")
def add(request: PageRequest, number: str) -> HttpResponse:
    """A new line at the end, with what was typed of it."""
    document = document_at(number)
    form = _typed(request)
    if form.can_be_judged():
        with form.refusals():
            document = add_lines(document, [form.arguments()])  # type: ignore[list-item]
            return _row(request, document, document.lines_in_order[-1])
    return _refused(request, document, SalesLine(), form)


@page(permission="sales.edit_document")
def edit(request: PageRequest, number: str, id: UUID) -> HttpResponse:  # noqa: A002
    """What was typed of a line, and nothing else of it."""
    line = document_at(number).line(id)
    form = _typed(request, line)
    if line and form.can_be_judged():
        with form.refusals():
            version = line.document.version
            document = edit_line(line, version=version, **form.arguments())
            return _row(request, document, document.line(line.pk))
    return _refused_of(request, number, id, form)


@page(permission="sales.edit_document")
def move(request: PageRequest, number: str, id: UUID) -> HttpResponse:  # noqa: A002
    """Put a line at the place that is asked for, 1 for the first."""
    line = document_at(number).line(id)
    form = _asked(request)
    place = request.POST.get("to", "")
    if not place.isdecimal() or len(place) > len("1000"):
        raise Http404
    if line:
        with form.refusals():
            return _table(request, move_line(line, int(place)))
    return _refused_of(request, number, id, form)


@page(permission="sales.edit_document")
def delete(request: PageRequest, number: str, id: UUID) -> HttpResponse:  # noqa: A002
    document = document_at(number)
    line = document.line(id)
    form = _asked(request)
    if line:
        with form.refusals():
            return _table(request, delete_lines(document, [line]))
    return _refused_of(request, number, id, form)


@page(permission="sales.edit_document")
def paste(request: PageRequest, number: str) -> HttpResponse:
    """Lines as they were copied from a spreadsheet, all or none."""
    document = document_at(number)
    form = PastedForm(posted(request))
    if form.can_be_judged():
        with form.refusals():
            pasted = form.lines()
            document = add_lines(document, list(pasted.values()), rows=list(pasted))
            return _table(request, document)
    return respond(request, "sales/refused.html", {"form": form}, status=422)


def _typed(request: PageRequest, line: SalesLine | None = None) -> LineForm:
    """The cells that were typed in; no other is touched."""
    data = posted(request)
    if data is None:
        raise Http404
    only = [name for name in TYPED if name in data]
    return LineForm(data, only=only, standing=standing(line) if line else None)


def _asked(request: PageRequest) -> ConfirmForm:
    """What needs no more than being asked for."""
    form = ConfirmForm(posted(request))
    if not form.is_valid():
        raise Http404
    return form


def _row(
    request: PageRequest, document: SalesDocument, line: SalesLine | None
) -> HttpResponse:
    """The row again, with the totals."""
    table = table_of(document)
    return respond(
        request,
        "sales/row.html",
        {"row": Row(line or SalesLine(), table), "table": table},
    )


def _refused_of(
    request: PageRequest,
    number: str,
    id: UUID,  # noqa: A002
    form: ActionForm,
) -> HttpResponse:
    """The line as it is now; of one that is gone, the table that it is gone from."""
    document = document_at(number)
    line = document.line(id)
    if line is None and table_of(document).may.allowed:
        return _table(request, document, status=422)
    return _refused(request, document, line or SalesLine(), form)


def _refused(
    request: PageRequest, document: SalesDocument, line: SalesLine, form: ActionForm
) -> HttpResponse:
    row = refused(document, line, form)
    if not row.table.may.allowed:  # since the page was shown; what was typed stays
        if not form.errors:
            form.add_error(None, row.table.may.reason)
        return respond(request, "sales/refused.html", {"form": form}, status=422)
    context = {"row": row, "table": row.table}
    return respond(request, "sales/row.html", context, status=422)


def _table(
    request: PageRequest, document: SalesDocument, status: int = 200
) -> HttpResponse:
    context = {"table": table_of(document)}
    return respond(request, "sales/table.html", context, status=status)
