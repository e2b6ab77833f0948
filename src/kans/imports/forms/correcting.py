"""The cells of refused rows, to be typed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from kans.imports.fields import KINDS
from kans.web.forms import ActionForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.forms.boundfield import BoundField

    from kans.imports.models import ImportRow, ImportRun


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
