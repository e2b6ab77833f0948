"""The list of imports, and the page of one: what was found, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.imports.actions.runs import PERMISSION, correct_import_rows
from kans.imports.actions.working import (
    apply_import,
    delete_import,
    may_be_applied,
    may_be_deleted,
)
from kans.imports.forms import CorrectionsForm
from kans.imports.models import ImportRun, RunStatus
from kans.imports.queries import PAGE, RunFigures, rejected_file, remarks
from kans.lists.files.files import download
from kans.lists.frame import Column, ListAction, ListFrame, show_list
from kans.web.chrome import Navigation, navigation
from kans.web.dialogs import ConfirmForm, show_dialog
from kans.web.pages import done, page, posted, respond
from kans.web.verbs import Verb

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from kans.web.pages import PageRequest

IMPORTS = _("Imports")
TONES = {
    str(RunStatus.READING): "info",
    str(RunStatus.MAPPING): "neutral",
    str(RunStatus.CHECKING): "info",
    str(RunStatus.CHECKED): "info",
    str(RunStatus.APPLYING): "info",
    str(RunStatus.DONE): "good",
}
LIST = ListFrame(
    name="imports",
    caption=IMPORTS,
    model=ImportRun,
    columns=(
        Column("file_name"),
        Column("kind"),
        Column("status", tones=TONES),
        Column("count"),
        Column("created"),
        Column("updated"),
        Column("refused"),
        Column("actor_name", on_phone=False),
        Column("created_at"),
    ),
    search=("file_name", "actor_name"),
    order="-created_at",
    handle="id",
    open="imports:run",
    actions=(
        ListAction(
            _("Upload a File"),
            "imports:new",
            permission=PERMISSION,
            icon="upload",
            primary=True,
            dialog=False,
            shortcut="Alt+N",
        ),
    ),
    empty=_(
        "Salespeople, contacts, items, customers and opportunities come in from CSV "
        "and Excel files: upload one, and see what would happen before anything does."
    ),
)
navigation(
    Navigation(
        IMPORTS,
        "imports:list",
        PERMISSION,
        icon="table-import",
        group="setup",
        synonyms=(
            *("import", "importeren", "upload", "uploaden", "csv", "excel", "inlezen"),
            _("Upload a File"),
        ),
    )
)


@page(permission=PERMISSION)
def list_(request: PageRequest) -> HttpResponse:
    return show_list(request, LIST, rows=ImportRun.objects.all())


@page(permission=PERMISSION)
def run(request: PageRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """What was found of the rows; before that, the page of the columns."""
    it = get_object_or_404(ImportRun.objects.all(), pk=id)
    figures = RunFigures(it)
    if it.status == RunStatus.MAPPING:
        return redirect(address("imports:columns", id=it.pk))
    if request.method == "POST":
        return _correct(request, figures)
    return _show(request, figures)


def _correct(request: PageRequest, figures: RunFigures) -> HttpResponse:
    """Try again the rows that were corrected; all that is typed on the page is kept."""
    it = figures.run
    rows = figures.refused(_line(request, "after"))[:PAGE]
    form = CorrectionsForm(posted(request), run=it, rows=rows)
    if form.can_be_judged():
        with form.refusals():
            it = correct_import_rows(it, **form.arguments())
            if not request.htmx:
                return redirect(request.get_full_path())
            return _show(request, RunFigures(it), corrected=True)
    return _show(request, figures, form=form)


def _show(
    request: PageRequest,
    figures: RunFigures,
    *,
    form: CorrectionsForm | None = None,
    corrected: bool = False,
) -> HttpResponse:
    it = figures.run
    refused = figures.refused(_line(request, "after"))
    changes = figures.changes(_line(request, "changes_after"))
    context: dict[str, Any] = {
        "run": it,
        "figures": figures,
        "tone": tone_of(figures),
        "verbs": verbs_of(it),
        "form": form or CorrectionsForm(run=it, rows=refused[:PAGE]),
        "more_refused": refused[PAGE - 1].line if len(refused) > PAGE else 0,
        "changes": changes[:PAGE],
        "more_changes": changes[PAGE - 1].line if len(changes) > PAGE else 0,
        "remarks": remarks(it),
        "most_remarks": PAGE,
        "corrected": corrected,
    }
    status = 422 if form and form.errors else 200
    return respond(request, "imports/run.html", context, status=status)


def tone_of(figures: RunFigures) -> str:
    if figures.stopped:
        return figures.stopped.tone
    return "neutral" if figures.undone else TONES[figures.run.status]


def verbs_of(it: ImportRun) -> tuple[Verb, ...]:
    return (
        Verb(
            verdict("apply_import", may_be_applied(it)),
            address("imports:apply", id=it.pk),
            icon="table-import",
            primary=True,
        ),
        Verb(
            verdict("delete_import", may_be_deleted(it)),
            address("imports:delete", id=it.pk),
            icon="trash",
        ),
    )


def _line(request: PageRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


@page(permission=PERMISSION)
def apply(request: PageRequest, id: UUID) -> HttpResponse:  # noqa: A002
    it = get_object_or_404(ImportRun.objects.all(), pk=id)
    form = ConfirmForm(posted(request))
    if form.can_be_judged():
        with form.refusals():
            apply_import(it)
            return done(request, address("imports:run", id=it.pk))
    return show_dialog(
        request,
        form,
        title=_("Import"),
        subtitle=it.file_name,
        text=_promise(it),
        submit=_("Import"),
        preview=False,
        verdict=verdict("apply_import", may_be_applied(it)),
        cancel=address("imports:run", id=it.pk),
    )


def _promise(it: ImportRun) -> str:
    if it.status == RunStatus.APPLYING:
        return gettext("The import goes on with the rows that are not in yet.")
    facts = {"created": it.created, "updated": it.updated, "refused": it.refused}
    return (
        gettext(
            "New records: %(created)s. Records that change: %(updated)s. Refused rows "
            "that stay out: %(refused)s."
        )
        % facts
    )


@page(permission=PERMISSION)
def delete(request: PageRequest, id: UUID) -> HttpResponse:  # noqa: A002
    it = get_object_or_404(ImportRun.objects.all(), pk=id)
    form = ConfirmForm(posted(request))
    if form.can_be_judged():
        with form.refusals():
            delete_import(it)
            here = address("imports:run", id=id)
            told = _("The import is deleted.")
            return done(request, address("imports:list"), told, gone=here)
    return show_dialog(
        request,
        form,
        title=_("Delete Import"),
        subtitle=it.file_name,
        text=_("Delete the file and what was found of it? What is imported stays."),
        submit=_("Delete"),
        danger=True,
        preview=False,
        verdict=verdict("delete_import", may_be_deleted(it)),
    )


@page(permission=PERMISSION)
def rejected(request: PageRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """The refused rows as a file, with what is wrong in a column of its own."""
    it = get_object_or_404(ImportRun.objects.all(), pk=id)
    wrong = gettext("What is wrong")
    file, content = rejected_file(it, request.GET.get("format", ""), wrong)
    stem = it.file_name.rpartition(".")[0] or it.file_name
    name = f"{stem} - {gettext('refused')}.{file.suffix}"
    return download(content, name, file.content_type)
