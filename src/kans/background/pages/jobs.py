"""The list of jobs, and the page of one: how far it is, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kans.background.queries.jobs import (
    TONES,
    JobFigures,
    jobs_to_see,
    jobs_with_figures,
)
from kans.background.queries.refused_rows import refused_rows_as_csv
from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import Verdict
from kans.foundation.jobs.actions import (
    cancel_job,
    may_cancel,
    may_run_again,
    run_again,
)
from kans.foundation.jobs.kinds import JOB_KINDS, caption_of
from kans.foundation.models import Job
from kans.lists.files.delimited import DelimitedFile
from kans.lists.frame import Column, Kind, ListFrame, show_list
from kans.web.additions import additions_to
from kans.web.chrome import REPORT, Navigation, navigation
from kans.web.dialogs import ConfirmForm, show_dialog
from kans.web.pages import done, page, posted, respond
from kans.web.verbs import Related, Verb

if TYPE_CHECKING:
    from uuid import UUID

    from kans.web.pages import PageRequest

JOBS = _("Jobs")
TEXT = Kind.TEXT
PROGRESS = "job_progress"  # the part that a running job asks for


def verbs_of(job: Job) -> tuple[Verb, ...]:
    """What can be done with a job, from the list and from its page."""
    return (
        Verb(
            Verdict("cancel_job", _("Cancel"), may_cancel(job)),
            address("background:cancel_job", id=job.pk),
            icon="ban",
        ),
        Verb(
            Verdict("run_again", _("Run Again"), may_run_again(job)),
            address("background:run_job_again", id=job.pk),
            icon="rotate",
        ),
    )


LIST = ListFrame(
    name="jobs",
    caption=JOBS,
    model=Job,
    columns=(
        Column("caption", caption=_("Job"), help=_("What the job does."), kind=TEXT),
        Column("about"),
        Column("status", tones={str(status): tone for status, tone in TONES.items()}),
        Column(
            "percent",
            caption=_("Progress"),
            help=_("How much of it is done."),
            kind=Kind.PERCENT,
            bar=True,
        ),
        Column("done"),
        Column("refused"),
        Column("actor_name"),
        Column("created_at"),
        Column("ended_at", on_phone=False),
        Column("error", on_phone=False),
    ),
    search=("about", "actor_name"),
    order="-created_at",
    handle="id",
    open="background:job",
    verbs=verbs_of,
    empty=_("What takes long runs in the worker, and is shown here."),
)

navigation(
    Navigation(
        JOBS,
        "background:jobs",
        icon="progress",
        group="setup",
        kind=REPORT,
        key="j",
        synonyms=("taken", "opdrachten", "voortgang", "progress", "worker", "queue"),
    )
)


@page(signed_in=True)
def list_(request: PageRequest) -> HttpResponse:
    return show_list(request, LIST, rows=jobs_with_figures())


@page(signed_in=True)
def job(request: PageRequest, id: UUID) -> HttpResponse:  # noqa: A002
    it = _job(id)
    kind = JOB_KINDS.get(it.kind)
    results = kind().results(it) if kind and it.ended else ()
    added = additions_to(it)
    context = {
        "job": it,
        "figures": JobFigures(it),
        "verbs": [*verbs_of(it), *added.verbs],
        "related": [
            *(Related(r.caption, r.to, r.icon) for r in results),
            *added.related,
        ],
        "fact_boxes": added.fact_boxes,
        "address": address("background:job", id=it.pk),
    }
    response = respond(request, "background/job.html", context)
    if it.ended and request.htmx and request.htmx.target == PROGRESS:
        response["HX-Trigger"] = "kans:refresh"  # buttons and result follow
    return response


@page(signed_in=True)
def refused_rows(request: PageRequest, id: UUID) -> HttpResponse:  # noqa: A002
    it = _job(id)
    file = HttpResponse(
        refused_rows_as_csv(it), content_type=DelimitedFile.content_type
    )
    name = slugify(f"{caption_of(it)} {_('Refused Rows')}")
    file["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return file


@page(signed_in=True)
def cancel(request: PageRequest, id: UUID) -> HttpResponse:  # noqa: A002
    it = _job(id)
    form = ConfirmForm(posted(request))
    if form.can_be_judged():
        with form.refusals():
            cancel_job(it)
            return done(request, address("background:job", id=it.pk))
    return show_dialog(
        request,
        form,
        title=_("Cancel Job"),
        subtitle=_subtitle(it),
        text=_("The job stops after the rows it is at. What is done stays done."),
        submit=_("Cancel the job"),
        danger=True,
        preview=False,
        verdict=Verdict("cancel_job", _("Cancel"), may_cancel(it)),
    )


@page(signed_in=True)
def again(request: PageRequest, id: UUID) -> HttpResponse:  # noqa: A002
    it = _job(id)
    form = ConfirmForm(posted(request))
    if form.can_be_judged():
        with form.refusals():
            new = run_again(it)
            return done(request, address("background:job", id=new.pk), go=True)
    return show_dialog(
        request,
        form,
        title=_("Run Again"),
        subtitle=_subtitle(it),
        text=_("A new job does the same once more, with what is there now."),
        submit=_("Run again"),
        preview=False,
        verdict=Verdict("run_again", _("Run Again"), may_run_again(it)),
    )


def _job(pk: UUID) -> Job:
    return get_object_or_404(jobs_to_see(), pk=pk)


def _subtitle(it: Job) -> str:
    return f"{caption_of(it)} · {it}"
