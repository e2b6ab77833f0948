"""Jobs: what runs in the worker. The rows are its queue, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from kans.foundation.acting.actors import who_acts
from kans.foundation.acting.clock import now
from kans.foundation.records.records import CompanyManager, CompanyRow

if TYPE_CHECKING:
    from datetime import datetime, timedelta


class NoLongerOurs(Exception):
    """Another worker has taken the job up: what was just done is rolled back."""


class JobStatus(models.TextChoices):
    QUEUED = "QUEUED", _("Waiting")
    RUNNING = "RUNNING", _("Running")
    DONE = "DONE", _("Done")
    FAILED = "FAILED", _("Failed")
    CANCELED = "CANCELED", _("Canceled")


class JobQuerySet(models.QuerySet["Job"]):
    def due(self, at: datetime) -> JobQuerySet:
        """What a worker may take up then: the longest waiting first."""
        return self.filter(due_at__lte=at).order_by("due_at", "id")


class Job(CompanyRow):
    """Work that takes long, done in the worker chunk by chunk.

    No business record: the journal tells what its chunks did, by their batch.
    """

    kind = models.CharField(max_length=60)
    about = models.CharField(
        _("About"), max_length=200, blank=True, help_text=_("What the job works on.")
    )
    arguments = models.JSONField(default=dict)

    user = models.ForeignKey(
        "security.User",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )
    actor_name = models.CharField(
        _("Started By"), max_length=150, help_text=_("Who started the job.")
    )
    language = models.CharField(max_length=10)
    work_date = models.DateField(null=True)

    status = models.CharField(
        _("Status"),
        max_length=10,
        choices=JobStatus,
        default=JobStatus.QUEUED,
        help_text=_("How the job stands."),
    )
    canceling = models.BooleanField(default=False)
    measured = models.BooleanField(default=False)  # whether the total was asked for
    total = models.PositiveIntegerField(null=True)
    done = models.PositiveIntegerField(
        _("Done"), default=0, help_text=_("How many rows have been worked on.")
    )
    refused = models.PositiveIntegerField(
        _("Refused"), default=0, help_text=_("How many of those rows were refused.")
    )
    result = models.JSONField(default=dict)
    cursor = models.JSONField(null=True)
    error = models.TextField(
        _("Error"), blank=True, help_text=_("Why the job could not go on.")
    )
    reference = models.CharField(
        _("Reference"),
        max_length=36,
        blank=True,
        help_text=_("What to look for in the log of the worker."),
    )

    created_at = models.DateTimeField(
        _("Started At"), help_text=_("When the job was asked for.")
    )
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(
        _("Ended At"), null=True, help_text=_("When the job came to its end.")
    )
    told_at = models.DateTimeField(null=True)  # when its starter was told of the end

    # When a worker may take it up: at once while it waits, when the lease runs out
    # while it runs, never once it has ended.
    due_at = models.DateTimeField(
        _("Next Attempt At"),
        null=True,
        help_text=_("When what could not be done just now is tried again."),
    )
    lease_token = models.UUIDField(null=True)
    lease_holder = models.CharField(max_length=100, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)  # at the next chunk
    # Since when a server outside may have what the next chunk is to note.
    handed_over_at = models.DateTimeField(null=True)

    objects: ClassVar[CompanyManager[Self]] = CompanyManager()
    # Read by the worker alone, to find out who acts.
    before_anyone_acts: ClassVar[models.Manager[Job]] = models.Manager.from_queryset(
        JobQuerySet
    )()

    class Meta(CompanyRow.Meta):
        verbose_name = _("Job")
        verbose_name_plural = _("Jobs")
        default_manager_name = "objects"
        indexes = [
            models.Index(fields=["company", "created_at", "id"], name="job_created"),
            models.Index(fields=["company", "user", "ended_at"], name="job_of_user"),
            # The queue is one for all companies.
            models.Index(models.F("due_at"), name="job_due"),
        ]

    def __str__(self) -> str:
        return self.about or self.kind

    @property
    def ended(self) -> bool:
        return self.ended_at is not None

    def enter_the_queue(self) -> None:
        """Become a job of who acts, to be done as they are at work now."""
        actor = who_acts()
        self.stamp()
        self.user_id = actor.user_id
        self.actor_name = actor.name
        self.work_date = actor.work_date
        self.created_at = self.due_at = now()
        self.save(force_insert=True)

    def take_up(self, holder: str, lease: timedelta) -> None:
        """Let a worker have it for a while."""
        self._keep(
            status=JobStatus.RUNNING,
            begun_at=self.begun_at or now(),
            due_at=now() + lease,
            lease_token=uuid7(),
            lease_holder=holder,
            attempts=self.attempts + 1,
        )

    def go_on(self, *, cursor: Any, lease: timedelta) -> None:
        """Remember how far it is, and keep it for the next chunk."""
        self._keep(
            cursor=cursor,
            attempts=1,
            due_at=now() + lease,
            handed_over_at=None,
            **self._as_far_as_it_is(),
        )

    def hand_over(self) -> None:
        """Remember that from now on a server outside may have done its part."""
        self._keep(handed_over_at=now())

    def keep_for(self, lease: timedelta) -> None:
        """Have longer for the next chunk than one has for others."""
        self._keep(due_at=now() + lease)

    def put_back(self) -> None:
        """Leave the rest to whichever worker comes next."""
        self._keep(status=JobStatus.QUEUED, attempts=0, due_at=now(), lease_token=None)

    def try_later(self, wait: timedelta) -> None:
        """Give the attempt up: another follows after a while."""
        self._keep(status=JobStatus.QUEUED, due_at=now() + wait, lease_token=None)

    def rest(self, wait: timedelta) -> None:
        """Try the same chunk after a while: what it needs is not to be had just now."""
        self._keep(
            status=JobStatus.QUEUED,
            attempts=0,
            due_at=now() + wait,
            lease_token=None,
            handed_over_at=None,
            **self._as_far_as_it_is(),
        )

    def ask_to_stop(self) -> None:
        """Let the worker end it after the chunk that is being done."""
        self.canceling = True
        self.save(update_fields=["canceling"])

    def end(self, status: JobStatus, *, error: str = "", reference: str = "") -> None:
        self._keep(
            status=status,
            error=error,
            reference=reference,
            ended_at=now(),
            due_at=None,
            lease_token=None,
            **self._as_far_as_it_is(),
        )

    def _as_far_as_it_is(self) -> dict[str, Any]:
        names = ("measured", "total", "done", "refused", "result")
        return {name: getattr(self, name) for name in names}

    def _keep(self, **values: Any) -> None:
        """Write this, if the job still is whose it was when it was read."""
        mine = Job.before_anyone_acts.filter(pk=self.pk, lease_token=self.lease_token)
        if not mine.update(**values):
            raise NoLongerOurs
        for name, value in values.items():
            setattr(self, name, value)
