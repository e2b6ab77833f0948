"""Columns of a list: what is declared, and what the model field says about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from kans.foundation.records.fields import (
    CodeField,
    MoneyField,
    PercentField,
    PriceField,
    fields_along,
    text_key_of,
)
from kans.foundation.text import formats

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django_stubs_ext import StrOrPromise

    Field = models.Field[Any, Any]

# What a foreign key shows of the record it points at: the first field there is.
SHOWN_OF_A_RECORD = ("code", "number", "name")


class Kind(Enum):
    """What a column holds, and so how it is shown, aligned and filtered."""

    TEXT = "text"
    CODE = "code"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    MOMENT = "moment"
    CHOICE = "choice"
    BOOLEAN = "boolean"

    @property
    def is_text(self) -> bool:
        return self in {Kind.TEXT, Kind.CODE}

    @property
    def is_number(self) -> bool:
        return self in {Kind.NUMBER, Kind.MONEY, Kind.PERCENT}


class Total(Enum):
    """What stands below a column, and beside a group of rows."""

    SUM = "sum"
    AVERAGE = "average"
    NONE = ""


@dataclass(frozen=True)
class Column:
    """One column of a list, by the path of its model field.

    Caption, help, kind and key are the field's own unless they are given here; a
    path that is an annotation of the rows must give caption and kind. Money is added
    up below the list unless `total` says otherwise.
    """

    path: str
    caption: StrOrPromise | None = None
    help: StrOrPromise | None = None
    kind: Kind | None = None
    key: str | None = None
    tones: Mapping[Any, str] = field(default_factory=dict)
    bar: bool = False  # a percentage as a bar, too
    visible: bool = True
    on_phone: bool = True
    sortable: bool = True
    filterable: bool = True
    total: Total | None = None
    currency: str = ""  # path of the code of the currency of an amount; blank: LCY


@dataclass(frozen=True)
class BoundColumn:
    """A column with what its model says of it."""

    column: Column
    caption: StrOrPromise
    help: StrOrPromise
    kind: Kind
    value_path: str
    key_path: str
    has_key: bool
    may_be_blank: bool
    choices: tuple[tuple[Any, StrOrPromise], ...] = ()
    is_annotation: bool = False
    exact: bool = True  # a percentage of more decimals is shown with one
    is_price: bool = False  # a number with two decimals or more

    @property
    def path(self) -> str:
        return self.column.path

    @property
    def name(self) -> str:
        """How the column is called in an address."""
        return self.path.replace("__", ".")

    @property
    def part(self) -> str:
        """How the column is called in ids."""
        return self.path

    @property
    def style(self) -> str:
        """The classes of the column's cells."""
        kind = f"list-{self.kind.value}"
        return kind if self.column.on_phone else f"{kind} list-wide-only"

    @property
    def is_number(self) -> bool:
        return self.kind.is_number

    @property
    def chosen_from(self) -> bool:
        return self.kind in {Kind.CHOICE, Kind.BOOLEAN}

    @property
    def total(self) -> Total:
        if self.is_annotation or not self.is_number:
            return Total.NONE
        if self.column.total is not None:
            return self.column.total
        return Total.SUM if self.kind is Kind.MONEY else Total.NONE

    @property
    def paths(self) -> set[str]:
        """What is read of a row for this column."""
        return {self.value_path, self.column.currency} - {""}

    @property
    def groupable(self) -> bool:
        """Whether rows may be put together by what they have in this column."""
        return not self.is_annotation and not self.is_number

    def shower(self) -> Callable[[Any], str]:
        """How values are shown in the language of the moment."""
        match self.kind:
            case Kind.MONEY:
                return formats.money
            case Kind.PERCENT:
                return formats.percent if self.exact else formats.probability
            case Kind.NUMBER:
                return formats.price if self.is_price else formats.number
            case Kind.DATE:
                return formats.date
            case Kind.MOMENT:
                return formats.moment
            case Kind.BOOLEAN:
                return formats.yes_no
            case Kind.CHOICE:
                names = {value: str(name) for value, name in self.choices}
                return lambda value: names.get(value, _text(value))
            case Kind.TEXT | Kind.CODE:
                return _text

    def tone(self, value: Any) -> str:
        return self.column.tones.get(value, "")


def bind(column: Column, model: type[models.Model]) -> BoundColumn:
    """What the model says of a column."""
    try:
        first, *others = fields_along(model, column.path)
    except FieldDoesNotExist:
        return _bind_annotation(column)
    shown = others[-1] if others else first
    last = shown if not shown.is_relation else _shown_of(shown)
    named = shown
    value_path = f"{column.path}__{last.name}" if shown.is_relation else column.path
    key_path = column.key or _key_path(value_path, last)
    nullable = any(f.null for f in (first, *others, last))
    kind = column.kind or kind_of(last)
    return BoundColumn(
        column=column,
        caption=column.caption or named.verbose_name,
        help=column.help or named.help_text,
        kind=kind,
        value_path=value_path,
        key_path=key_path,
        has_key=key_path != value_path,
        may_be_blank=nullable or (kind.is_text and last.blank) or _has_blank(last),
        exact=getattr(last, "decimal_places", 0) <= 2,
        is_price=isinstance(last, PriceField),
        choices=tuple(last.flatchoices or ()),
    )


def kind_of(found: Field) -> Kind:
    if found.choices:
        return Kind.CHOICE
    match found:
        case models.BooleanField():
            return Kind.BOOLEAN
        case MoneyField():
            return Kind.MONEY
        case PercentField():
            return Kind.PERCENT
        case models.DateTimeField():
            return Kind.MOMENT
        case models.DateField():
            return Kind.DATE
        case models.DecimalField() | models.IntegerField() | models.FloatField():
            return Kind.NUMBER
        case CodeField():
            return Kind.CODE
        case _:
            return Kind.TEXT


def _bind_annotation(column: Column) -> BoundColumn:
    if column.caption is None or column.kind is None:
        raise FieldDoesNotExist(f"{column.path}: an annotation needs caption and kind")
    return BoundColumn(
        column=column,
        caption=column.caption,
        help=column.help or "",
        kind=column.kind,
        value_path=column.path,
        key_path=column.key or column.path,
        has_key=bool(column.key),
        may_be_blank=True,
        is_annotation=True,
    )


def _shown_of(relation: Field) -> Field:
    model: Any = relation.related_model
    known: dict[str, Field] = {f.name: f for f in model._meta.concrete_fields}
    found = next((known[name] for name in SHOWN_OF_A_RECORD if name in known), None)
    if found is None:
        raise FieldDoesNotExist(f"{relation.name}: name the field that is to be shown")
    return found


def _key_path(value_path: str, shown: Field) -> str:
    key = text_key_of(shown)
    if key is None:
        return value_path
    before, joint, _name = value_path.rpartition("__")
    return f"{before}{joint}{key.name}"


def _has_blank(found: Field) -> bool:
    return any(value in ("", None) for value, _name in found.flatchoices or ())


def _text(value: Any) -> str:
    return "" if value is None else str(value)
