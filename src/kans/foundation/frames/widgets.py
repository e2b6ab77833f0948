"""How a field is shown on a page, and how a form's field is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.encoding import force_str
from django.utils.text import capfirst

from kans.foundation import formats
from kans.foundation.fields import CodeField, MoneyField, PercentField, PriceField
from kans.foundation.records import CompanyRecord
from kans.foundation.rules.phones import dialed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms.boundfield import BoundField
    from django.utils.safestring import SafeString
    from django_stubs_ext import StrOrPromise

FORMATS: dict[str, Callable[[Any], str]] = {
    "text": str,
    "code": str,
    "number": formats.number,
    "money": formats.money,
    "price": formats.price,
    "percent": formats.percent,
    "probability": formats.probability,
    "date": formats.date,
    "moment": formats.moment,
    "days": formats.days,
    "yes_no": formats.yes_no,
    "email": str,
    "phone": str,
    "link": str,
}
KINDS: tuple[tuple[type[models.Field[Any, Any]], str], ...] = (
    (models.BooleanField, "yes_no"),
    (MoneyField, "money"),
    (PriceField, "price"),
    (PercentField, "percent"),
    (models.DateTimeField, "moment"),
    (models.DateField, "date"),
    (models.DecimalField, "number"),
    (models.IntegerField, "number"),
    (models.EmailField, "email"),
    (models.URLField, "link"),
    (CodeField, "code"),
)
NUMERIC = {"number", "money", "price", "percent", "probability", "days"}
EXACT = 2  # decimals up to which a percentage is shown as it is


@dataclass(frozen=True)
class Shown:
    """A fact to show: an attribute of the record, by default as its model says."""

    name: str
    caption: StrOrPromise = ""
    help: StrOrPromise = ""
    format: str = ""
    link: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class Fact:
    """A fact of one record, ready to be read."""

    name: str
    caption: str
    help: str
    text: str
    format: str
    href: str = ""
    doubt: str = ""  # why it may be wrong

    @property
    def numeric(self) -> bool:
        return self.format in NUMERIC


def fact_of(record: models.Model, shown: Shown) -> Fact:
    field = model_field(type(record), shown.name)
    value = getattr(record, shown.name)
    kind = shown.format or (format_of(field) if field else "text")
    text = written(field, value, kind)
    return Fact(
        name=shown.name,
        caption=force_str(shown.caption or (caption_of(field) if field else "")),
        help=force_str(shown.help or getattr(field, "help_text", "")),
        text=text,
        format=kind,
        href=shown.link(record) if shown.link and text else _href(kind, text),
        doubt=_doubt(record, shown.name),
    )


def _doubt(record: models.Model, name: str) -> str:
    doubts = record.doubts() if isinstance(record, CompanyRecord) else ()
    return " ".join(str(doubt) for doubt in doubts if doubt.field == name)


def model_field(model: type[models.Model], name: str) -> models.Field[Any, Any] | None:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None


def caption_of(field: models.Field[Any, Any]) -> str:
    return capfirst(force_str(field.verbose_name))


def format_of(field: models.Field[Any, Any]) -> str:
    """How the values of a column are written."""
    if field.choices:
        return "text"
    if isinstance(field, PercentField) and field.decimal_places > EXACT:
        return "probability"
    return next((name for kind, name in KINDS if isinstance(field, kind)), "text")


def written(field: models.Field[Any, Any] | None, value: Any, kind: str) -> str:
    """A value as people read it; a choice by its name."""
    if value is None or value == "":
        return ""
    if field is not None and field.choices:
        return force_str(dict(field.flatchoices).get(value, value))
    return FORMATS[kind](value)


def _href(kind: str, text: str) -> str:
    if not text:
        return ""
    match kind:
        case "email":
            return f"mailto:{text}"
        case "phone":
            digits = dialed(text)
            return f"tel:{digits}" if digits else ""
        case "link":
            return text if text.startswith(("http://", "https://")) else ""
        case _:
            return ""


CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, ""),
    (forms.CheckboxSelectMultiple, ""),
    (forms.RadioSelect, "form-check-input"),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.Widget, "form-control"),
)


def control(bound: BoundField, **attrs: Any) -> SafeString:
    """The input of a form's field, in our dress and connected to help and errors."""
    widget = bound.field.widget
    dress = next(css for kind, css in CLASSES if isinstance(widget, kind))
    classes = [dress, widget.attrs.get("class", ""), attrs.pop("class", "")]
    if bound.errors:
        classes.append("is-invalid")
    attrs["class"] = " ".join(c for c in classes if c)
    if bound.field.required and not widget.is_hidden:
        attrs["data-required"] = ""
    if is_numeric(bound):
        attrs.setdefault("inputmode", "decimal")
    return bound.as_widget(attrs={**widget.attrs, **attrs})


def is_numeric(bound: BoundField) -> bool:
    return bool(getattr(bound.field, "numeric", False))


def is_switch(bound: BoundField) -> bool:
    return isinstance(bound.field.widget, forms.CheckboxInput)


def is_many(bound: BoundField) -> bool:
    """Whether the field is several inputs under one caption."""
    many = (forms.RadioSelect, forms.CheckboxSelectMultiple)
    return isinstance(bound.field.widget, many)
