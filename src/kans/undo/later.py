"""Who did what to a record after a change: to name what stands in the way."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kans.foundation.history.wording import title_of
from kans.foundation.journal.journal import Kind
from kans.foundation.models import ChangedRecord
from kans.foundation.records.querysets import in_parts
from kans.foundation.text import formats
from kans.undo.plans import key_of_row

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from kans.foundation.journal.journal import Values
    from kans.foundation.models import Change
    from kans.undo.plans import Key


@dataclass
class Later:
    """What the journal holds of some records besides the changes to be undone.

    What was undone does not count, nor does what undid or redid it: the change that
    was undone or done again speaks for all of them.
    """

    family: frozenset[UUID]
    _known: dict[Key, list[ChangedRecord]] = field(default_factory=dict)

    def read(self, keys: Iterable[Key]) -> None:
        """Look up several records at once."""
        wanted: defaultdict[str, set[UUID]] = defaultdict(set)
        for record_type, pk in keys:
            if (record_type, pk) not in self._known:
                wanted[record_type].add(pk)
        for record_type, ids in wanted.items():
            self._known |= {(record_type, pk): [] for pk in ids}
            for part in in_parts(sorted(ids)):
                rows = self._rows().filter(record_type=record_type, record_id__in=part)
                for row in rows.order_by("id"):
                    self._known[key_of_row(row)].append(row)

    def _rows(self) -> QuerySet[ChangedRecord]:
        rows = ChangedRecord.objects.select_related("change__undoes__undoes")
        return rows.exclude(change__in=self.family)

    def of(
        self,
        key: Key,
        *,
        since: UUID | None = None,
        kinds: Collection[Kind] = tuple(Kind),
        columns: Collection[str] | None = None,
        besides: Collection[str] = (),
    ) -> ChangedRecord | None:
        """The newest trace of somebody touching this, preferably one in effect."""
        self.read([key])
        fitting = [
            row
            for row in self._known[key]
            if (since is None or row.id > since)
            and row.kind in kinds
            and _touches(row, columns, besides)
        ]
        in_effect = [row for row in fitting if is_in_effect(row)]
        return next(reversed(in_effect or fitting), None)

    def before(self, key: Key, *, since: UUID) -> Values:
        """What stood at that time in the columns of a record that changed since."""
        self.read([key])
        values: Values = {}
        for row in self._known[key]:
            if row.id > since and is_in_effect(row):
                values = {**row.before, **values}
        return values


def is_in_effect(row: ChangedRecord) -> bool:
    """Whether it was done and not undone; an undo itself counts for nothing."""
    return not row.change.undone and row.change.undoes_id is None


def _touches(
    row: ChangedRecord, columns: Collection[str] | None, besides: Collection[str]
) -> bool:
    if row.kind != Kind.CHANGED:
        return True
    touched = row.after.keys() - set(besides)
    return bool(touched if columns is None else touched & set(columns))


def by(row: ChangedRecord | None) -> str:
    """Who did it, what it is called, and when."""
    return by_whom(row.change if row else None)


def by_whom(change: Change | None) -> str:
    if change is None:
        return _("somebody, outside the history")
    return f"{change.actor_name}, {title_of(change)}, {formats.moment(change.at)}"
