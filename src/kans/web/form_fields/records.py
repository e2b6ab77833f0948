"""Fields that name a record, and what they suggest while one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.utils.choices import CallableChoiceIterator
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.foundation.errors import DomainError
from kans.foundation.strings import normalised, shown, typed
from kans.web.form_fields.derived import words_of
from kans.web.form_fields.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Rows = Callable[[], models.QuerySet[Any]]

APART = " · "  # between the number and the name of a record
SHOWN_WHEN_SEVERAL = 3
SUGGESTIONS = 12


class NoSuchRecord(DomainError):
    message = _(
        "Nothing in %(kind)s has the number or name %(text)s. "
        "Choose one from the list, or create it first."
    )


class SeveralRecords(DomainError):
    message = _(
        "More than one of %(kind)s begins with %(text)s: %(names)s. "
        "Type more of the name, or the number."
    )


class LookupInput(forms.TextInput):
    """An input that suggests records while one types."""

    template_name = "parts/lookup.html"

    def __init__(self, lookup: str) -> None:
        self.lookup = lookup
        super().__init__({"autocomplete": "off"})

    def get_context(
        self, name: str, value: Any, attrs: dict[str, Any] | None
    ) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        inner = context["widget"]["attrs"]
        inner["list"] = f"{inner.get('id', name)}_suggestions"
        context["widget"]["lookup"] = address(self.lookup)
        return context


class RecordField(forms.Field):
    """A record, named by its number, its name, or the beginning of one of them.

    A small table is a list to choose from; with `lookup` (the page that suggests
    rows) it is an input. `like` names the foreign key it is for: caption and help.
    """

    def __init__(
        self,
        queryset: Rows,
        *,
        by: str = "number",
        name: str = "name",
        lookup: str = "",
        like: tuple[type[models.Model], str] | None = None,
        **options: Any,
    ) -> None:
        self.rows, self.by, self.name, self.lookup = queryset, by, name, lookup
        if like is not None:
            model, column = like
            options = {**words_of(model._meta.get_field(column)), **options}
        if lookup:
            options.setdefault("widget", LookupInput(lookup))
        else:
            options.setdefault("widget", forms.Select())
        super().__init__(**options)
        self._offer()

    def __deepcopy__(self, memo: dict[int, Any]) -> RecordField:
        """The field of one form: its list shows the rows of that form."""
        copied: RecordField = super().__deepcopy__(memo)
        copied._offer()
        return copied

    def _offer(self) -> None:
        if isinstance(self.widget, forms.Select):
            self.widget.choices = CallableChoiceIterator(self.choices)

    def choices(self) -> Iterable[tuple[str, str]]:
        rows = self.rows().order_by(self.by)
        return [("", "")] + [(getattr(r, self.by), self.shown(r)) for r in rows]

    def shown(self, record: Any) -> str:
        number, name = getattr(record, self.by), getattr(record, self.name)
        return f"{number}{APART}{name}" if name else str(number)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, models.Model):
            return self.shown(value) if self.lookup else getattr(value, self.by)
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data)

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, models.Model):
            return value
        text = _typed(str(value))
        return read(self.find, text) if text else None

    def find(self, text: str) -> models.Model:
        """The one record that is meant; exact before the beginning of a name."""
        rows = self.rows()
        for meant in self.meanings(text):
            found = list(rows.filter(meant)[: SHOWN_WHEN_SEVERAL + 1])
            if len(found) == 1:
                return found[0]  # type: ignore[no-any-return]
            if found:
                raise SeveralRecords(
                    kind=_kind(rows), text=shown(text), names=self._names(found)
                )
        raise NoSuchRecord(kind=_kind(rows), text=shown(text))

    def numbered(self, texts: Iterable[str]) -> dict[str, Any]:
        """Those of many texts that are just a number, with what has it: in one query.

        What is not among them may still be meant by a name, or by the beginning of one.
        """
        numbers = {text: _typed(text).upper() for text in texts}
        rows = self.rows().filter((f"{self.by}__in", set(numbers.values())))
        found = {getattr(row, self.by): row for row in rows}
        return {text: found[n] for text, n in numbers.items() if n in found}

    def meanings(self, text: str) -> Iterable[models.Q]:
        """What a text may mean, the likeliest first; each must mean one record."""
        number, name = text.upper(), normalised(text)
        key = _key_of(self.rows().model, self.name)
        return (
            models.Q((self.by, number)),
            models.Q((key, name)),
            models.Q((f"{key}__startswith", name))
            | models.Q((f"{self.by}__startswith", number)),
        )

    def _names(self, found: list[Any]) -> str:
        names = [self.shown(record) for record in found[:SHOWN_WHEN_SEVERAL]]
        return ", ".join(names) + (", …" if len(found) > SHOWN_WHEN_SEVERAL else "")


def suggestions(
    rows: models.QuerySet[Any],
    text: str,
    *,
    by: str = "number",
    name: str = "name",
    detail: str = "",
) -> list[tuple[str, ...]]:
    """What might be meant by the beginning of a number or name, best first.

    Each with its number, its name and, if one is asked for, a detail.
    """
    number, key = _key_of(rows.model, by), _key_of(rows.model, name)
    begins_with = normalised(text) if number != by else text.strip().upper()
    meant = models.Q((f"{number}__startswith", begins_with)) | models.Q(
        (f"{key}__startswith", normalised(text))
    )
    begins = list(rows.filter(meant).order_by(key)[:SUGGESTIONS])
    if len(begins) < SUGGESTIONS and text.strip():
        within = models.Q((f"{key}__contains", normalised(text)))
        more = rows.filter(within).exclude(pk__in=[r.pk for r in begins])
        begins += more.order_by(key)[: SUGGESTIONS - len(begins)]
    told = [by, name, *([detail] if detail else [])]
    return [tuple(str(getattr(row, of)) for of in told) for row in begins]


def _typed(text: str) -> str:
    """What was typed of a record as it is shown: its number, or what it is called."""
    return typed(text).partition(APART)[0].strip()


def _key_of(model: type[models.Model], name: str) -> str:
    known = {f.name for f in model._meta.concrete_fields}
    return f"{name}_key" if f"{name}_key" in known else name


def _kind(rows: models.QuerySet[Any]) -> str:
    return force_str(rows.model._meta.verbose_name_plural)
