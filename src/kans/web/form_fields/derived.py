"""The form's field of a model's field."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.db import models
from django.utils.text import capfirst

from kans.foundation.records import fields
from kans.web.form_fields.values import (
    CodeEntryField,
    DateEntryField,
    MoneyEntryField,
    NumberEntryField,
    PercentEntryField,
    PriceEntryField,
    WholeNumberEntryField,
)

F = TypeVar("F", bound=forms.Field)


def from_model(model: type[models.Model], name: str, **options: Any) -> forms.Field:
    """The form's field of a model's field: caption, help and limits are the same."""
    field: Any = model._meta.get_field(name)
    given = {**words_of(field), **options}
    match field:
        case models.Field(choices=choices) if choices:
            pass
        case fields.MoneyField():
            return MoneyEntryField(**given)
        case fields.PercentField():
            return PercentEntryField(**given)
        case fields.PriceField():
            return PriceEntryField(**given)
        case models.DecimalField():
            return NumberEntryField(decimal_places=field.decimal_places, **given)
        case models.IntegerField():
            return WholeNumberEntryField(**given)
        case models.DateField():
            return DateEntryField(**given)
        case fields.CodeField():
            return CodeEntryField(max_length=field.max_length, **given)
    made = field.formfield(**given)
    assert isinstance(made, forms.Field), f"{name} cannot be typed"
    return made


def words_of(field: Any) -> dict[str, Any]:
    """Caption and help of a model's field, and whether it must be filled in."""
    return {
        "label": capfirst(field.verbose_name),
        "help_text": field.help_text,
        "required": not field.blank and not isinstance(field, models.BooleanField),
    }


def asked(field: F) -> F:
    """Mark a field as required and leave the refusing to the rules.

    They judge everything together, where a form would stop at the first blank.
    """
    field.required = False
    field.widget.is_required = False
    field.widget.attrs["data-required"] = ""
    return field
