"""Checking and importing in the worker, chunk by chunk, exactly once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.foundation.acting.clock import now
from kans.foundation.errors import DomainError
from kans.foundation.jobs import JobKind, Result, job_kind
from kans.foundation.journal.afterwards import after_commit
from kans.imports import checking, index, staging
from kans.imports.actions.runs import PERMISSION, held, index_anew, take_source
from kans.imports.actions.working import CHECK, READ
from kans.imports.loading import VERB
from kans.imports.models import ImportRun, RunStatus
from kans.imports.reading import WORKER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kans.foundation.jobs import Progress
    from kans.foundation.jobs.kinds import PointOfNoReturn
    from kans.foundation.models import Job
    from kans.imports.outcomes import Outcomes

FORGET = "foundation.forget_deleted"
AT_ONCE = 20  # files that are forgotten in a chunk
WHAT_HAPPENED = {
    "created": _("New"),
    "updated": _("Changed"),
    "known": _("Unchanged"),
}


class ImportGone(DomainError):
    status = 404
    message = _("This import was deleted. Upload the file again.")


class GoesOnFromItsPage(DomainError):
    message = _("An import goes on from its own page, so that no row goes in twice.")


class ImportJob(JobKind):
    """Works off the rows of an import."""

    permission = PERMISSION
    counted = WHAT_HAPPENED

    def total(self, arguments: dict[str, Any]) -> int:
        return _run(arguments).count

    def may_run_again(self, arguments: dict[str, Any]) -> Iterable[DomainError]:
        return (GoesOnFromItsPage(),)

    def results(self, job: Job) -> Iterable[Result]:
        to = address("imports:run", id=job.arguments["run"])
        return (Result(_("Import"), to, icon="table-import"),)


@job_kind
class ReadImport(ImportJob):
    """Reads a file that took longer than a page may wait."""

    name = READ
    caption = _("Read File to Import")
    counted = {}

    def elsewhere(self, arguments: dict[str, Any], point: PointOfNoReturn) -> Any:
        run = _run(arguments)
        if not run.is_unread:
            return None
        return staging.read(run.pk, run.file_name, run.sheet, limits=WORKER)

    def step(self, arguments: dict[str, Any], cursor: Any, progress: Progress) -> None:
        run = held(_run(arguments))
        if cursor is None or not run.is_worked_on_by(
            progress.job_id, RunStatus.READING
        ):
            return
        read = staging.staged(run.pk, run.file_name, cursor)
        run.went_on(None, then=take_source(run, read))
        progress.done = progress.total = run.count


@job_kind
class CheckImport(ImportJob):
    """Tries every row, and keeps nothing but what was found."""

    name = CHECK
    caption = _("Check Rows to Import")

    def elsewhere(self, arguments: dict[str, Any], point: PointOfNoReturn) -> None:
        """Read the whole file once, while nobody else has to wait for the database."""
        _index(_run(arguments), RunStatus.CHECKING)

    def step(self, arguments: dict[str, Any], cursor: Any, progress: Progress) -> Any:
        run = held(_run(arguments))
        if not run.is_worked_on_by(progress.job_id, RunStatus.CHECKING):
            return None
        if cursor is None:
            run.start_over()
            index_anew(run, str(run.job))
        at = cursor or checking.START
        outcomes, following = checking.work_off(run, at, for_good=False)
        run.went_on(following, then=RunStatus.CHECKED)
        _tell(progress, outcomes)
        return following


@job_kind
class ApplyImport(ImportJob):
    """Lets the rows in; one that was stopped goes on where it was."""

    name = VERB
    caption = _("Import")

    def batch(self, arguments: dict[str, Any]) -> UUID:
        return UUID(arguments["run"])

    def elsewhere(self, arguments: dict[str, Any], point: PointOfNoReturn) -> None:
        """Read the whole file of an import that an older version checked."""
        run = _run(arguments)
        if not run.index_name:
            _index(run, RunStatus.APPLYING)

    def step(self, arguments: dict[str, Any], cursor: Any, progress: Progress) -> Any:
        run = held(_run(arguments))
        if not run.is_worked_on_by(progress.job_id, RunStatus.APPLYING):
            return None
        if run.cursor is None:
            run.start_over()
        if not run.index_name:
            index_anew(run, str(run.job))
        run.take_batch()
        at = run.cursor or checking.START
        outcomes, run.cursor = checking.work_off(run, at, for_good=True)
        run.went_on(run.cursor, then=RunStatus.DONE)
        _tell(progress, outcomes)
        return run.cursor


@job_kind
class ForgetImports(JobKind):
    """Forgets what was uploaded long ago, with its files: they tell of people."""

    name = "forget_imports"
    caption = _("Forget Old Imports")
    permission = FORGET
    daily = True

    def step(self, arguments: dict[str, Any], cursor: Any, progress: Progress) -> Any:
        long_ago = now() - timedelta(days=settings.JOBS_KEPT_DAYS)
        old = list(ImportRun.objects.filter(created_at__lt=long_ago)[:AT_ONCE])
        for run in old:
            key = run.pk
            run.forget()
            after_commit(staging.remove, key)
        progress.done += len(old)
        return True if old else None


def _run(arguments: dict[str, Any]) -> ImportRun:
    run = ImportRun.objects.filter(pk=UUID(arguments["run"])).first()
    if run is None:
        raise ImportGone
    return run


def _index(run: ImportRun, status: RunStatus) -> None:
    """Note what the rows tell of one another, unless that was done for this job."""
    if run.status == status:
        index.write_index(run, str(run.job))


def _tell(progress: Progress, outcomes: Outcomes) -> None:
    progress.done += outcomes.rows
    for name in WHAT_HAPPENED:
        progress.count(name, getattr(outcomes, name))
    for line, problems in outcomes.by_line.items():
        reason = " ".join(problem.reason for problem in problems)
        progress.refuse_because("", reason, problems[0].code, line=line)
