"""The base of every record: its company, its journal, its version."""

from __future__ import annotations

from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from kans.foundation.acting.actors import who_acts
from kans.foundation.acting.clock import now
from kans.foundation.errors import DomainError
from kans.foundation.journal.journal import all_as_json, as_json, the_change
from kans.foundation.records.fields import TextKey
from kans.foundation.records.querysets import JournaledQuerySet, column_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from kans.foundation.journal.journal import Values

M = TypeVar("M", bound=models.Model)
NOT_JOURNALED = {"version", "modified_at", "company_id"}


class RecordOfAnotherCompany(DomainError):
    status = 404
    message = _("This record belongs to another company.")


class RecordGone(DomainError):
    status = 404
    message = _("This record is no longer there: it was deleted meanwhile.")


class CompanyManager(models.Manager[M]):
    """Sees the records of the actor's company, and nothing while nobody acts."""

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().filter(company=who_acts().company)

    def locked(self, record: M) -> M:
        """Read a record afresh and hold it until the action ends."""
        held = self.select_for_update().filter(pk=record.pk).first()
        if held is None:
            raise RecordGone
        return held


class CompanyRow(models.Model):
    """A row of one company, stamped with that company when it is written."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(
        "foundation.Company",
        on_delete=models.PROTECT,
        editable=False,
        related_name="+",
        db_index=False,  # every list index begins with it
    )

    objects: ClassVar[CompanyManager[Self]] = CompanyManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def stamp(self) -> None:
        """Take the actor's company; a row of another company is not touched."""
        company_id = who_acts().company.pk
        if self.company_id not in {None, company_id}:
            raise RecordOfAnotherCompany
        self.company_id = company_id


class Journaled(models.Model):
    """What reports to the journal when it is created, changed or deleted."""

    version = models.PositiveIntegerField(default=1, editable=False)
    modified_at = models.DateTimeField(
        _("Last Modified"),
        editable=False,
        help_text=_("When this was last changed, by whom and how: see History."),
    )

    # Columns that only repeat others: the journal keeps them, people are not told.
    hidden_in_history: ClassVar[frozenset[str]] = frozenset()
    counts: ClassVar[frozenset[str]] = frozenset()  # that change with something else
    # Columns that count on: an undo sets them back if it was the last to count, and
    # else leaves them alone.
    counters: ClassVar[frozenset[str]] = frozenset()
    # Columns that its text is made of, besides number, code, name and description.
    named_by: ClassVar[frozenset[str]] = frozenset()
    # By foreign key, the columns of the other record that this one rests on once it
    # points there: an undo does not change them from under it.
    depends_on: ClassVar[Mapping[str, Collection[str]]] = {}

    # The verbs that remove and make such a record by hand, if their names are not
    # made of its own; blank: it is a part of another record (`undo/rights.py`).
    removed_by: ClassVar[str | None] = None
    made_by: ClassVar[str | None] = None

    _loaded: dict[str, Any]

    class Meta:
        abstract = True

    def __init__(self, *args: Any, **values: Any) -> None:
        self._loaded = {}
        super().__init__(*args, **values)

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Any, values: Any, **options: Any
    ) -> Self:
        record = super().from_db(db, field_names, values, **options)
        record._loaded = {
            name: value
            for name, value in zip(field_names, values, strict=False)
            if value is not models.DEFERRED
        }
        return record

    def refresh_from_db(self, *args: Any, **options: Any) -> None:
        super().refresh_from_db(*args, **options)
        fields = options.get("fields") or (args[1] if len(args) > 1 else None)
        self.remember(fields)

    def remember(self, fields: Iterable[str] | None = None) -> None:
        """Take note of what the database holds: what is written is what differs."""
        asked = None if fields is None else set(fields)
        self._loaded |= {
            f.attname: self.__dict__[f.attname]
            for f in self._columns()
            if f.attname in self.__dict__
            and (asked is None or f.name in asked or f.attname in asked)
        }

    def stamp(self) -> None:
        """Take what every record bears when it is written, in a change."""
        the_change()
        self.modified_at = now()

    def save(self, *_args: Any, **_options: Any) -> None:
        """Insert the record, or write what differs from what was read."""
        if self._state.adding:
            self.stamp()
            super().save(force_insert=True)
            the_change().created(self)
        else:
            self._save_differences()
        self.remember()

    def _save_differences(self) -> None:
        differing = self.differing()
        if not differing:
            return
        self.stamp()
        unread = [name for name in differing if name not in self._loaded]
        if unread:
            stored = type(self)._base_manager.filter(pk=self.pk)
            self._loaded |= stored.values(*unread).get()
        before = {name: as_json(self._loaded[name]) for name in differing}
        self.version += 1
        keys = {
            f.name
            for f in self._columns()
            if isinstance(f, TextKey) and f.source in differing
        }
        fields = {*differing, *keys, "version", "modified_at"}
        super().save(force_update=True, update_fields=fields)
        after = {name: as_json(self._typed(name)) for name in differing}
        the_change().changed(self, before, after)

    def differing(self) -> list[str]:
        """The names of the columns whose values are not those that were read."""
        return [
            f.attname
            for f in self._columns()
            if f.attname in self.__dict__
            and f.attname not in NOT_JOURNALED
            and not isinstance(f, TextKey)
            and (
                f.attname not in self._loaded
                or self._typed(f.attname) != self._loaded[f.attname]
            )
        ]

    def _typed(self, name: str) -> Any:
        return column_of(type(self), name).to_python(getattr(self, name))

    def delete(self, *_args: Any, **_options: Any) -> tuple[int, dict[str, int]]:
        self.stamp()
        the_change().deleted(self, {**self.values(), **self._stored()})
        return super().delete()

    def _stored(self) -> Values:
        """What was read, whatever has been typed over it since."""
        return {name: as_json(value) for name, value in self._loaded.items()}

    def after_restore(self) -> None:
        """It was deleted and is there again: take over what it always copies."""

    def history_includes(self) -> Iterable[models.Model]:
        """Other records whose changes belong to the history of this one."""
        return ()

    def values(self) -> Values:
        """Every column, as the journal keeps it."""
        names, read = _reader(type(self))
        return all_as_json(names, read(self))

    @classmethod
    def _columns(cls) -> list[models.Field[Any, Any]]:
        return list(cls._meta.concrete_fields)


@cache
def _reader(model: type[models.Model]) -> tuple[list[str], attrgetter[tuple[Any, ...]]]:
    """The columns of a model, and what reads all of them from a record at once."""
    names = [field.attname for field in model._meta.concrete_fields]
    return names, attrgetter(*names)


class CompanyRecord(CompanyRow, Journaled):
    """A record of one company: nobody else sees it, and its history is kept."""

    objects: ClassVar[CompanyManager[Self]] = CompanyManager.from_queryset(
        JournaledQuerySet
    )()

    class Meta(CompanyRow.Meta):
        abstract = True

    def stamp(self) -> None:
        CompanyRow.stamp(self)
        Journaled.stamp(self)

    def doubts(self) -> tuple[DomainError, ...]:
        """Return what of it is stored but may be wrong, by field; it blocks nothing."""
        return ()


class SharedRecord(Journaled):
    """A record that all companies of the installation share."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    objects: ClassVar[models.Manager[Self]] = models.Manager.from_queryset(
        JournaledQuerySet
    )()

    class Meta:
        abstract = True
        base_manager_name = "objects"
