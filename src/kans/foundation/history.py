"""What happened to a record, read back from the journal."""

from __future__ import annotations

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


def history(record: Journaled, *, limit: int = PAGE) -> list[Event]:
    """The newest changes of a record first."""
    mine = models.Q(record_type=record._meta.label_lower, record_id=record.pk)
    for other in record.told_with():
        mine |= models.Q(
            record_type=other._meta.label_lower, record_id=other.pk, kind=Kind.CHANGED
        )
    rows = ChangedRecord.objects.select_related("change").filter(mine)
    newest = rows.order_by("-id")[:limit]
    return [_event(model_of(row.record_type), row) for row in newest]


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
    events = [_event(type(record), row) for row in reversed(newest)]
    who = ", ".join(dict.fromkeys(event.who for event in events))
    return who, [change for event in events for change in event.changes]


def _rows(record: Journaled) -> models.QuerySet[ChangedRecord]:
    return ChangedRecord.objects.select_related("change").filter(
        record_type=record._meta.label_lower, record_id=record.pk
    )


def _event(model: type[models.Model], row: ChangedRecord) -> Event:
    change = row.change
    known = ACTIONS.get(change.verb)
    return Event(
        at=change.at,
        who=change.actor_name,
        verb=str(known.caption) if known else change.verb,
        subject=change.subject_text,
        kind=Kind(row.kind),
        changes=tuple(_fields(model, row.before, row.after)),
    )


def _fields(
    model: type[models.Model], before: dict[str, Any], after: dict[str, Any]
) -> list[FieldChange]:
    by_column = {f.attname: f for f in model._meta.concrete_fields}
    return [
        FieldChange(
            str(by_column[name].verbose_name),
            shown(by_column[name], before.get(name)),
            shown(by_column[name], value),
        )
        for name, value in after.items()
        if name in by_column
    ]


def shown(field: Any, kept: Any) -> str:
    """A value of the journal as people read it; a record by its name."""
    if kept in (None, ""):
        return ""
    if field.is_relation:
        record = field.related_model._default_manager.filter(pk=kept).first()
        return str(record) if record else _("a deleted record")
    return widgets.written(field, field.to_python(kept), widgets.format_of(field))


def model_of(record_type: str) -> type[models.Model]:
    return apps.get_model(record_type)
