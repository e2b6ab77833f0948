"""Merge what one typed in a form with what a colleague saved meanwhile.

A form carries the values that it was opened with. What differs from them was typed,
and only that is saved; all else stays as it is. What both changed is shown side by
side: the form is refused until one of the two is chosen.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.encoding import force_str
from django.utils.translation import gettext

from kans.foundation.text import formats

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kans.web.forms import RecordForm

OPENED = "opened"  # the hidden field with the values that the form was opened with
BOTH = "both"  # posted: the fields that both changed …
CHOICE = "choice-"  # … and before the name of each, whose value was chosen
MINE, THEIRS = "mine", "theirs"
YES = "on"

# A value as a browser posts it: a text, a box that is ticked, several choices.
Posted = str | bool | list[str]


@dataclass(frozen=True)
class Choice:
    """A field that both changed: what each made of it, as people read it."""

    name: str
    mine: str
    theirs: str


def opened_with(form: RecordForm) -> str:
    """Return the values that a form is opened with, as its hidden field holds them."""
    return json.dumps({n: _standing(form, n) for n in merged_fields(form)})


def merged_fields(form: RecordForm) -> Iterable[str]:
    """Return the names of the fields whose values a colleague may change too."""
    for name, field in form.fields.items():
        is_shown = not (field.widget.is_hidden or field.disabled)
        is_told = not isinstance(field, forms.FileField)
        if is_shown and is_told and form.is_merged(name):
            yield name


def choose(form: RecordForm) -> list[Choice]:
    """Take theirs where that was chosen; return the fields still to be chosen."""
    before, undecided = _opened(form), []
    for name in _both(form):
        match form.sent.get(form.add_prefix(f"{CHOICE}{name}")):
            case str(chosen) if chosen == THEIRS:
                _post(form, name, before.get(name, _standing(form, name)))
            case str(chosen) if chosen == MINE:
                pass
            case _:
                undecided.append(_choice(form, name))
    return undecided


def merge(form: RecordForm) -> list[Choice]:
    """Take theirs where one typed nothing; return the fields that both changed."""
    before, both = _opened(form), []
    for name in merged_fields(form):
        field = form.fields[name]
        mine, theirs = _typed(form, name), _standing(form, name)
        opened = before.get(name)
        if means_the_same(field, mine, theirs):
            continue
        if opened is not None and means_the_same(field, mine, opened):
            _post(form, name, theirs)
        elif isinstance(mine, list) and isinstance(opened, list):
            _post(form, name, _together(mine, opened, theirs))
        elif name in form.only_preset:
            continue  # the record does not hold it, so no colleague changed it
        elif opened is None or not means_the_same(field, opened, theirs):
            both.append(_choice(form, name))
    form.sent[form.add_prefix(OPENED)] = opened_with(form)
    return both


def opened_again(form: RecordForm, opened: str, presets: Mapping[str, Any]) -> str:
    """Return what a form was opened with, but for the fields that are preset anew."""
    anew = {n: _as_posted(form.fields[n], value) for n, value in presets.items()}
    return json.dumps({**_read(opened), **anew})


def is_as_opened(form: RecordForm, name: str, given: Mapping[str, Any]) -> bool:
    """Whether a field of what is shown again says what it was opened with."""
    opened = _read(given[OPENED]).get(name)
    return opened is not None and means_the_same(form.fields[name], opened, given[name])


def _opened(form: RecordForm) -> dict[str, Posted]:
    """Return what the form says it was opened with; nothing if it cannot be read."""
    return _read(form.sent.get(form.add_prefix(OPENED), ""))


def _read(opened: str) -> dict[str, Posted]:
    try:
        read = json.loads(opened)
    except (ValueError, RecursionError):  # no JSON, or lists in lists without end
        return {}
    if not isinstance(read, dict):
        return {}
    return {name: value for name, value in read.items() if _is_posted(value)}


def _is_posted(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, str) for each in value)
    return isinstance(value, str | bool)


def _both(form: RecordForm) -> list[str]:
    named = form.sent.getlist(form.add_prefix(BOTH))
    return [name for name in merged_fields(form) if name in named]


def _standing(form: RecordForm, name: str) -> Posted:
    """Return the value as it would be posted if the form were opened now."""
    field = form.fields[name]
    return _as_posted(field, form.standing.get(name, field.initial))


def _as_posted(field: forms.Field, value: Any) -> Posted:
    value = field.prepare_value(value() if callable(value) else value)
    if isinstance(field, forms.BooleanField):
        return bool(value)
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(str(each) for each in value)
    return _one_kind_of_line("" if value is None else force_str(value))


def _typed(form: RecordForm, name: str) -> Posted:
    value = form[name].data
    if isinstance(value, bool):
        return value
    if isinstance(value, list | tuple):
        return sorted(str(each) for each in value)
    return _one_kind_of_line("" if value is None else str(value))


def _one_kind_of_line(text: str) -> str:
    """A browser ends a line in two signs, whatever the record does."""
    return text.replace("\r\n", "\n")


def means_the_same(field: forms.Field, one: Posted, other: Posted) -> bool:
    """Whether both mean the same, however they were written."""
    if one == other:
        return True
    try:
        return bool(field.to_python(one) == field.to_python(other))
    except ValidationError:
        return False


def _together(mine: list[str], opened: list[str], theirs: Posted) -> list[str]:
    """Return their choices, with those that one added and without those one took."""
    kept = set(theirs) if isinstance(theirs, list) else set()
    return sorted((kept | (set(mine) - set(opened))) - (set(opened) - set(mine)))


def _post(form: RecordForm, name: str, value: Posted) -> None:
    """Put a value into what was posted, as a browser would."""
    key = form.add_prefix(name)
    if isinstance(value, list):
        form.sent.setlist(key, value)
    elif value is False:
        form.sent.pop(key, None)
    else:
        form.sent[key] = YES if value is True else value


def _choice(form: RecordForm, name: str) -> Choice:
    field = form.fields[name]
    mine, theirs = _typed(form, name), _standing(form, name)
    return Choice(name, _shown(field, mine), _shown(field, theirs))


def _shown(field: Any, value: Posted) -> str:
    """Return a posted value as people read it: a choice by its name."""
    if isinstance(value, bool):
        return formats.yes_no(value)
    names = {str(v): str(n) for v, n in getattr(field.widget, "choices", ()) if v}
    each = value if isinstance(value, list) else [value]
    return ", ".join(names.get(v, v) for v in each if v) or gettext("blank")
