"""The base of every record: its company, its journal, its version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from kans.foundation.actors import who_acts
from kans.foundation.clock import now
from kans.foundation.errors import DomainError
from kans.foundation.fields import TextKey
from kans.foundation.journal import as_json, the_change

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from kans.foundation.journal import Values

M = TypeVar("M", bound=models.Model)
NOT_JOURNALED = {"version", "modified_at", "company_id"}


class RecordOfAnotherCompany(DomainError):
    status = 404
    message = _("This record belongs to another company.")


class RecordGone(DomainError):
    status = 404
    message = _("This record is no longer there: it was deleted meanwhile.")


class JournaledQuerySet(models.QuerySet[M]):
    """A queryset whose writes report to the journal what they touch."""

    def update(self, **values: Any) -> int:
        """Change these fields of every row, with their keys, version and stamp."""
        change = the_change()
        names = {_column(self.model, name).attname for name in values}
        assert "company_id" not in names, "a record does not move to another company"
        held = self.select_for_update(of=("self",))
        rows = list(held.only("pk", *names, *_text_fields(self.model)))
        if not rows:
            return 0
        values |= _keys_following(self.model, values)
        chosen = self.model._default_manager.filter(pk__in=[r.pk for r in rows])
        count = models.QuerySet.update(
            chosen,
            **values,
            version=models.F("version") + 1,
            modified_at=now(),
        )
        after = _after_update(chosen, rows, names, values)
        for row in rows:
            before = {n: as_json(getattr(row, n)) for n in names}
            change.changed(row, before, after[row.pk])
        return count

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[M], *args: Any, **options: Any) -> list[M]:
        records = list(objs)
        for record in records:
            record.stamp()  # type: ignore[attr-defined]
        options.setdefault("batch_size", 2000)
        made = super().bulk_create(records, *args, **options)
        change = the_change()
        for record in made:
            record.remember()  # type: ignore[attr-defined]
            change.created(record)
        return made

    def bulk_update(self, *_args: Any, **_options: Any) -> int:
        raise NotImplementedError("use update(), which the journal understands")

    def delete(self) -> tuple[int, dict[str, int]]:
        change = the_change()
        rows = list(self)
        for row in rows:
            change.deleted(row, row.values())  # type: ignore[attr-defined]
        chosen = self.model._default_manager.filter(pk__in=[r.pk for r in rows])
        count = chosen._raw_delete(chosen.db) or 0
        return count, {self.model._meta.label: count}

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


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
        return _column(type(self), name).to_python(getattr(self, name))

    def delete(self, *_args: Any, **_options: Any) -> tuple[int, dict[str, int]]:
        self.stamp()
        the_change().deleted(self, {**self.values(), **self._stored()})
        return super().delete()

    def _stored(self) -> Values:
        """What was read, whatever has been typed over it since."""
        return {name: as_json(value) for name, value in self._loaded.items()}

    def told_with(self) -> Iterable[models.Model]:
        """Other records whose changes belong to the history of this one."""
        return ()

    def values(self) -> Values:
        """Every column, as the journal keeps it."""
        return {f.attname: as_json(getattr(self, f.attname)) for f in self._columns()}

    @classmethod
    def _columns(cls) -> list[models.Field[Any, Any]]:
        return list(cls._meta.concrete_fields)


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


class SharedRecord(Journaled):
    """A record that all companies of the installation share."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    objects: ClassVar[models.Manager[Self]] = models.Manager.from_queryset(
        JournaledQuerySet
    )()

    class Meta:
        abstract = True
        base_manager_name = "objects"


def _column(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    column = model._meta.get_field(name)
    assert isinstance(column, models.Field)
    return column


def _text_fields(model: type[models.Model]) -> list[str]:
    """What `str(record)` is likely to read, so that the journal can name the row."""
    known = {f.name for f in model._meta.concrete_fields}
    return sorted(known & {"number", "code", "name", "description"})


def _keys_following(
    model: type[models.Model], values: dict[str, Any]
) -> dict[str, Any]:
    return {
        f.name: f.of(values[f.source] or "")
        for f in model._meta.concrete_fields
        if isinstance(f, TextKey) and f.source in values
    }


def _after_update(
    chosen: models.QuerySet[Any],
    rows: list[Any],
    names: set[str],
    values: dict[str, Any],
) -> dict[UUID, Values]:
    if any(isinstance(value, Combinable) for value in values.values()):
        read = chosen.values("pk", *names)
        return {r.pop("pk"): {n: as_json(r[n]) for n in names} for r in read}
    model = chosen.model
    given = {}
    for name, value in values.items():
        column = _column(model, name)
        kept = value.pk if isinstance(value, models.Model) else column.to_python(value)
        given[column.attname] = as_json(kept)
    return {row.pk: {n: given[n] for n in names} for row in rows}
