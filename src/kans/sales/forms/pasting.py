"""Lines that are pasted from a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms

from kans.sales.forms.lines import LineForm
from kans.sales.rules.lines import may_have
from kans.sales.rules.pasting import NothingPasted, PastedRowRefused, rows_of
from kans.web.forms import ActionForm

if TYPE_CHECKING:
    from kans.sales.actions.lines import LineFacts
    from kans.web.form_fields import RecordField

LONGEST = 200_000  # characters: a thousand rows


class PastedForm(ActionForm):
    text = forms.CharField(required=False, max_length=LONGEST, strip=False)
    first = forms.CharField(required=False)  # the column in which it is pasted

    def lines(self) -> dict[int, LineFacts]:
        """What each row says, by its number; the first that cannot be read refuses."""
        rows = rows_of(self.cleaned_data["text"], self.cleaned_data["first"])
        if not rows:
            raise NothingPasted
        for refusal in may_have(len(rows)):
            raise refusal
        named = _with_items(rows)
        return {number: _line(number, row) for number, row in named.items()}


def _with_items(rows: dict[int, dict[str, str]]) -> dict[int, dict[str, Any]]:
    """The rows, with the items that they name by number: all found in one query."""
    column = cast("RecordField", LineForm.base_fields["item"])
    items = column.numbered(row["item"] for row in rows.values() if "item" in row)
    return {
        number: {
            name: items.get(cell, cell) if name == "item" else cell
            for name, cell in row.items()
        }
        for number, row in rows.items()
    }


def _line(number: int, row: dict[str, Any]) -> LineFacts:
    form = LineForm(row, only=row)
    if form.is_valid():
        return cast("LineFacts", form.arguments())
    why = next(error for errors in form.errors.values() for error in errors)
    raise PastedRowRefused(row=number, why=why)
