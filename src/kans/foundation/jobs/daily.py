"""What the worker does by itself once a day, in every company, as the system."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import acting_as
from kans.foundation.acting.clock import now
from kans.foundation.jobs.acting import the_system_in
from kans.foundation.jobs.actions import start_job
from kans.foundation.jobs.kinds import JOB_KINDS, JobKind, job_kind
from kans.foundation.models import Company, IdempotencyKey, Job, JobStatus

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from kans.foundation.jobs.kinds import Progress

A_DAY = timedelta(days=1)
FORGET = "foundation.forget_deleted"
CHUNK = 500


@job_kind
class ForgetJobs(JobKind):
    """Forgets jobs that ended long ago, and of daily ones all but the last. What may
    be asked for no longer, such as the file of an export, goes before its job.
    """

    name = "forget_jobs"
    caption = _("Forget Old Jobs")
    permission = FORGET
    daily = True

    def step(self, arguments: dict[str, Any], cursor: Any, progress: Progress) -> Any:
        for kind in JOB_KINDS.values():
            kind().remove_leftovers()
        jobs = list(_to_forget().defer("result", "cursor")[:CHUNK])
        for job in jobs:
            if job.kind in JOB_KINDS:
                JOB_KINDS[job.kind]().forgotten(job.arguments, job.pk)
        Job.objects.filter(pk__in=[job.pk for job in jobs]).delete()
        progress.done += len(jobs)
        return True if jobs else None


@job_kind
class ForgetKeys(JobKind):
    """Forgets the keys of forms that were sent more than a day ago."""

    name = "forget_keys"
    caption = _("Forget Keys of Sent Forms")
    permission = FORGET
    daily = True

    def step(self, arguments: dict[str, Any], cursor: Any, progress: Progress) -> Any:
        expired = IdempotencyKey.objects.expired().values_list("pk", flat=True)[:CHUNK]
        count, _by_kind = IdempotencyKey.objects.filter(pk__in=list(expired)).delete()
        progress.done += count
        return True if count else None


def _to_forget() -> QuerySet[Job]:
    long_ago = now() - timedelta(days=settings.JOBS_KEPT_DAYS)
    daily = [kind.name for kind in JOB_KINDS.values() if kind.daily]
    went_as_every_day = Q(
        kind__in=daily, status=JobStatus.DONE, created_at__lt=now() - A_DAY / 2
    )
    ended = Job.objects.exclude(ended_at=None)
    return ended.filter(Q(ended_at__lt=long_ago) | went_as_every_day)


def start_daily_jobs() -> None:
    """Start, in every company, what was not started for a day."""
    for company in Company.objects.order_by("slug"):
        with acting_as(the_system_in(company)), translation.override(company.language):
            if _not_started():
                with transaction.atomic():
                    # One worker at a time: the next finds them started.
                    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
                    for kind in _not_started():
                        start_job(kind, {})


def _not_started() -> list[type[JobKind]]:
    today = Job.objects.filter(created_at__gt=now() - A_DAY)
    started = set(today.values_list("kind", flat=True))
    return [k for k in JOB_KINDS.values() if k.daily and k.name not in started]
