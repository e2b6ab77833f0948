"""How a job is done: taken up by one worker, and advanced a chunk at a time.

A chunk, the progress and the place to go on from are one transaction, which holds the
row of the job: whatever dies whenever, no chunk is lost, halved or done twice.
"""

from __future__ import annotations

import logging
import os
import socket
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from prometheus_client import Counter

from kans.foundation.acting.clock import now
from kans.foundation.errors import DomainError
from kans.foundation.jobs.acting import at_work_on
from kans.foundation.jobs.ending import end_early
from kans.foundation.jobs.kinds import (
    JOB_KINDS,
    JobKind,
    Progress,
    batch_of,
    kinds_in,
    lanes_apart,
)
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Job, JobStatus, NoLongerOurs

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.db.models import QuerySet

    from kans.foundation.models.jobs import JobQuerySet

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=20)
LEASE_ELSEWHERE = timedelta(minutes=10)  # `elsewhere` sees to it that it takes less
BREATHER = timedelta(seconds=1)  # before trying again what the database could not do
MOST_ATTEMPTS = 3
HOST = socket.gethostname()[:80]
ENDED = Counter("kans_jobs_ended", "Jobs ended", ["kind", "status"])


def in_lane(lane: str) -> JobQuerySet:
    """Return the jobs of a lane; in the common one are those of unknown kinds, too."""
    if lane:
        return Job.before_anyone_acts.filter(kind__in=kinds_in(lane))
    apart = [name for lane in lanes_apart() for name in kinds_in(lane)]
    return Job.before_anyone_acts.exclude(kind__in=apart)


def take_next(
    job_id: UUID | None = None, *, among: JobQuerySet | None = None
) -> Job | None:
    """Take up the job that waits longest, or that one; none if there is none."""
    jobs = Job.before_anyone_acts.all() if among is None else among
    due = jobs.due(now())
    if job_id is not None:
        due = due.filter(pk=job_id)
    if not due.exists():  # without taking SQLite's write lock
        return None
    with transaction.atomic():
        held = due.select_related("company").select_for_update(
            skip_locked=True, of=("self",)
        )
        job = held.first()
        if job is None:
            return None
        job.take_up(f"{HOST}/{os.getpid()}", LEASE)
    if job.attempts > MOST_ATTEMPTS:
        fail(job, _given_up(job))
        return None
    return job


def _given_up(job: Job) -> str:
    with translation.override(job.language):
        return _(
            "The worker stopped several times without getting any further. "
            "Tell an administrator: the log says why."
        )


def run(job: Job, *, until: Callable[[], bool], between: Callable[[], None]) -> None:
    """Advance a job that was taken up to its end, or until told to leave the rest.

    The one place that catches whatever happens: a defect in a chunk ends its job,
    not the worker, as Django does with a page.
    """
    try:
        while advance(job):
            if until():
                job.put_back()
                return
            between()
    except NoLongerOurs:
        logger.warning("Job %s was taken up by another worker.", job.pk)
    except DomainError as refusal:
        with translation.override(job.language):
            fail(job, str(refusal))
    except OperationalError:
        logger.warning("Job %s could not go on just now.", job.pk, exc_info=True)
        job.try_later(BREATHER)
    except Exception:
        reference = str(uuid4())
        logger.exception("Job %s failed. Reference: %s", job.pk, reference)
        fail(job, "", reference)


def advance(job: Job) -> bool:
    """Do one chunk in one transaction; whether there is more to do at once."""
    answer = _asked_elsewhere(job)
    with transaction.atomic():
        held = _held(job)
        if held.canceling and answer is None:  # else what was done is noted first
            end_early(held, JobStatus.CANCELED)
            ENDED.labels(job.kind, "canceled").inc()
            return False
        progress = Progress.of(held)
        with at_work_on(held) as kind:
            if held.measured:
                cursor = _one_chunk(held, kind, progress, answer)
                more = cursor is not None
            else:
                progress.total = kind.total(held.arguments)
                cursor, more = held.cursor, True
        progress.write_to(held)
        if progress.wait is not None:
            held.rest(progress.wait)
            return False
        if more:
            held.go_on(cursor=cursor, lease=LEASE)
        else:
            held.end(JobStatus.DONE)
    if not more:
        ENDED.labels(job.kind, "done").inc()
    return more


def _asked_elsewhere(job: Job) -> Any:
    """What somebody else answers who may take long; nothing is held meanwhile."""
    if JOB_KINDS.get(job.kind, JobKind).elsewhere is JobKind.elsewhere:
        return None
    job = _the_one(_ours(job))
    if not job.measured or (job.canceling and not job.handed_over_at):
        return None
    job.keep_for(LEASE_ELSEWHERE)
    with at_work_on(job) as kind:
        return kind.elsewhere(job.arguments, _PointOf(job))


@dataclass
class _PointOf:
    """Kept in the row of the job; refused to who has lost the job."""

    job: Job

    @property
    def passed(self) -> bool:
        return self.job.handed_over_at is not None

    def go_past(self) -> None:
        self.job.hand_over()


def _one_chunk(job: Job, kind: JobKind, progress: Progress, answer: Any) -> Any:
    with open_change(kind.name, batch=batch_of(job)):
        from_there = job.cursor if answer is None else answer
        cursor = kind.step(job.arguments, from_there, progress)
        if cursor is None and progress.wait is None:
            kind.finished(job.arguments, progress)
    return cursor


def fail(job: Job, error: str, reference: str = "") -> None:
    """End a job that cannot go on; what was done stays done.

    What its kind cannot note does not keep it from ending: no worker got past it.
    """
    told = {"error": error, "reference": reference}
    try:
        try:
            with transaction.atomic():
                end_early(_held(job), JobStatus.FAILED, **told)
        except (NoLongerOurs, OperationalError):
            raise
        except Exception:
            logger.exception("What became of job %s could not be noted.", job.pk)
            with transaction.atomic():
                _held(job).end(JobStatus.FAILED, **told)
        ENDED.labels(job.kind, "failed").inc()
    except NoLongerOurs:
        logger.warning("Job %s was taken up by another worker.", job.pk)


def _held(job: Job) -> Job:
    """The job as it stands, held until this transaction ends; refused if not ours."""
    return _the_one(_ours(job).select_for_update(of=("self",)))


def _ours(job: Job) -> QuerySet[Job]:
    if job.lease_token is None:
        raise NoLongerOurs
    ours = Job.before_anyone_acts.filter(pk=job.pk, lease_token=job.lease_token)
    return ours.select_related("company")


def _the_one(jobs: QuerySet[Job]) -> Job:
    job = jobs.first()
    if job is None:
        raise NoLongerOurs
    return job
