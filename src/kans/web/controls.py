"""How a form's field is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField
    from django.utils.safestring import SafeString

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
