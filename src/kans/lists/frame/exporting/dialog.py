"""The dialog of a list's Export: which columns, and as what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kans.foundation.acting.actors import who_acts
from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import Verdict
from kans.foundation.jobs import start_job
from kans.lists.files.files import CSV, EXCEL
from kans.lists.frame.exporting.export import (
    ColumnsMissing,
    ListExport,
    answer,
    chosen_columns,
)
from kans.lists.frame.exporting.job import PERMISSION, ExportList, arguments_of
from kans.lists.frame.paging import count_up_to
from kans.web.dialogs import show_dialog
from kans.web.forms import ActionForm
from kans.web.pages import posted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.lists.frame.listed import ListPage
    from kans.web.pages import PageRequest

DIRECT = 10_000  # rows that are written while one waits
EXPORT = "export"  # in the address of a list: asks for this dialog
SHOWN, ALL = "shown", "all"  # … with these columns ticked
TEMPLATE = "frames/export.html"


class ExportForm(ActionForm):
    """The columns that are wanted, and the kind of file."""

    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[
            (EXCEL, gettext_lazy("Excel workbook")),
            (CSV, gettext_lazy("CSV, for other programs")),
        ],
        initial=EXCEL,
        widget=forms.RadioSelect,
    )
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": ColumnsMissing.message},
    )

    def __init__(
        self, data: Any = None, *, page: ListPage, every: bool = False
    ) -> None:
        shown, bound = chosen_columns(page, ()), page.frame.bound
        super().__init__(data, initial={"columns": list(bound) if every else shown})
        rest = [name for name in bound if name not in shown]
        choices = [(name, bound[name].caption) for name in (*shown, *rest)]
        field: Any = self.fields["columns"]
        field.choices = choices


def show_export(request: PageRequest, page: ListPage) -> HttpResponse:
    """Ask for columns and format, then answer with the file, or the job of it."""
    who_acts().must_hold(PERMISSION)
    every = request.GET[EXPORT] == ALL
    form = ExportForm(posted(request), page=page, every=every)
    if form.is_valid():
        with form.refusals():
            chosen = form.arguments()
            export = ListExport(page, chosen["columns"], chosen["format"])
            if count_up_to(page.filtered.rows, DIRECT) <= DIRECT:
                return answer(export)
            return _by_the_worker(export, chosen["format"])
    caption = _("Export")
    return show_dialog(
        request,
        form,
        title=caption,
        subtitle=f"{page.caption} · {page.count}",
        submit=caption,
        verdict=Verdict(EXPORT, caption, tuple(page.filtered.errors.values())),
        cancel=request.path + page.state.address(),
        preview=False,
        template=TEMPLATE,
        context={"every": "" if every else page.export_of(ALL)},
    )


def _by_the_worker(export: ListExport, file_format: str) -> HttpResponse:
    job = start_job(
        ExportList, arguments_of(export, file_format), about=export.table.title
    )
    return redirect(address("background:job", id=job.pk))
