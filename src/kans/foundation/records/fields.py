"""Kinds of columns that the whole house shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from kans.foundation.strings import normalised
from kans.foundation.text.amounts import AMOUNT_DECIMALS, AMOUNT_DIGITS

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django_stubs_ext import StrOrPromise

    TextColumn = models.CharField[str, str]
    ExactColumn = models.DecimalField[Any, Any]
    Field = models.Field[Any, Any]
else:  # Django's own fields have no parameters while they run
    TextColumn, ExactColumn = models.CharField, models.DecimalField


def caption_of(model: type[models.Model], name: str) -> StrOrPromise:
    """What a field is called, for a sentence about it."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field.verbose_name


def caption_of_kind(model: type[models.Model] | None) -> str:
    """What a kind of record is called; nothing when the program forgot the kind."""
    return str(model._meta.verbose_name) if model else ""


class CodeField(TextColumn):
    """A number or code: stored upper-case, without outer spaces."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return value.strip().upper() if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        return self.to_python(super().get_prep_value(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.to_python(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value


class TextKey(TextColumn):
    """What a text column is compared, searched and sorted by (LST-2).

    Follows its source by itself. PostgreSQL compares it byte by byte, as SQLite
    does, so that both databases sort and filter alike.
    """

    def __init__(self, source: str, **options: Any) -> None:
        self.source = source
        options.setdefault("max_length", 255)
        options.update(editable=False, blank=True, default="")
        super().__init__(**options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        for given in ("editable", "blank", "default"):
            options.pop(given, None)
        return name, path, [self.source, *args], options

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters

    def of(self, text: str) -> str:
        return normalised(text)[: self.max_length]

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = self.of(getattr(model_instance, self.source) or "")
        setattr(model_instance, self.attname, key)
        return key


class MoneyField(ExactColumn):
    """An amount in the company's local currency (LCY), of at most three decimals."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("max_digits", AMOUNT_DIGITS)
        options.setdefault("decimal_places", AMOUNT_DECIMALS)
        super().__init__(*args, **options)


class PercentField(ExactColumn):
    """A percentage from 0 to 100, with two decimals unless told otherwise."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("max_digits", 5)
        options.setdefault("decimal_places", 2)
        super().__init__(*args, **options)


class PriceField(ExactColumn):
    """What one unit costs, with up to five decimals (FMT-1)."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("max_digits", 15)
        options.setdefault("decimal_places", 5)
        super().__init__(*args, **options)


def fields_along(model: type[models.Model], path: str) -> list[Field]:
    """Return the fields that a path such as `salesperson__name` leads through."""
    fields: list[Field] = []
    for name in path.split("__"):
        found = model._meta.get_field(name)
        if not isinstance(found, models.Field):
            raise FieldDoesNotExist(path)
        fields.append(found)
        if found.is_relation and found.related_model:
            model = found.related_model
    return fields


def text_key_of(field: Field) -> TextKey | None:
    """Return the stored key of a text field, if it has one.

    Keys of other kinds, such as the last digits of a telephone number, are for others.
    """
    for other in field.model._meta.concrete_fields:
        if type(other) is TextKey and other.source == field.name:
            return other
    return None
