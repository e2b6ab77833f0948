"""What it asks to begin an import: a file, what its rows are, and a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.imports.models import RowKind
from kans.imports.staging import too_heavy
from kans.web.form_fields.reading import refusal
from kans.web.forms import ActionForm

if TYPE_CHECKING:
    from kans.imports.models import ImportRun


class NoFile(DomainError):
    message = _("Choose a file.")


class UploadForm(ActionForm):
    """A file, and what its rows are."""

    kind = forms.ChoiceField(
        label=_("The rows are"), choices=RowKind.choices, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or Excel (xlsx); the first line names the columns."),
        required=False,
        allow_empty_file=True,
    )

    def __init__(self, data: Any = None, *, dropped: bool = False, **more: Any) -> None:
        super().__init__(data, **more)
        self.dropped = dropped  # on its way in, since it was far too large

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is None:
            raise refusal(too_heavy() if self.dropped else NoFile())
        return file


class SheetForm(ActionForm):
    """Which sheet of a workbook holds the rows."""

    sheet = forms.ChoiceField(label=_("Sheet"))

    def __init__(self, data: Any = None, *, run: ImportRun) -> None:
        super().__init__(data, initial={"sheet": run.sheet})
        field: Any = self.fields["sheet"]
        field.choices = [(name, name) for name in run.sheets]
