"""How a field is shown: its caption, its value as people read it, its link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.encoding import force_str
from django.utils.text import capfirst

from kans.foundation.records.fields import (
    CodeField,
    MoneyField,
    PercentField,
    PriceField,
)
from kans.foundation.records.records import CompanyRecord
from kans.foundation.text import formats
from kans.foundation.text.phones import dialed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django_stubs_ext import StrOrPromise

    from kans.foundation.errors import DomainError

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


def doubts_of(record: models.Model) -> tuple[DomainError, ...]:
    return record.doubts() if isinstance(record, CompanyRecord) else ()


def fact_of(
    record: models.Model, shown: Shown, doubts: Iterable[DomainError] = ()
) -> Fact:
    """A fact of a record; `doubts` are all there are of that record."""
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
        href=shown.link(record) if shown.link and text else link_of(kind, text),
        doubt=" ".join(str(doubt) for doubt in doubts if doubt.field == shown.name),
    )


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


def link_of(kind: str, text: str) -> str:
    """Return what a value of that kind leads to: a call, a letter, a page; or blank."""
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
