"""What happened to a record or in the company, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext as _

from kans.foundation.acting.actors import who_acts
from kans.foundation.history.wording import fields_of, model_of, names_of, title_of
from kans.foundation.journal.journal import Kind
from kans.foundation.models import Change, ChangedRecord
from kans.foundation.records.fields import caption_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from kans.foundation.history.wording import FieldChange, Names
    from kans.foundation.records.records import Journaled

PAGE = 50


@dataclass(frozen=True)
class Event:
    """One change to one record: who, when, which verb, and the fields."""

    at: datetime
    who: str
    verb: str
    subject: str
    kind: Kind | None
    changes: tuple[FieldChange, ...]
    change: Change
    undone: Change | None = None  # by which change, if that still holds
    about: str = ""  # what hangs on the record, if it happened to that

    @property
    def is_redo(self) -> bool:
        """Whether it did again what had been undone."""
        undoes = self.change.undoes
        return undoes is not None and undoes.undoes_id is not None


def history(record: Journaled, *, limit: int = PAGE) -> list[Event]:
    """The newest changes of a record first."""
    mine = models.Q(record_type=record._meta.label_lower, record_id=record.pk)
    for other in record.history_includes():
        mine |= models.Q(
            record_type=other._meta.label_lower, record_id=other.pk, kind=Kind.CHANGED
        )
    all_ = ChangedRecord.objects.select_related("change__undoes__undoes")
    rows, hanging = all_.filter(mine), all_.filter(parent_id=record.pk)
    # Asked apart, so that each follows its own index.
    both = {*rows.order_by("-id")[:limit], *hanging.order_by("-id")[:limit]}
    told = filter(_may_be_told, both)
    newest = sorted(told, key=lambda row: row.pk, reverse=True)[:limit]
    names = names_of(newest)
    undone = _undone(row.change for row in newest)
    return [_event(row, names, undone) for row in newest]


def _may_be_told(row: ChangedRecord) -> bool:
    """What hangs on a record may be for fewer eyes than the record."""
    permission = getattr(model_of(row.record_type), "told_to", "")
    return not permission or who_acts().may(permission)


def recent_changes(
    *, of_user: UUID | None = None, before: UUID | None = None, limit: int = PAGE
) -> list[Event]:
    """The newest changes in the company, of one user or of all."""
    rows = Change.objects.select_related("undoes__undoes")
    if of_user:
        rows = rows.filter(user=of_user)
    if before:
        rows = rows.filter(pk__lt=before)
    newest = list(rows.order_by("-id")[:limit])
    undone = _undone(newest)
    return [
        Event(
            at=change.at,
            who=change.actor_name,
            verb=title_of(change),
            subject=change.subject_text,
            kind=None,
            changes=(),
            change=change,
            undone=undone.get(change.pk),
        )
        for change in newest
    ]


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
    return {
        row.record_id: (row.change.actor_name, row.change.at)
        for row in rows.order_by("-id")
    }


def changes_since(record: Journaled, version: int) -> tuple[str, list[FieldChange]]:
    """Who changed a record after that version, and which fields, oldest first."""
    newest = _newest(record, record.version - version)
    if not newest:
        return _("Somebody"), []
    names = names_of(newest)
    events = [_event(row, names, {}) for row in reversed(newest)]
    who = ", ".join(dict.fromkeys(event.who for event in events))
    changes = [change for event in events for change in event.changes]
    counted = {str(caption_of(type(record), name)) for name in record.counts}
    telling = [change for change in changes if change.caption not in counted]
    return who, telling or changes


def changed_since(record: Journaled, version: int) -> set[str]:
    """Return the columns that changed after a version; all if nobody knows which."""
    count = record.version - version
    newest = _newest(record, count)
    if not newest or len(newest) != count:
        return {field.attname for field in record._meta.concrete_fields}
    return {name for row in newest for name in row.after}


def _newest(record: Journaled, count: int) -> list[ChangedRecord]:
    rows = _rows(record).filter(kind=Kind.CHANGED).order_by("-id")
    return list(rows[: max(count, 0)])


def _rows(record: Journaled) -> models.QuerySet[ChangedRecord]:
    return ChangedRecord.objects.select_related("change__undoes__undoes").filter(
        record_type=record._meta.label_lower, record_id=record.pk
    )


def _undone(changes: Iterable[Change]) -> dict[UUID, Change]:
    """By which change each of those that are undone was undone."""
    ids = {change.pk for change in changes if change.undone}
    if not ids:
        return {}
    undoing = Change.objects.filter(undoes__in=ids, undone=False).order_by("id")
    return {change.undoes_id: change for change in undoing if change.undoes_id}


def _event(row: ChangedRecord, names: Names, undone: dict[UUID, Change]) -> Event:
    change = row.change
    return Event(
        at=change.at,
        who=change.actor_name,
        verb=title_of(change),
        subject=change.subject_text,
        kind=Kind(row.kind),
        changes=fields_of(row.record_type, row.before, row.after, names),
        change=change,
        undone=undone.get(change.pk),
        about=row.record_text if row.parent_id else "",
    )
