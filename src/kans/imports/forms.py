"""What the pages of an import ask for: a file, what its columns are, corrections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.form_fields.reading import refusal
from kans.foundation.forms import ActionForm
from kans.imports.fields import KINDS, ImportField
from kans.imports.models import RowKind
from kans.imports.rules.choices import MappingChoices
from kans.imports.staging import too_heavy
from kans.opportunities.models import SalesCycleStage
from kans.opportunities.rules.closing import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.forms.boundfield import BoundField
    from django_stubs_ext import StrOrPromise

    from kans.imports.models import ImportRow, ImportRun

    Choices = list[tuple[str, StrOrPromise]]

NOT_IMPORTED: Choices = [("", _("Not imported"))]
AS_IT_IS: Choices = [("", _("As it is"))]
BLANK = "-"  # a value that means: nothing
LONGEST_VALUE = 255


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


@dataclass(frozen=True)
class AskedColumn:
    """A column of the file, and the select that says what it is."""

    name: str
    samples: list[str]
    bound: BoundField


@dataclass(frozen=True)
class AskedValues:
    """The values of a column, each with the select that says what it means."""

    caption: StrOrPromise
    values: list[tuple[str, BoundField]]


class MappingForm(ActionForm):
    """What each column is, what values mean, and what stands in every row.

    `like` is what was typed so far, when only a part is shown anew.
    """

    language = forms.ChoiceField(
        label=_("Numbers and dates are written like"),
        choices=[("nl", "1.234,50 · 31-12-2026"), ("en", "1,234.50 · 12/31/2026")],
        widget=forms.RadioSelect,
        help_text=_("Dates such as 2026-12-31 are understood in either case."),
    )
    updates = forms.ChoiceField(
        label=_("Rows that are known already"),
        choices=[
            ("", _("Leave the record as it is")),
            ("yes", _("Change the record; blank cells change nothing")),
        ],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("A row is known by its external id or its number."),
    )

    def __init__(self, data: Any = None, *, run: ImportRun, like: Any = None) -> None:
        super().__init__(data)
        self.run, self.kind = run, KINDS[run.kind]
        self._typed = data if data is not None else like
        self._columns: list[Mapping[str, Any]] = run.columns
        self.initial = {
            "language": run.choices.get("language", "en"),
            "updates": "yes" if run.updates else "",
        }
        self._ask_columns()
        self._ask_defaults()
        self._ask_values()
        if self._typed is not None:
            self.initial |= {name: self._typed.get(name, "") for name in self.fields}

    def _ask_columns(self) -> None:
        is_field = {column: name for name, column in self._stored("columns").items()}
        choices = [(f.name, f.caption) for f in self.kind.fields]
        for at, column in enumerate(self._columns):
            self._ask(f"column_{at}", NOT_IMPORTED + choices, column["name"])
            self.initial[f"column_{at}"] = is_field.get(column["name"], "")

    def _ask_defaults(self) -> None:
        stored = self._stored("defaults")
        for field in self.kind.fields:
            name = f"default_{field.name}"
            if choices := choices_of(field):
                self._ask(name, [("", ""), *choices], field.caption)
            else:
                self.fields[name] = forms.CharField(
                    label=field.caption, required=False, max_length=LONGEST_VALUE
                )
            self.initial[name] = stored.get(field.name, "")

    def _ask_values(self) -> None:
        stored = self._stored("values")
        for field, column in self._valued():
            for at, text in enumerate(column["values"]):
                name = f"value_{field.name}_{at}"
                self._ask(name, AS_IT_IS + choices_of(field), text)
                meant = stored.get(field.name, {}).get(text)
                self.initial[name] = BLANK if meant == "" else (meant or "")

    def _ask(self, name: str, choices: Choices, label: StrOrPromise) -> None:
        self.fields[name] = forms.ChoiceField(
            choices=choices, label=label, required=False
        )

    def _stored(self, name: str) -> dict[str, Any]:
        stored: dict[str, Any] = self.run.choices[name]
        return stored

    def _valued(self) -> Iterator[tuple[ImportField, Mapping[str, Any]]]:
        """The fields with choices, and the column that each is in."""
        for at, column in enumerate(self._columns):
            name = f"column_{at}"
            typed = self._typed
            chosen = self.initial[name] if typed is None else typed.get(name, "")
            field = self.kind.by_name.get(chosen)
            if field and column["values"] and choices_of(field):
                yield field, column

    # What the page shows

    @property
    def asked_columns(self) -> list[AskedColumn]:
        return [
            AskedColumn(column["name"], column["samples"], self[f"column_{at}"])
            for at, column in enumerate(self._columns)
        ]

    @property
    def asked_defaults(self) -> list[BoundField]:
        return [self[f"default_{field.name}"] for field in self.kind.fields]

    @property
    def any_default(self) -> bool:
        """Whether one is given, or asked for."""
        return any(bound.value() or bound.errors for bound in self.asked_defaults)

    @property
    def asked_values(self) -> list[AskedValues]:
        return [
            AskedValues(
                field.caption,
                [
                    (text, self[f"value_{field.name}_{at}"])
                    for at, text in enumerate(column["values"])
                ],
            )
            for field, column in self._valued()
        ]

    # What was chosen

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        chosen = [
            (column["name"], given[f"column_{at}"])
            for at, column in enumerate(self._columns)
            if given.get(f"column_{at}")
        ]
        names = self.kind.names
        defaults = {name: given.get(f"default_{name}", "") for name in names}
        choices = MappingChoices(
            chosen=tuple(chosen),
            values=self._values_of(given),
            defaults={name: text for name, text in defaults.items() if text},
            language=given["language"],
            updates=given["updates"] == "yes",
        )
        return {"choices": choices}

    def _values_of(self, given: Mapping[str, Any]) -> dict[str, dict[str, str]]:
        values: dict[str, dict[str, str]] = {}
        for field, column in self._valued():
            for at, text in enumerate(column["values"]):
                meant = given.get(f"value_{field.name}_{at}", "")
                if meant:
                    meaning = "" if meant == BLANK else meant
                    values.setdefault(field.name, {})[text] = meaning
        return values

    def show(self, error: DomainError) -> None:
        """Point at the select of a column, or the value for every row."""
        places = {f"default:{f.name}": f"default_{f.name}" for f in self.kind.fields}
        for at, column in enumerate(self._columns):
            places[f"column:{column['name']}"] = f"column_{at}"
        for each in error.refusals:
            each.field = places.get(each.field or "", each.field)
        super().show(error)


def choices_of(field: ImportField) -> Choices:
    """What may be chosen for a field of few values; nothing for others."""
    if field.name == "stage":
        stages = SalesCycleStage.objects.filter(sales_cycle__blocked=False)
        names = stages.order_by("number").values_list("description", flat=True)
        found = [(name, name) for name in dict.fromkeys(names) if name]
        outcomes = [(str(one.value), one.label) for one in Outcome]
        return [*outcomes, (BLANK, _("Not Started")), *found]
    if field.choices is None:
        return []
    return [(str(one.value), one.label) for one in field.choices]


@dataclass(frozen=True)
class AskedCell:
    """A cell of a refused row: to be typed into, or only to be read."""

    name: str
    text: str
    bound: BoundField | None
    problems: list[str]


@dataclass(frozen=True)
class AskedRow:
    """A refused row with its cells, and what is wrong with the row as a whole."""

    line: int
    cells: list[AskedCell]
    problems: list[str]


class CorrectionsForm(ActionForm):
    """The cells of some refused rows."""

    def __init__(
        self, data: Any = None, *, run: ImportRun, rows: Iterable[ImportRow]
    ) -> None:
        super().__init__(data)
        self.run, self.rows = run, list(rows)
        kind = KINDS[run.kind]
        asked = {
            p["field"] for row in self.rows for p in row.problems if p["field"]
        } & set(kind.names)
        self.names = list(dict.fromkeys([*run.fields, *sorted(asked)]))
        self.captions = [kind.by_name[name].caption for name in self.names]
        for row in self.rows:
            for name in self._to_correct(row):
                self.fields[_cell(row, name)] = forms.CharField(
                    required=False,
                    strip=True,
                    label=kind.by_name[name].caption,
                    initial=row.values.get(name, ""),
                )

    def _to_correct(self, row: ImportRow) -> list[str]:
        """The cells that something is wrong with; of the row as a whole, all."""
        wrong = {problem["field"] for problem in row.problems}
        return [n for n in self.names if n in wrong] or self.names

    @property
    def asked_rows(self) -> list[AskedRow]:
        return [self._asked(row) for row in self.rows]

    def _asked(self, row: ImportRow) -> AskedRow:
        cells = []
        for name in self.names:
            field = _cell(row, name)
            bound = self[field] if field in self.fields else None
            problems = [p["reason"] for p in row.problems if p["field"] == name]
            cells.append(AskedCell(name, row.values.get(name, ""), bound, problems))
        whole = [p["reason"] for p in row.problems if p["field"] not in self.names]
        return AskedRow(row.line, cells, whole)

    def arguments(self) -> dict[str, Any]:
        """What differs from what the rows said, by line and field."""
        corrections: dict[int, dict[str, str]] = {}
        for row in self.rows:
            for name in self._to_correct(row):
                field = _cell(row, name)
                typed = self.cleaned_data[field]
                if field in self.data and typed != row.values.get(name, ""):
                    corrections.setdefault(row.line, {})[name] = typed
        return {"corrections": corrections}


def _cell(row: ImportRow, name: str) -> str:
    return f"cell_{row.line}_{name}"
