"""Kinds of jobs: what each does, chunk by chunk, and who may start it."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.journal.verbs import JOBS, Action

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import timedelta
    from uuid import UUID

    from django_stubs_ext import StrOrPromise

    from kans.foundation.models import Job

REFUSALS_KEPT = 1000


class KindUnknown(DomainError):
    message = _(
        "This version of Kans does not know jobs of the kind “%(kind)s”. "
        "Start what you need from its own page."
    )


@dataclass
class Progress:
    """How far a job is. A step counts up what it did and says what was refused."""

    job_id: UUID
    total: int | None = None
    done: int = 0
    refused: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, dict[str, Any]] = field(default_factory=dict)  # by code
    rows: list[dict[str, Any]] = field(default_factory=list)
    wait: timedelta | None = None  # before the next chunk, which others need not wait

    @classmethod
    def of(cls, job: Job) -> Progress:
        return cls(job.pk, job.total, job.done, job.refused, **job.result)

    def refuse(
        self,
        text: str,
        error: DomainError,
        *,
        line: int | None = None,
        to: str = "",
    ) -> None:
        """Report a row that was refused: what it is called, where it is, and why."""
        self.refuse_because(text, str(error), error.code, line=line, to=to)

    def refuse_because(
        self, text: str, reason: str, code: str, *, line: int | None, to: str = ""
    ) -> None:
        """Report a refused row whose reason is in words already."""
        self.refused += 1
        alike = self.reasons.setdefault(code, {"number": 0, "reason": reason})
        alike["number"] += 1
        if len(self.rows) < REFUSALS_KEPT:
            row = {"text": text, "line": line, "reason": reason, "code": code}
            self.rows.append({**row, "to": to})

    def count(self, what: str, by: int = 1) -> None:
        """Count what was done by its name in the kind's `counted`."""
        self.counts[what] = self.counts.get(what, 0) + by

    def write_to(self, job: Job) -> None:
        job.measured = True
        job.total, job.done, job.refused = self.total, self.done, self.refused
        job.result = {"counts": self.counts, "reasons": self.reasons, "rows": self.rows}


class PointOfNoReturn(Protocol):
    """After which nobody can know whether a server outside did what it was asked."""

    @property
    def passed(self) -> bool:
        """Whether an attempt that was never noted went past it."""

    def go_past(self) -> None:
        """Write down, for whoever comes after, that it is passed."""


@dataclass(frozen=True)
class EarlyEnd:
    """Why a job ended before its work was done."""

    why: str
    uncertain: bool  # whether a server outside may have done its part all the same


@dataclass(frozen=True)
class Result:
    """Where the page of a job leads once it is done: to its file, to its list."""

    caption: StrOrPromise
    to: str
    icon: str


class JobKind:
    """What runs in the worker. A kind has no state: all it needs is its arguments."""

    name: ClassVar[str]  # stable, since it is stored
    caption: ClassVar[StrOrPromise]
    permission: ClassVar[str]  # to start it, and as long as it runs
    irrevocable: ClassVar[StrOrPromise] = ""  # why it cannot be undone, if it cannot
    daily: ClassVar[bool] = False  # started by the worker itself, without arguments
    # Those who wait for the same server outside bear its name: they, and no others,
    # wait for each other.
    lane: ClassVar[str] = ""
    counted: ClassVar[Mapping[str, StrOrPromise]] = {}  # captions of what it counts

    def total(self, arguments: dict[str, Any]) -> int | None:
        """How many rows there are to do; asked once. Nothing if nobody knows."""
        return None

    def step(self, arguments: dict[str, Any], cursor: Any, progress: Progress) -> Any:
        """Do one chunk, and return where the next begins (JSON); nothing at the end.

        Runs in a transaction of its own, as the user who started the job. What could
        not be done just now is tried again after `progress.wait`.
        """
        raise NotImplementedError

    def elsewhere(self, arguments: dict[str, Any], point: PointOfNoReturn) -> Any:
        """What must wait for a mail server or the like, and holds nothing meanwhile.

        Done before a chunk, outside its transaction; the chunk has the answer for its
        cursor. If the chunk is lost, it is asked again: what must not happen twice
        goes past the `point` first, and does nothing when that is passed already. It
        takes minutes at most.
        """
        return None

    def finished(self, arguments: dict[str, Any], progress: Progress) -> None:
        """What is left to do once all is done; in the transaction of the last step."""

    def ended_early(self, arguments: dict[str, Any], end: EarlyEnd) -> None:
        """Note where it shows that the job was canceled, or failed; as the system."""

    def forgotten(self, arguments: dict[str, Any], job_id: UUID) -> None:
        """Remove what was kept for the job, such as a file; its row goes, too."""

    def remove_leftovers(self) -> None:
        """Remove what was kept for jobs and may be asked for no longer; done daily."""

    def batch(self, arguments: dict[str, Any]) -> UUID | None:
        """The batch of its changes, if several jobs do one thing; else the job's id."""
        return None

    def may_run_again(self, arguments: dict[str, Any]) -> Iterable[DomainError]:
        """What stands in the way of doing the same once more."""
        return ()

    def results(self, job: Job) -> Iterable[Result]:
        """Return where the page of the job leads once it is done."""
        return ()


JOB_KINDS: dict[str, type[JobKind]] = {}


def job_kind(kind: type[JobKind]) -> type[JobKind]:
    """Let the worker know a kind of job."""
    known = JOB_KINDS.setdefault(kind.name, kind)
    JOBS[kind.name] = Action(kind.name, kind.permission, kind.caption, kind.irrevocable)
    assert known is kind, f"two kinds of jobs are called {kind.name}"
    return kind


def load_kinds() -> None:
    """Read the `jobs.py` of every area; called when Django is ready."""
    for app in apps.get_app_configs():
        name = f"{app.name}.jobs"
        if app.name.startswith("kans.") and find_spec(name):
            import_module(name)


def lanes_apart() -> set[str]:
    """Return the lanes beside the common one."""
    return {kind.lane for kind in JOB_KINDS.values()} - {""}


def kinds_in(lane: str) -> set[str]:
    return {name for name, kind in JOB_KINDS.items() if kind.lane == lane}


def kind_of(job: Job) -> JobKind:
    if job.kind not in JOB_KINDS:
        raise KindUnknown(kind=job.kind)
    return JOB_KINDS[job.kind]()


def batch_of(job: Job) -> UUID:
    """What the changes of a job bear, by which they are undone as one."""
    kind = JOB_KINDS.get(job.kind)
    return (kind().batch(job.arguments) if kind else None) or job.pk


def caption_of(job: Job) -> StrOrPromise:
    kind = JOB_KINDS.get(job.kind)
    return kind.caption if kind else job.kind.replace("_", " ").capitalize()
