"""The journal: every action leaves one trace.

An action opens a `Change`. While it runs, records report what they touch; when it
ends, the change and one `ChangedRecord` per record touched are inserted in the
same transaction. A write while no change is open does not happen.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db import models
from uuid6 import UUID as UUIDv7  # noqa: N811
from uuid6 import uuid7

from kans.foundation.acting.actors import who_acts
from kans.foundation.acting.clock import now
from kans.foundation.journal import recent_changes
from kans.foundation.journal.inserting import insert_rows
from kans.foundation.journal.notices import give_notices
from kans.foundation.journal.recent_changes import RecentChange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class NoChangeOpen(RuntimeError):
    """A defect: something wrote to the database without passing an action."""


class Kind(models.TextChoices):
    CREATED = "C"
    CHANGED = "U"
    DELETED = "D"


Values = dict[str, Any]


@dataclass
class Touched:
    """One record touched in a change: what it was, and what it became.

    Of a created record nothing is kept (it can be read off the row), of a deleted
    one everything, of a changed one the values that differ.
    """

    kind: Kind
    before: Values
    after: Values
    label: str = ""


@dataclass
class OpenChange:
    """What is being done, until it is written down."""

    verb: str
    batch: UUID | None = None
    undoes: UUID | None = None
    id: UUID = field(default_factory=uuid7)
    subject: models.Model | None = None
    subject_text: str = ""
    touched: dict[tuple[str, UUID], Touched] = field(default_factory=dict)
    notices: dict[str, str] = field(default_factory=dict)
    parents: dict[tuple[str, UUID], UUID | None] = field(default_factory=dict)

    def notice(self, about: str, message: str) -> None:
        """Say what people should know of it, once it is done."""
        self.notices[about] = message

    def about(self, record: object) -> None:
        """Name the record this was done to; the first one named stays."""
        if self.subject is None and isinstance(record, models.Model):
            self.subject = record
            self.subject_text = str(record)[:200]

    def created(self, record: models.Model) -> None:
        self.touched[self._key(record)] = Touched(
            Kind.CREATED, {}, {}, label=str(record)[:200]
        )

    def changed(self, record: models.Model, before: Values, after: Values) -> None:
        self._changed(self._key(record), before, after, str(record)[:200])

    def _changed(
        self, key: tuple[str, UUID], before: Values, after: Values, label: str
    ) -> None:
        known = self.touched.get(key)
        if known is None:
            self.touched[key] = Touched(Kind.CHANGED, dict(before), dict(after), label)
        elif known.kind is Kind.CHANGED:
            known.before = {**before, **known.before}
            known.after = {**known.after, **after}
            known.label = label

    def deleted(self, record: models.Model, before: Values) -> None:
        self._deleted(self._key(record), before, str(record)[:200])

    def _deleted(self, key: tuple[str, UUID], before: Values, label: str) -> None:
        known = self.touched.pop(key, None)
        if known is None or known.kind is not Kind.CREATED:
            was = {**before, **(known.before if known else {})}
            self.touched[key] = Touched(Kind.DELETED, was, {}, label)

    def _key(self, record: models.Model) -> tuple[str, UUID]:
        """The record's key, noting what it hangs on, which is told of it too."""
        key = key_of(record)
        if parent := getattr(record, "parent", None):
            self.parents[key] = parent()
        return key

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Forget what was touched inside if it fails; keep it otherwise."""
        before, self.touched = self.touched, {}
        subject, subject_text = self.subject, self.subject_text
        notices = dict(self.notices)
        try:
            yield
        except BaseException:
            self.touched = before
            self.subject, self.subject_text = subject, subject_text
            self.notices = notices
            raise
        inside, self.touched = self.touched, before
        for key, item in inside.items():
            self._merge(key, item)

    def _merge(self, key: tuple[str, UUID], item: Touched) -> None:
        match item.kind:
            case Kind.CREATED:
                self.touched[key] = item
            case Kind.CHANGED:
                self._changed(key, item.before, item.after, item.label)
            case Kind.DELETED:
                self._deleted(key, item.before, item.label)

    def write_down(self) -> None:
        """Insert the change and its records; nothing when nothing was touched.

        Whoever asked for what was done finds it among what was written.
        """
        touched = {
            key: item
            for key, item in self.touched.items()
            if item.kind is not Kind.CHANGED or item.before != item.after
        }
        if not touched:
            return
        actor = who_acts()
        company_id = actor.company.pk
        change_model = apps.get_model("foundation", "Change")
        record_model = apps.get_model("foundation", "ChangedRecord")
        change_model._base_manager.create(
            id=self.id,
            company_id=company_id,
            user_id=actor.user_id,
            actor_name=actor.name,
            at=now(),
            verb=self.verb,
            subject_type=self.subject._meta.label_lower if self.subject else "",
            subject_id=self.subject.pk if self.subject else None,
            subject_text=self.subject_text,
            batch=self.batch,
            undoes_id=self.undoes,
        )
        insert_rows(
            record_model,
            {"company_id": company_id, "change_id": self.id},
            (
                {
                    "id": uuid7(),
                    "record_type": record_type,
                    "record_id": record_id,
                    "parent_id": self.parents.get((record_type, record_id)),
                    "record_text": item.label,
                    "kind": item.kind,
                    "before": item.before,
                    "after": item.after,
                }
                for (record_type, record_id), item in touched.items()
            ),
        )
        recent_changes.record(RecentChange(self.id, self.verb, company_id, self.undoes))


_open: ContextVar[OpenChange | None] = ContextVar("open_change", default=None)


def the_change() -> OpenChange:
    """The change being made; without one nothing may be written."""
    change = _open.get()
    if change is None:
        raise NoChangeOpen
    return change


@contextmanager
def open_change(verb: str, *, batch: UUID | None = None) -> Iterator[OpenChange]:
    """Write down all that happens inside as one change; join one already open.

    Changes of one `batch` belong together: the chunks of a job.
    """
    outer = _open.get()
    if outer is not None:
        yield outer
        return
    with separate_change(verb, batch=batch) as change:
        yield change


def is_change_open() -> bool:
    return _open.get() is not None


@contextmanager
def separate_change(
    verb: str, *, batch: UUID | None = None, undoes: UUID | None = None
) -> Iterator[OpenChange]:
    """A change of its own, though another be open: for work in another company.

    Also for each of several changes that are undone at once.
    """
    change = OpenChange(verb, batch, undoes)
    token = _open.set(change)
    try:
        yield change
        change.write_down()
        give_notices(change.notices)
    finally:
        _open.reset(token)


def key_of(record: models.Model) -> tuple[str, UUID]:
    return record._meta.label_lower, record.pk


AS_TEXT: dict[type, Callable[[Any], str]] = {
    Decimal: str,
    UUID: str,
    UUIDv7: str,
    datetime: datetime.isoformat,
    date: date.isoformat,
}


def as_json(value: Any) -> Any:
    """A field's value as the journal keeps it: exact, and readable by a person."""
    written = AS_TEXT.get(type(value))
    return written(value) if written else value


def all_as_json(names: Iterable[str], values: Iterable[Any]) -> Values:
    """The same of many values, by their names: a job writes millions of them."""
    of = AS_TEXT.get
    return {
        name: written(value) if (written := of(type(value))) else value
        for name, value in zip(names, values, strict=True)
    }
