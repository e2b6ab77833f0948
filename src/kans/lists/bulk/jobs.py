"""Doing a verb to very many records: the worker does it, chunk by chunk."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kans.foundation.actions.action import for_each
from kans.foundation.errors import DomainError
from kans.foundation.jobs import JobKind, Result, job_kind, start_job
from kans.foundation.jobs.kinds import JOB_KINDS
from kans.foundation.journal.journal import the_change
from kans.foundation.records.records import RecordGone
from kans.lists.bulk.arguments import kept, recalled
from kans.lists.bulk.judging import named
from kans.lists.bulk.running import act_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kans.foundation.actions.action import RowRefused
    from kans.foundation.jobs import Progress
    from kans.foundation.models import Job
    from kans.lists.bulk.declared import Bulk, BulkVerb

CHUNK = 100  # a move reads and writes a dozen rows: this many stay well under a second


class SelectAgain(DomainError):
    message = gettext_lazy(
        "This was done to the rows that were selected then. Select rows in the list "
        "again, to see first what would be done to them now."
    )


class BulkJob(JobKind):
    """One verb on each of the records that were selected when OK was pressed."""

    counted: ClassVar = {"done": gettext_lazy("Done")}
    bulk: ClassVar[Bulk]
    verb: ClassVar[BulkVerb]

    def total(self, arguments: dict[str, Any]) -> int:
        return len(arguments["ids"])

    def step(self, arguments: dict[str, Any], cursor: Any, progress: Progress) -> Any:
        the_change().verb = self.verb.action  # the history says what, not by whom
        at = cursor or 0
        ids = [UUID(each) for each in arguments["ids"][at : at + CHUNK]]
        records = list(self.bulk.read(ids))
        act = partial(act_on, self.verb, recalled(arguments["given"]))
        refused = [
            row for some in for_each(self.verb.action, act, records) for row in some
        ]
        for row in refused:
            _report(row, progress)
        for _each in range(len(ids) - len(records)):
            progress.refuse(_("A deleted row"), RecordGone())
        progress.count("done", len(records) - len(refused))
        progress.done += len(ids)
        at += CHUNK
        return at if at < len(arguments["ids"]) else None

    def may_run_again(self, arguments: dict[str, Any]) -> Iterable[DomainError]:
        """Nobody would be shown what it does this time."""
        return (SelectAgain(),)

    def results(self, job: Job) -> Iterable[Result]:
        return (Result(_("Back to the list"), job.arguments["list"], icon="list"),)


def offer_in_bulk(bulk: Bulk) -> Bulk:
    """Let the worker know the verbs of a list: called once, in an area's `bulk.py`."""
    for verb in bulk.verbs:
        facts = {
            "name": _name(bulk, verb),
            "caption": verb.caption,
            "permission": verb.permission,
            "bulk": bulk,
            "verb": verb,
        }
        job_kind(type("BulkJob", (BulkJob,), facts))
    return bulk


def leave_to_the_worker(
    bulk: Bulk,
    verb: BulkVerb,
    ids: Sequence[UUID],
    arguments: Mapping[str, Any],
    *,
    about: str,
    back: str,
) -> Job:
    """Start the job: its rows and arguments are those that were shown."""
    given = {"ids": [each.hex for each in ids], "given": kept(arguments), "list": back}
    return start_job(JOB_KINDS[_name(bulk, verb)], given, about=about)


def _name(bulk: Bulk, verb: BulkVerb) -> str:
    return f"bulk_{bulk.name}_{verb.name}"


def _report(row: RowRefused[Any], progress: Progress) -> None:
    it = named(row.row)
    progress.refuse(it.title, row.error, to=it.to)
