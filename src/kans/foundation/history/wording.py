"""How people read what the journal keeps: columns by caption, records by name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from kans.foundation.journal.verbs import caption_of_verb
from kans.foundation.records import facts
from kans.foundation.records.fields import TextKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db import models

    from kans.foundation.journal.journal import Values
    from kans.foundation.models import Change, ChangedRecord

    Names = dict[tuple[type[models.Model], str], str]

LONG = 60  # letters of a text that is told in short
UNTOLD = frozenset({"id", "company_id", "version", "modified_at"})


@dataclass(frozen=True)
class FieldChange:
    """One field: what it was and what it became, as people read them."""

    caption: str
    before: str
    after: str

    def shortened(self) -> FieldChange:
        """The same with the beginning of long texts."""
        before, after = (Truncator(t).chars(LONG) for t in (self.before, self.after))
        return replace(self, before=before, after=after)

    def __str__(self) -> str:
        blank = _("blank")
        before, after = self.before or blank, self.after or blank
        return f"{self.caption}: {before} → {after}"


def title_of(change: Change) -> str:
    """What was done, in the words of its button; an undo names what it undid."""
    undone = change.undoes
    if undone is None:
        return caption_of_verb(change.verb)
    if undone.undoes is None:
        return _("Undo: %(verb)s") % {"verb": caption_of_verb(undone.verb)}
    return _("Redo: %(verb)s") % {"verb": caption_of_verb(undone.undoes.verb)}


def model_of(record_type: str) -> type[models.Model] | None:
    """The kind of record; none when the program no longer knows it."""
    try:
        return apps.get_model(record_type)
    except (LookupError, ValueError):
        return None


def columns_of(record_type: str) -> dict[str, Any]:
    """The columns that people are told about, by their names in the journal."""
    model = model_of(record_type)
    if model is None:
        return {}
    left_out: frozenset[str] = getattr(model, "hidden_in_history", frozenset())
    return {
        field.attname: field
        for field in model._meta.concrete_fields
        if field.attname not in left_out
    }


def told_of_new(record_type: str) -> dict[str, Any]:
    """The columns that are told of a record that was just created."""
    model = model_of(record_type)
    secret: frozenset[str] = getattr(model, "secret", frozenset())
    return {
        name: field
        for name, field in columns_of(record_type).items()
        if name not in UNTOLD | secret and not isinstance(field, TextKey)
    }


def names_in(
    told: Iterable[tuple[str, Mapping[str, Any], Mapping[str, Any]]],
) -> Names:
    """What the records are called that some values point to, a query per kind.

    Asked for a kind of record with the values before and after, for each of many.
    """
    wanted: defaultdict[type[models.Model], set[str]] = defaultdict(set)
    for record_type, before, after in told:
        for column, field in columns_of(record_type).items():
            if field.is_relation and field.related_model:
                kept = (before.get(column), after.get(column))
                wanted[field.related_model] |= {str(pk) for pk in kept if pk}
    return {
        (model, str(pk)): str(record)
        for model, ids in wanted.items()
        for pk, record in model._default_manager.in_bulk(ids).items()
    }


def names_of(rows: Iterable[ChangedRecord]) -> Names:
    return names_in((row.record_type, row.before, row.after) for row in rows)


def fields_of(
    record_type: str, before: Values, after: Values, names: Names
) -> tuple[FieldChange, ...]:
    """The fields that differ, as people read them and in the order of the record."""
    return tuple(
        FieldChange(
            str(column.verbose_name),
            shown(column, before.get(name), names),
            shown(column, after[name], names),
        )
        for name, column in columns_of(record_type).items()
        if name in after
    )


def shown(field: Any, kept: Any, names: Names) -> str:
    """A value of the journal as people read it; a record by its name."""
    if kept in (None, ""):
        return ""
    if field.is_relation:
        return names.get((field.related_model, str(kept)), _("a deleted record"))
    return facts.written(field, field.to_python(kept), facts.format_of(field))
