"""What one change created, changed and deleted: for a preview, before an undo."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kans.foundation.history.wording import (
    fields_of,
    model_of,
    names_in,
    told_of_new,
)
from kans.foundation.journal.journal import Kind, as_json
from kans.foundation.models import ChangedRecord
from kans.foundation.records.fields import caption_of_kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from kans.foundation.history.wording import FieldChange
    from kans.foundation.journal.journal import Values

    Key = tuple[str, UUID]


@dataclass(frozen=True)
class RecordDiff:
    """One record that is created, changed or deleted, as people read of it."""

    kind: Kind
    caption: str
    record: str
    changes: tuple[FieldChange, ...]
    key: Key

    @property
    def created(self) -> bool:
        return self.kind is Kind.CREATED

    @property
    def deleted(self) -> bool:
        return self.kind is Kind.DELETED


@dataclass(frozen=True)
class Difference:
    """The records of a change in the order they were touched, and how many of each."""

    records: list[RecordDiff]
    counts: Counter[tuple[str, Kind]]


def difference(change_id: UUID, *, most: int | None = None) -> Difference:
    """What a change did; of a created record what stands in it now."""
    rows = ChangedRecord.objects.filter(change=change_id).order_by("id")
    counted = Counter(
        (caption_of_kind(model_of(record_type)), Kind(kind))
        for record_type, kind in rows.values_list("record_type", "kind")
    )
    told = list(rows[:most])
    new = _values_of_new(told)
    names = names_in(
        (r.record_type, r.before, new.get((r.record_type, r.record_id), r.after))
        for r in told
    )
    records = []
    for row in told:
        key = (row.record_type, row.record_id)
        after = new.get(key, row.after)
        before: Values = {} if key in new else row.before
        records.append(
            RecordDiff(
                kind=Kind(row.kind),
                caption=caption_of_kind(model_of(row.record_type)),
                record=row.record_text,
                changes=fields_of(row.record_type, before, after, names),
                key=key,
            )
        )
    return Difference(records, counted)


def _values_of_new(rows: Iterable[ChangedRecord]) -> dict[Key, Values]:
    """What is told of the created ones among some records, a query per kind."""
    wanted: defaultdict[str, list[UUID]] = defaultdict(list)
    for row in rows:
        if row.kind == Kind.CREATED:
            wanted[row.record_type].append(row.record_id)
    return {
        (record_type, pk): _filled(record_type, record)
        for record_type, ids in wanted.items()
        if (model := model_of(record_type)) is not None
        for pk, record in model._default_manager.in_bulk(ids).items()
    }


def _filled(record_type: str, record: Any) -> Values:
    values = {name: as_json(getattr(record, name)) for name in told_of_new(record_type)}
    return {n: value for n, value in values.items() if value not in (None, "", False)}
