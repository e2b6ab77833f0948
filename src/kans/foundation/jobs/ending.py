"""How a job ends that did not do what it was to do: what it was about says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from kans.foundation.acting.actors import acting_as
from kans.foundation.jobs.acting import the_system_in
from kans.foundation.jobs.kinds import JOB_KINDS, EarlyEnd, JobKind, batch_of
from kans.foundation.journal.journal import open_change
from kans.foundation.models import JobStatus

if TYPE_CHECKING:
    from kans.foundation.models import Job


def end_early(
    job: Job, status: JobStatus, *, error: str = "", reference: str = ""
) -> None:
    """End a job that is held, canceled or failed, and let its kind note that.

    As the system: who started it may have left.
    """
    uncertain = job.handed_over_at is not None
    job.end(status, error=error, reference=reference)
    kind = JOB_KINDS.get(job.kind, JobKind)
    if kind.ended_early is JobKind.ended_early:
        return
    with (
        translation.override(job.language),
        acting_as(the_system_in(job.company)),
        open_change(kind.name, batch=batch_of(job)),
    ):
        kind().ended_early(job.arguments, EarlyEnd(_why(job), uncertain))


def _why(job: Job) -> str:
    if job.status == JobStatus.CANCELED:
        return _("The job was canceled.")
    if job.reference:
        said = _("Something went wrong in Kans itself. Reference: %(reference)s.")
        return said % {"reference": job.reference}
    return job.error
