"""What the columns of a file are, what its values mean, and what is in every row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kans.imports.fields import KINDS, ImportField
from kans.imports.rules.choices import MappingChoices
from kans.opportunities.models import SalesCycleStage
from kans.opportunities.rules.closing import Outcome
from kans.web.forms import ActionForm

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.forms.boundfield import BoundField
    from django_stubs_ext import StrOrPromise

    from kans.foundation.errors import DomainError
    from kans.imports.models import ImportRun

    Choices = list[tuple[str, StrOrPromise]]

NOT_IMPORTED: Choices = [("", _("Not imported"))]
AS_IT_IS: Choices = [("", _("As it is"))]
BLANK = "-"  # a value that means: nothing
LONGEST_VALUE = 255


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
    )

    own_numbers = forms.ChoiceField(
        label=_("Contact numbers that rows refer to"),
        choices=[
            ("", _("Of this company if the rows have a No. themselves")),
            ("yes", _("Of this company in any case")),
        ],
        widget=forms.RadioSelect,
        required=False,
        help_text=_(
            "Choose the second only for a file that was made with the numbers of this "
            "company. In a file of another program or company, the same number may be "
            "somebody else."
        ),
    )

    def __init__(self, data: Any = None, *, run: ImportRun, like: Any = None) -> None:
        super().__init__(data)
        self.run, self.kind = run, KINDS[run.kind]
        self.fields["updates"].help_text = self.kind.known_by
        self._typed = data if data is not None else like
        self._columns: list[Mapping[str, Any]] = run.columns
        self.initial = {
            "language": run.choices.get("language", "en"),
            "updates": "yes" if run.updates else "",
            "own_numbers": "yes" if run.choices.get("own_numbers") else "",
        }
        if not self.kind.refers_to_contacts:
            del self.fields["own_numbers"]
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
            own_numbers=given.get("own_numbers") == "yes",
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
    return [(str(one.value) or one.name, one.label) for one in field.choices]
