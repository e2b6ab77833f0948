"""What one looks at when jobs run."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, IntegerField, TextField, Value, When
from django.db.models.functions import Least
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kans.foundation.acting.actors import who_acts
from kans.foundation.acting.clock import now
from kans.foundation.jobs.kinds import JOB_KINDS, caption_of
from kans.foundation.models import Job, JobStatus
from kans.foundation.records.fields import caption_of as field_caption
from kans.foundation.text import formats

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

VIEW_JOBS = "foundation.view_jobs"  # of others, too
MOST_UNTIL_DONE = 99  # percent: the last chunk may still have something to finish
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


def jobs_with_figures() -> QuerySet[Job]:
    """The jobs one sees, with what they do in the reader's words, and how far."""
    captions = [
        When(kind=name, then=Value(str(kind.caption)))
        for name, kind in JOB_KINDS.items()
    ]
    percent = [
        When(status=JobStatus.DONE, then=Value(100)),
        When(total__gt=0, then=Least(MOST_UNTIL_DONE, F("done") * 100 / F("total"))),
    ]
    return jobs_to_see().annotate(
        caption=Case(*captions, default=F("kind"), output_field=TextField()),
        percent=Case(*percent, output_field=IntegerField()),
    )


@dataclass(frozen=True)
class Count:
    """How many rows something happened to."""

    caption: StrOrPromise
    number: int


@dataclass(frozen=True)
class Reason:
    """Why rows were refused: the sentence for the first of them, and them all."""

    sentence: str
    number: int
    rows: list[dict[str, Any]]

    @property
    def one_for_all(self) -> bool:
        """Whether each row was refused with the very same sentence."""
        return {row["reason"] for row in self.rows} <= {self.sentence}


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
        return min(MOST_UNTIL_DONE, 100 * self.job.done // self.job.total)

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
    def failure(self) -> str:
        """Why it could not go on."""
        if self.job.reference:
            return _(
                "Something went wrong in Kans itself. What was done stays done. Tell "
                "an administrator this reference, which stands in the log: "
                "%(reference)s."
            ) % {"reference": self.job.reference}
        return self.job.error

    @property
    def facts(self) -> list[tuple[str, StrOrPromise, str]]:
        """Who started it and when: name, caption and text of each."""
        texts = {
            "actor_name": self.job.actor_name,
            "created_at": formats.moment(self.job.created_at),
            "due_at": formats.moment(self.job.due_at) if self.rests else "",
            "ended_at": formats.moment(self.job.ended_at),
        }
        return [
            (name, field_caption(Job, name), text)
            for name, text in texts.items()
            if text
        ]

    @property
    def rests(self) -> bool:
        """Whether it waits for a moment, and not only for its turn."""
        due = self.job.due_at
        return self.job.status == JobStatus.QUEUED and due is not None and due > now()

    @property
    def counts(self) -> list[Count]:
        """What its kind counted, in the order in which it names them."""
        kind = JOB_KINDS.get(self.job.kind)
        counted = self.job.result.get("counts", {})
        names = kind.counted if kind else {}
        return [Count(names[name], counted[name]) for name in names if name in counted]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The refused rows; of very many, the first."""
        rows: list[dict[str, Any]] = self.job.result.get("rows", [])
        return rows

    @property
    def reasons(self) -> list[Reason]:
        """The refused rows by why they were, the most frequent reason first."""
        rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self.rows:
            rows[row["code"]].append(row)
        found = [
            Reason(kept["reason"], kept["number"], rows[code])
            for code, kept in self.job.result.get("reasons", {}).items()
        ]
        return sorted(found, key=lambda reason: -reason.number)

    @property
    def left_out(self) -> int:
        """How many refused rows are counted but not listed."""
        return self.job.refused - len(self.rows)
