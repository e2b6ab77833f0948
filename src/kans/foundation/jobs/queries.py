"""What one looks at when jobs run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, TextField, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kans.foundation import formats
from kans.foundation.actors import who_acts
from kans.foundation.clock import now
from kans.foundation.jobs.kinds import JOB_KINDS, caption_of
from kans.foundation.models import Job, JobStatus

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

VIEW_JOBS = "foundation.view_jobs"  # of others, too
TONES = {
    JobStatus.QUEUED: "neutral",
    JobStatus.RUNNING: "info",
    JobStatus.DONE: "good",
    JobStatus.FAILED: "bad",
    JobStatus.CANCELED: "warn",
}


def jobs_to_see() -> QuerySet[Job]:
    """All jobs of the company, or those of who acts, who may not see the others'."""
    if who_acts().may(VIEW_JOBS):
        return Job.objects.all()
    return Job.objects.filter(user=who_acts().user_id)


def jobs_with_captions() -> QuerySet[Job]:
    """The jobs one sees, with what they do in the reader's words."""
    captions = [
        When(kind=name, then=Value(str(kind.caption)))
        for name, kind in JOB_KINDS.items()
    ]
    caption = Case(*captions, default=F("kind"), output_field=TextField())
    return jobs_to_see().annotate(caption=caption)


@dataclass(frozen=True)
class Count:
    """How many rows something happened to."""

    caption: StrOrPromise
    number: int


@dataclass(frozen=True)
class JobFigures:
    """How far a job is, and what became of its rows."""

    job: Job

    @property
    def caption(self) -> StrOrPromise:
        return caption_of(self.job)

    @property
    def state(self) -> str:
        if self.job.canceling and not self.job.ended:
            return _("Canceling")
        return str(JobStatus(self.job.status).label)

    @property
    def tone(self) -> str:
        return TONES[JobStatus(self.job.status)]

    @property
    def percent(self) -> int | None:
        """How much is done; nothing if nobody knows."""
        if self.job.status == JobStatus.DONE:
            return 100
        if not self.job.total:
            return None
        return min(99, 100 * self.job.done // self.job.total)

    @property
    def text(self) -> str:
        """How far it is, in words."""
        done, total = self.job.done, self.job.total
        if total:
            facts = {"done": formats.number(done), "total": formats.number(total)}
            return _("%(done)s of %(total)s") % facts
        text = ngettext("%(done)s row", "%(done)s rows", done)
        return text % {"done": formats.number(done)}

    @property
    def elapsed(self) -> str:
        """How long it has been at it, in minutes and seconds."""
        if self.job.begun_at is None:
            return ""
        spent = (self.job.ended_at or now()) - self.job.begun_at
        minutes, seconds = divmod(max(0, int(spent.total_seconds())), 60)
        hours, minutes = divmod(minutes, 60)
        rest = f"{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
        return f"{hours}:{rest}" if hours else rest

    @property
    def counts(self) -> list[Count]:
        """What its kind counted, in the order in which it names them."""
        kind = JOB_KINDS.get(self.job.kind)
        counted = self.job.result.get("counts", {})
        names = kind.counted if kind else {}
        return [Count(names[name], counted[name]) for name in names if name in counted]

    @property
    def reasons(self) -> list[Count]:
        """Why rows were refused, the most frequent reason first."""
        reasons = self.job.result.get("reasons", {})
        found = [Count(reason, number) for reason, number in reasons.items()]
        return sorted(found, key=lambda reason: -reason.number)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The refused rows; of very many, the first."""
        rows: list[dict[str, Any]] = self.job.result.get("rows", [])
        return rows

    @property
    def left_out(self) -> int:
        """How many refused rows are counted but not listed."""
        return self.job.refused - len(self.rows)
