"""Starting, canceling and repeating jobs. What their chunks do, the journal tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import NotPermitted, who_acts
from kans.foundation.actions.idempotency import all_or_nothing, note_record
from kans.foundation.errors import DomainError, refuse_if_any
from kans.foundation.jobs.ending import end_early
from kans.foundation.jobs.kinds import JOB_KINDS, KindUnknown, kind_of
from kans.foundation.models import Job, JobStatus

if TYPE_CHECKING:
    from kans.foundation.jobs.kinds import JobKind


class JobEnded(DomainError):
    status = 409
    message = _("This job has ended: there is nothing left to cancel.")


class StillUnderWay(DomainError):
    status = 409
    message = _("This job is still under way: wait until it ends, or cancel it first.")


def start_job(
    kind: type[JobKind], arguments: dict[str, Any], *, about: str = ""
) -> Job:
    """Leave work to the worker; it begins once this transaction is committed."""
    who_acts().must_hold(kind.permission)
    assert JOB_KINDS.get(kind.name) is kind, "decorate it with @job_kind"

    job = Job(kind=kind.name, arguments=arguments, about=about[:200])
    job.language = translation.get_language() or who_acts().company.language
    with all_or_nothing():
        job.enter_the_queue()
    note_record(job)
    return job


@all_or_nothing()
def cancel_job(job: Job) -> Job:
    """Stop a job after the chunk that is being done; what is done stays done."""
    job = Job.objects.locked(job)

    refuse_if_any(may_cancel(job))

    if job.status == JobStatus.QUEUED:
        end_early(job, JobStatus.CANCELED)
    else:
        job.ask_to_stop()
    return job


def may_cancel(job: Job) -> tuple[DomainError, ...]:
    """Who started it may, and who sees it and may do the same."""
    if not (is_of_who_acts(job) or _may_start(job)):
        return (NotPermitted(),)
    return (JobEnded(),) if job.ended else ()


def run_again(job: Job) -> Job:
    """Start a job with the same arguments, as who acts."""
    refuse_if_any(may_run_again(job))

    return start_job(type(kind_of(job)), job.arguments, about=job.about)


def may_run_again(job: Job) -> tuple[DomainError, ...]:
    if job.kind not in JOB_KINDS:
        return (KindUnknown(kind=job.kind),)
    if not _may_start(job):
        return (NotPermitted(),)
    if not job.ended:
        return (StillUnderWay(),)
    return tuple(kind_of(job).may_run_again(job.arguments))


def _may_start(job: Job) -> bool:
    kind = JOB_KINDS.get(job.kind)
    return kind is not None and who_acts().may(kind.permission)


def is_of_who_acts(job: Job) -> bool:
    return job.user_id is not None and job.user_id == who_acts().user_id
