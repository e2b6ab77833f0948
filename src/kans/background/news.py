"""What every page tells its reader of their own jobs: how many run, and which ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kans.foundation.acting.actors import NobodyActs, who_acts
from kans.foundation.acting.clock import now
from kans.foundation.jobs.kinds import batch_of, caption_of
from kans.foundation.models import Job, JobStatus
from kans.foundation.text import formats
from kans.undo.offers import offers_of
from kans.web.jinja import gives_to_templates

if TYPE_CHECKING:
    from kans.web.pages import PageRequest

MOST_AT_ONCE = 20


@gives_to_templates
def jobs_running(request: PageRequest) -> int:
    """How many jobs of the reader are under way; says, once, which have ended.

    A page asks several times, and is answered from one look.
    """
    known: int | None = getattr(request, "jobs_running", None)
    if known is None:
        known = request.jobs_running = _tell_of_own_jobs(request)
    return known


def _tell_of_own_jobs(request: PageRequest) -> int:
    try:
        user_id = who_acts().user_id
    except NobodyActs:
        user_id = None
    if user_id is None or not hasattr(request, "_messages"):
        return 0
    news = Job.objects.filter(Q(ended_at=None) | Q(told_at=None), user=user_id)
    brief = news.order_by("id").defer("arguments", "result", "cursor")
    jobs = list(brief[:MOST_AT_ONCE])
    ended = [job for job in jobs if job.ended]
    if ended:
        Job.objects.filter(pk__in=[job.pk for job in ended]).update(told_at=now())
    offers = offers_of([batch_of(job) for job in ended])
    for job in ended:
        level = messages.SUCCESS if _went_well(job) else messages.WARNING
        offer = offers.get(batch_of(job), "")
        messages.add_message(request, level, _sentence(job), extra_tags=offer)
    return len(jobs) - len(ended)


def _went_well(job: Job) -> bool:
    return job.status == JobStatus.DONE and not job.refused


def _sentence(job: Job) -> str:
    name = f"{caption_of(job)} · {job.about}" if job.about else str(caption_of(job))
    match JobStatus(job.status):
        case JobStatus.FAILED:
            return _("%(job)s has failed: see Jobs.") % {"job": name}
        case JobStatus.CANCELED:
            return _("%(job)s was canceled.") % {"job": name}
        case _other if job.refused:
            sentence = ngettext(
                "%(job)s is done, but %(count)s row was refused: see Jobs.",
                "%(job)s is done, but %(count)s rows were refused: see Jobs.",
                job.refused,
            )
            return sentence % {"job": name, "count": formats.number(job.refused)}
        case _other:
            return _("%(job)s is done.") % {"job": name}
