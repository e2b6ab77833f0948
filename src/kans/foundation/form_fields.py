"""Fields of forms: they read what people type, in the language of their page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.choices import CallableChoiceIterator
from django.utils.encoding import force_str
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kans.foundation import fields, formats
from kans.foundation.actors import who_acts
from kans.foundation.addresses import address
from kans.foundation.clock import today, work_date
from kans.foundation.errors import DomainError
from kans.foundation.rules.amounts import LARGEST_AMOUNT
from kans.foundation.rules.date_entry import read_date
from kans.foundation.rules.numbers import read_number
from kans.foundation.rules.text import normalised, shown, typed

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


class BelowLowest(DomainError):
    message = _("Enter %(limit)s or more.")


class AboveHighest(DomainError):
    message = _("Enter %(limit)s or less.")


class TooManyDecimals(DomainError):
    message = _("Enter at most %(count)s decimals.")


class DateEntry(forms.TextInput):
    """An input for a day, with a calendar beside it."""

    template_name = "parts/date.html"


class DateEntryField(forms.Field):
    """A day, as one types it: a date, `t`, `w`, a weekday, `+2w` (WD-2)."""

    widget = DateEntry

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"data-date": "", "autocomplete": "off", "class": "date"}

    def prepare_value(self, value: Any) -> Any:
        return formats.date(value) if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        text = str(value).strip()
        return _read(_day, text) if text else None


class NumberEntryField(forms.Field):
    """A number, as the language of the page writes it."""

    widget = forms.TextInput
    numeric = True

    def __init__(
        self,
        *,
        min_value: Decimal | int | None = None,
        max_value: Decimal | int | None = None,
        decimal_places: int | None = None,
        **options: Any,
    ) -> None:
        self.min_value, self.max_value = min_value, max_value
        self.decimal_places = decimal_places
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off", "class": "number"}

    def prepare_value(self, value: Any) -> Any:
        return self.written(value) if isinstance(value, Decimal | int) else value

    def written(self, value: Decimal | int) -> str:
        return formats.percent(Decimal(value))

    def places(self) -> int | None:
        return self.decimal_places

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        text = str(value).strip()
        return _read(_number, text) if text else None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if self.min_value is not None and value < self.min_value:
            raise _refusal(BelowLowest(limit=self.written(self.min_value)))
        if self.max_value is not None and value > self.max_value:
            raise _refusal(AboveHighest(limit=self.written(self.max_value)))
        places = self.places()
        if places is not None and -int(value.normalize().as_tuple().exponent) > places:
            raise _refusal(TooManyDecimals(count=places))


class MoneyEntryField(NumberEntryField):
    """An amount in the currency of the company, in whole cents."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("min_value", 0)
        options.setdefault("max_value", LARGEST_AMOUNT)
        super().__init__(**options)

    def written(self, value: Decimal | int) -> str:
        return formats.money(Decimal(value))

    def places(self) -> int:
        return who_acts().company.minor_unit


class PercentEntryField(NumberEntryField):
    """A percentage from 0 to 100."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("min_value", 0)
        options.setdefault("max_value", 100)
        options.setdefault("decimal_places", 2)
        super().__init__(**options)


class CodeEntryField(forms.CharField):
    """A number or code: upper-case, without outer spaces."""

    def __init__(self, *, max_length: int | None = 20, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        code = {"class": "code", "autocapitalize": "characters", "autocomplete": "off"}
        return {**super().widget_attrs(widget), **code}

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return text.upper() if isinstance(text, str) else text


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
            options = {**_words(model._meta.get_field(column)), **options}
        if lookup:
            options.setdefault("widget", LookupInput(lookup))
        else:
            options.setdefault("widget", forms.Select())
        super().__init__(**options)
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
        text = typed(str(value)).partition(APART)[0].strip()
        return _read(self.find, text) if text else None

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


def from_model(model: type[models.Model], name: str, **options: Any) -> forms.Field:
    """The form's field of a model's field: caption, help and limits are the same."""
    field: Any = model._meta.get_field(name)
    given = {**_words(field), **options}
    match field:
        case models.Field(choices=choices) if choices:
            pass
        case fields.MoneyField():
            return MoneyEntryField(**given)
        case fields.PercentField():
            return PercentEntryField(**given)
        case models.DecimalField():
            return NumberEntryField(decimal_places=field.decimal_places, **given)
        case models.DateField():
            return DateEntryField(**given)
        case fields.CodeField():
            return CodeEntryField(max_length=field.max_length, **given)
    made = field.formfield(**given)
    assert isinstance(made, forms.Field), f"{name} cannot be typed"
    return made


def _words(field: Any) -> dict[str, Any]:
    return {
        "label": capfirst(field.verbose_name),
        "help_text": field.help_text,
        "required": not field.blank and not isinstance(field, models.BooleanField),
    }


def _key_of(model: type[models.Model], name: str) -> str:
    known = {f.name for f in model._meta.concrete_fields}
    return f"{name}_key" if f"{name}_key" in known else name


def _kind(rows: models.QuerySet[Any]) -> str:
    return force_str(rows.model._meta.verbose_name_plural)


def _day(text: str) -> date:
    return read_date(
        text, today=today(), work_date=work_date(), language=get_language() or "en"
    )


def _number(text: str) -> Decimal:
    return read_number(text, get_language() or "en")


def _read(reading: Callable[[str], Any], text: str) -> Any:
    try:
        return reading(text)
    except DomainError as error:
        raise _refusal(error) from error


def _refusal(error: DomainError) -> ValidationError:
    return ValidationError(str(error), code=error.code)
