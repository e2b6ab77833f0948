"""What people leave to the worker: checking an import, letting it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.actions.action import action
from kans.foundation.errors import DomainError, refuse_if_any
from kans.foundation.jobs import start_job
from kans.foundation.jobs.kinds import JOB_KINDS
from kans.foundation.journal.afterwards import after_commit
from kans.imports import staging
from kans.imports.actions.runs import (
    NO_HISTORY,
    PERMISSION,
    held,
    must_be_free,
    still_at_work,
)
from kans.imports.loading import VERB
from kans.imports.models import ImportRun, RunStatus

if TYPE_CHECKING:
    from kans.foundation.models import Job

# The jobs that read and check; the one that lets in is called VERB.
READ, CHECK = "read_import", "check_import"


class NotChecked(DomainError):
    message = _("Check the rows first, so that you see what will happen.")


class NothingToImport(DomainError):
    message = _("No row of this file would change anything.")


class AlreadyImported(DomainError):
    status = 409
    message = _("This file has been imported. Upload it again to import it once more.")


@action(permission=PERMISSION, caption=_("Delete Import"), irrevocable=NO_HISTORY)
def delete_import(run: ImportRun) -> None:
    """Forget a file that was uploaded; what was imported of it stays."""
    run = held(run)

    refuse_if_any(may_be_deleted(run))

    key = run.pk
    run.forget()
    after_commit(staging.remove, key)


@action(
    permission=PERMISSION,
    caption=_("Check Rows in the Worker"),
    irrevocable=NO_HISTORY,
)
def leave_check_to_worker(run: ImportRun) -> Job:
    """Check many rows without anybody waiting for the page."""
    run = held(run)
    must_be_free(run)

    return _left_to_worker(run, CHECK, RunStatus.CHECKING)


@action(
    permission=PERMISSION,
    caption=_("Read File in the Worker"),
    irrevocable=NO_HISTORY,
)
def leave_reading_to_worker(run: ImportRun) -> Job:
    """Have a file read that takes longer than a page may."""
    run = held(run)
    must_be_free(run)

    return _left_to_worker(run, READ, RunStatus.READING)


@action(permission=PERMISSION, caption=_("Import"))
def apply_import(run: ImportRun) -> Job:
    """Let the rows in, by the worker; or let it go on with the rest.

    One that was stopped and undone begins anew.
    """
    run = held(run)

    refuse_if_any(may_be_applied(run))

    if not run.changes().exists():
        run.cursor = None
    return _left_to_worker(run, VERB, RunStatus.APPLYING)


def may_be_applied(run: ImportRun) -> tuple[DomainError, ...]:
    """What stands in the way of letting the rows in."""
    match RunStatus(run.status):
        case RunStatus.DONE:
            return (AlreadyImported(),)
        case RunStatus.READING | RunStatus.MAPPING | RunStatus.CHECKING:
            return (NotChecked(),)
        case RunStatus.CHECKED if not run.created + run.updated:
            return (NothingToImport(),)
        case _:
            return still_at_work(run)


def may_be_deleted(run: ImportRun) -> tuple[DomainError, ...]:
    """What stands in the way of forgetting the file."""
    return still_at_work(run)


def _left_to_worker(run: ImportRun, kind: str, status: RunStatus) -> Job:
    job = start_job(JOB_KINDS[kind], {"run": str(run.pk)}, about=run.file_name)
    run.status, run.job = status, job.pk
    run.save()
    return job
