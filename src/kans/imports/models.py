"""Imports under way: a file that was uploaded, what its columns mean, and its rows.

None of them is a business record: the journal tells what an import did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import acting_name, acting_user
from kans.foundation.acting.clock import now
from kans.foundation.models import Change, Job
from kans.foundation.records.records import CompanyManager, CompanyRow
from kans.imports.rules.mapping import ColumnMapping
from kans.undo.jobs import UndoBatch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from kans.imports.outcomes import Outcomes
    from kans.imports.rules.choices import MappingChoices

AT_ONCE = 500


class RowKind(models.TextChoices):
    """What the rows of a file are; import in this order."""

    SALESPEOPLE = "salespeople", _("Salespeople")
    CONTACTS = "contacts", _("Contacts")
    ITEMS = "items", _("Items")
    CUSTOMERS = "customers", _("Customers")
    OPPORTUNITIES = "opportunities", _("Opportunities")


class RunStatus(models.TextChoices):
    """How far an import is."""

    READING = "READING", _("Being Read")
    MAPPING = "MAPPING", _("Columns to Assign")
    CHECKING = "CHECKING", _("Being Checked")
    CHECKED = "CHECKED", _("Checked")
    APPLYING = "APPLYING", _("Being Imported")
    DONE = "DONE", _("Imported")


class RowState(models.TextChoices):
    """What the check, or the import, found of a row that is worth keeping."""

    REFUSED = "REFUSED", _("Refused")
    CHANGES = "CHANGES", _("Changes a Record")
    TAKES = "TAKES", _("Makes a Customer of a Contact")
    REMARK = "REMARK", _("Goes In with a Remark")
    CORRECTED = "CORRECTED", _("Corrected")


class ImportRun(CompanyRow):
    """One file on its way in."""

    kind = models.CharField(
        _("Rows"),
        max_length=20,
        choices=RowKind,
        help_text=_("What the rows of the file are."),
    )
    file_name = models.CharField(
        _("File"), max_length=200, help_text=_("The file that was uploaded.")
    )
    status = models.CharField(
        _("Status"),
        max_length=10,
        choices=RunStatus,
        default=RunStatus.MAPPING,
        help_text=_("How far the import is."),
    )
    user = models.ForeignKey(
        "security.User",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )
    actor_name = models.CharField(
        _("Uploaded By"), max_length=150, help_text=_("Who uploaded the file.")
    )
    created_at = models.DateTimeField(
        _("Uploaded At"), help_text=_("When the file was uploaded.")
    )
    sheets = models.JSONField(default=list)
    sheet = models.CharField(max_length=100, blank=True)
    formulas = models.BooleanField(default=False)
    columns = models.JSONField(default=list)  # name, samples, values of each
    count = models.PositiveIntegerField(
        _("No. of Rows"), default=0, help_text=_("How many rows the file has.")
    )
    mapping = models.JSONField(default=dict)
    updates = models.BooleanField(default=False)
    remembered = models.BooleanField(default=False)
    job = models.UUIDField(null=True)  # that checks or imports it
    cursor = models.JSONField(null=True)  # from where an import goes on
    index_name = models.CharField(max_length=40, blank=True)  # see `imports.index`
    # How far the check came with each line of a number series: number and date.
    series = models.JSONField(default=dict)
    batches = models.JSONField(default=list)  # of the journal: what it brought in
    created = models.PositiveIntegerField(
        _("New"), default=0, help_text=_("How many rows become new records.")
    )
    updated = models.PositiveIntegerField(
        _("Changed"), default=0, help_text=_("How many rows change a known record.")
    )
    known = models.PositiveIntegerField(
        _("Unchanged"), default=0, help_text=_("How many rows are known already.")
    )
    refused = models.PositiveIntegerField(
        _("Refused"), default=0, help_text=_("How many rows cannot go in.")
    )

    objects: ClassVar[CompanyManager[Self]] = CompanyManager()

    class Meta(CompanyRow.Meta):
        verbose_name = _("Import")
        verbose_name_plural = _("Imports")
        default_manager_name = "objects"
        indexes = [
            models.Index(fields=["company", "created_at", "id"], name="import_created")
        ]

    def __str__(self) -> str:
        return self.file_name

    def save(self, *args: Any, **options: Any) -> None:
        self.stamp()
        super().save(*args, **options)

    def begin(self) -> None:
        self.user_id = acting_user()
        self.actor_name = acting_name()
        self.created_at = now()
        self.save(force_insert=True)

    @property
    def choices(self) -> dict[str, Any]:
        """What was chosen on the page of the columns."""
        return {"columns": {}, "values": {}, "defaults": {}, **self.mapping}

    def column_mapping(self) -> ColumnMapping:
        chosen = self.choices
        return ColumnMapping(
            columns=chosen["columns"],
            values=chosen["values"],
            defaults=chosen["defaults"],
            language=chosen.get("language", "en"),
            own_numbers=chosen.get("own_numbers", False),
        )

    @property
    def fields(self) -> list[str]:
        """The fields that the file fills, as its columns stand; then the defaults."""
        chosen = self.choices
        by_column = {column: field for field, column in chosen["columns"].items()}
        names = [c["name"] for c in self.columns if c["name"] in by_column]
        others = [name for name in chosen["defaults"] if name not in chosen["columns"]]
        return [by_column[name] for name in names] + others

    @property
    def is_unread(self) -> bool:
        """Whether the worker is still to say what its columns are."""
        return self.status == RunStatus.READING

    @property
    def has_begun(self) -> bool:
        """Whether rows of it may be in already."""
        return self.status in {RunStatus.APPLYING, RunStatus.DONE}

    def at_work(self) -> models.QuerySet[Job]:
        """The jobs that check or import it, or undo what it brought in."""
        undoing = models.Q(kind=UndoBatch.name, arguments__batch__in=self.batches)
        return Job.objects.filter(models.Q(pk=self.job) | undoing, ended_at=None)

    def is_worked_on_by(self, job_id: UUID, status: RunStatus) -> bool:
        """Whether this is still what a job is to do."""
        return (self.job, self.status) == (job_id, status)

    def take_batch(self) -> None:
        """Its id is the one batch of all its chunks, however many jobs they take."""
        if str(self.pk) not in self.batches:
            self.batches = [*self.batches, str(self.pk)]

    def went_on(self, following: Any, *, then: RunStatus) -> None:
        """Keep how far a job is; when nothing follows, what is reached by it."""
        if following is None:
            self.status = then
        self.save()

    def changes(self) -> models.QuerySet[Change]:
        """What of it holds: the changes that were not undone."""
        return Change.objects.filter(batch__in=self.batches, undone=False)

    def start_over(self) -> None:
        """Forget what was found of its rows, but not what was corrected."""
        self.created = self.updated = self.known = self.refused = 0
        self.series = {}
        self.rows.filter(corrections={}).delete()
        self.rows.update(state=RowState.CORRECTED, problems=[], differences=[])

    def forget(self) -> None:
        """Delete it with its rows."""
        self.rows.all().delete()
        self.delete()

    def count_outcomes(self, outcomes: Outcomes) -> None:
        self.created += outcomes.created
        self.updated += outcomes.updated
        self.known += outcomes.known
        self.refused += outcomes.refused

    def take(self, choices: MappingChoices) -> None:
        """Take what the columns were said to mean."""
        self.mapping = choices.as_json()
        self.updates = choices.updates


class ImportRow(CompanyRow):
    """A row that is worth a look: all others need nobody's attention."""

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=RowState)
    fields = models.JSONField(default=dict)  # as the file has them
    corrections = models.JSONField(default=dict)  # by field
    problems = models.JSONField(default=list)
    text = models.CharField(max_length=200, blank=True)
    differences = models.JSONField(default=list)

    objects: ClassVar[Any] = CompanyManager()

    class Meta(CompanyRow.Meta):
        verbose_name = _("Row of an Import")
        verbose_name_plural = _("Rows of an Import")
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "run", "line"], name="one_import_row_per_line"
            )
        ]
        indexes = [
            models.Index(
                fields=["company", "run", "state", "line"], name="import_row_state"
            )
        ]

    def __str__(self) -> str:
        return str(self.line)

    @property
    def values(self) -> dict[str, str]:
        """The fields as they are to be imported."""
        return {**self.fields, **self.corrections}

    @classmethod
    def write_many(cls, rows: Iterable[ImportRow]) -> None:
        """Insert rows, or write over those of the same line."""
        made = list(rows)
        for row in made:
            row.stamp()
        cls.objects.bulk_create(
            made,
            batch_size=AT_ONCE,
            update_conflicts=True,
            unique_fields=["company", "run", "line"],
            update_fields=[
                *("state", "fields", "corrections", "problems", "text", "differences"),
            ],
        )


class RememberedMapping(CompanyRow):
    """What the columns of a file meant, for the next one of the same shape."""

    kind = models.CharField(max_length=20, choices=RowKind)
    shape = models.CharField(max_length=64)  # of the names of its columns
    mapping = models.JSONField(default=dict)
    updates = models.BooleanField(default=False)

    objects: ClassVar[CompanyManager[Self]] = CompanyManager()

    class Meta(CompanyRow.Meta):
        verbose_name = _("Remembered Mapping")
        verbose_name_plural = _("Remembered Mappings")
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "kind", "shape"], name="one_mapping_per_shape"
            )
        ]

    @classmethod
    def of(cls, kind: str, shape: str) -> RememberedMapping | None:
        return cls.objects.filter(kind=kind, shape=shape).first()

    @classmethod
    def remember(
        cls, kind: str, shape: str, mapping: Mapping[str, Any], *, updates: bool
    ) -> None:
        it = cls.of(kind, shape) or cls(kind=kind, shape=shape)
        it.mapping, it.updates = dict(mapping), updates
        it.stamp()
        it.save()
