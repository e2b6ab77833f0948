"""What happened to a record, read back from the journal."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from kans.foundation.actions import ACTIONS
from kans.foundation.frames import widgets
from kans.foundation.journal import Kind
from kans.foundation.models import ChangedRecord

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from kans.foundation.records import Journaled

    Names = dict[tuple[type[models.Model], str], str]

PAGE = 50


@dataclass(frozen=True)
class FieldChange:
    """One field: what it was and what it became, as people read them."""

    caption: str
    before: str
    after: str

    def __str__(self) -> str:
        blank = _("blank")
        before, after = self.before or blank, self.after or blank
        return f"{self.caption}: {before} → {after}"


@dataclass(frozen=True)
class Event:
    """One change to one record: who, when, which verb, and the fields."""

    at: datetime
    who: str
    verb: str
    subject: str
    kind: Kind
    changes: tuple[FieldChange, ...]
    about: str = ""  # what hangs on the record, if it happened to that


def history(record: Journaled, *, limit: int = PAGE) -> list[Event]:
    """The newest changes of a record first."""
    mine = models.Q(record_type=record._meta.label_lower, record_id=record.pk)
    for other in record.told_with():
        mine |= models.Q(
            record_type=other._meta.label_lower, record_id=other.pk, kind=Kind.CHANGED
        )
    rows = ChangedRecord.objects.select_related("change").filter(mine)
    hanging = ChangedRecord.objects.select_related("change").filter(parent_id=record.pk)
    # Asked apart, so that each follows its own index.
    both = {*rows.order_by("-id")[:limit], *hanging.order_by("-id")[:limit]}
    newest = sorted(both, key=lambda row: row.pk, reverse=True)[:limit]
    names = _names_in(newest)
    return [_event(row, names) for row in newest]


def who_created(records: Iterable[Journaled]) -> dict[UUID, tuple[str, datetime]]:
    """By whom and at which moment each of some records of one kind was made."""
    made = list(records)
    if not made:
        return {}
    rows = ChangedRecord.objects.select_related("change").filter(
        record_type=made[0]._meta.label_lower,
        record_id__in=[record.pk for record in made],
        kind=Kind.CREATED,
    )
    return {row.record_id: (row.change.actor_name, row.change.at) for row in rows}


def changes_since(record: Journaled, version: int) -> tuple[str, list[FieldChange]]:
    """Who changed a record after that version, and which fields, oldest first."""
    count = max(record.version - version, 0)
    newest = list(_rows(record).filter(kind=Kind.CHANGED).order_by("-id")[:count])
    if not newest:
        return _("Somebody"), []
    names = _names_in(newest)
    events = [_event(row, names) for row in reversed(newest)]
    who = ", ".join(dict.fromkeys(event.who for event in events))
    return who, [change for event in events for change in event.changes]


def _rows(record: Journaled) -> models.QuerySet[ChangedRecord]:
    return ChangedRecord.objects.select_related("change").filter(
        record_type=record._meta.label_lower, record_id=record.pk
    )


def _names_in(rows: Iterable[ChangedRecord]) -> Names:
    """What the records are called that some changes point to, a query per kind."""
    wanted: defaultdict[type[models.Model], set[str]] = defaultdict(set)
    for row in rows:
        for column, field in _columns(row).items():
            if field.is_relation and field.related_model:
                kept = {row.before.get(column), row.after.get(column)}
                wanted[field.related_model] |= kept - {None, ""}
    return {
        (model, str(pk)): str(record)
        for model, ids in wanted.items()
        for pk, record in model._default_manager.in_bulk(ids).items()
    }


def _columns(row: ChangedRecord) -> dict[str, Any]:
    """The columns that people are told about, by their names in the journal."""
    model = apps.get_model(row.record_type)
    left_out: frozenset[str] = getattr(model, "not_told", frozenset())
    return {
        field.attname: field
        for field in model._meta.concrete_fields
        if field.attname not in left_out
    }


def _event(row: ChangedRecord, names: Names) -> Event:
    change = row.change
    known = ACTIONS.get(change.verb)
    return Event(
        at=change.at,
        who=change.actor_name,
        verb=str(known.caption) if known else change.verb,
        subject=change.subject_text,
        kind=Kind(row.kind),
        changes=tuple(_fields(row, names)),
        about=row.record_text if row.parent_id else "",
    )


def _fields(row: ChangedRecord, names: Names) -> list[FieldChange]:
    columns = _columns(row)
    return [
        FieldChange(
            str(columns[name].verbose_name),
            _shown(columns[name], row.before.get(name), names),
            _shown(columns[name], value, names),
        )
        for name, value in row.after.items()
        if name in columns
    ]


def _shown(field: Any, kept: Any, names: Names) -> str:
    """A value of the journal as people read it; a record by its name."""
    if kept in (None, ""):
        return ""
    if field.is_relation:
        return names.get((field.related_model, str(kept)), _("a deleted record"))
    return widgets.written(field, field.to_python(kept), widgets.format_of(field))
