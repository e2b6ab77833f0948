"""What one looks at of an import."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.background.queries.jobs import JobFigures
from kans.foundation.models import Job, JobStatus
from kans.imports import staging
from kans.imports.fields import KINDS
from kans.imports.models import ImportRun, RowState, RunStatus
from kans.lists.files.files import EXCEL, FORMATS, read_later
from kans.lists.files.tables import Head, Table
from kans.undo.jobs import UndoBatch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django_stubs_ext import StrOrPromise

    from kans.foundation.models import Change
    from kans.imports.models import ImportRow
    from kans.lists.files.tables import FileFormat, Row

PAGE = 25
AT_ONCE = 500


@dataclass(frozen=True)
class ShownDifference:
    """A field that a row changes, by its caption."""

    caption: StrOrPromise
    before: str
    after: str


@dataclass(frozen=True)
class ShownChange:
    """A record that a row changes."""

    line: int
    text: str
    takes: bool  # a contact becomes a customer
    differences: list[ShownDifference]


@dataclass(frozen=True)
class RunFigures:
    """How far an import is, and what was found of its rows."""

    run: ImportRun

    @cached_property
    def job(self) -> Job | None:
        return Job.objects.filter(pk=self.run.job).first() if self.run.job else None

    @cached_property
    def progress(self) -> JobFigures | None:
        """The job that is at it, if one is."""
        job = self.run.at_work().order_by("created_at", "id").first()
        return JobFigures(job) if job else None

    @cached_property
    def stopped(self) -> JobFigures | None:
        """The job that was to do it and came to another end, while none is at it."""
        working = {RunStatus.READING, RunStatus.CHECKING, RunStatus.APPLYING}
        job = None if self.progress else self.job
        if self.run.status not in working or job is None or not job.ended:
            return None
        return JobFigures(job) if job.status != JobStatus.DONE else None

    @cached_property
    def to_undo(self) -> Change | None:
        """The newest change of it that holds: all of its batch are undone with it."""
        return self.run.changes().order_by("-id").first()

    @property
    def undone(self) -> bool:
        """Whether all that it did has been undone."""
        changed = self.run.created + self.run.updated
        return self.run.status == RunStatus.DONE and changed > 0 and not self.to_undo

    @property
    def status(self) -> StrOrPromise:
        if self.progress and self.progress.job.kind == UndoBatch.name:
            return _("Being Undone")
        if self.stopped:
            return self.stopped.state
        return _("Undone") if self.undone else RunStatus(self.run.status).label

    def refused(self, after: int) -> list[ImportRow]:
        """Some refused rows behind a line, and one more if there are more."""
        rows = self.run.rows.filter(state=RowState.REFUSED, line__gt=after)
        return list(rows.order_by("line")[: PAGE + 1])

    def changes(self, after: int) -> list[ShownChange]:
        """Some records that rows behind a line change or take, and one more."""
        states = (RowState.CHANGES, RowState.TAKES)
        rows = self.run.rows.filter(state__in=states, line__gt=after)
        fields = KINDS[self.run.kind].by_name
        return [
            ShownChange(
                row.line,
                row.text,
                row.state == RowState.TAKES,
                [
                    ShownDifference(fields[d["field"]].caption, d["before"], d["after"])
                    for d in row.differences
                ],
            )
            for row in rows.order_by("line")[: PAGE + 1]
        ]


def remarks(run: ImportRun) -> list[ImportRow]:
    """Return some rows that go in though something of them may be wrong; one more."""
    rows = run.rows.exclude(state=RowState.REFUSED).exclude(problems=[])
    return list(rows.order_by("line")[: PAGE + 1])


def rejected_rows(run: ImportRun) -> Iterator[Row]:
    """The refused rows as the file has them, corrected, with what is wrong last."""
    columns = run.choices["columns"]
    names = [column["name"] for column in run.columns]
    refused = _every_refused(run)
    row = next(refused, None)
    for _offset, line, cells in staging.every_row(staging.rows_of(run)):
        if row is None:
            return
        if row.line != line:
            continue
        told = {**dict.fromkeys(names, ""), **dict(zip(names, cells, strict=False))}
        for name, text in row.corrections.items():
            if name in columns:
                told[columns[name]] = text
        reasons = " ".join(problem["reason"] for problem in row.problems)
        yield [*told.values(), reasons]
        row = next(refused, None)


def _every_refused(run: ImportRun) -> Iterator[ImportRow]:
    """Yield the refused rows by line, some at a time."""
    after = 0
    lean = run.rows.filter(state=RowState.REFUSED).order_by("line")
    lean = lean.only("line", "corrections", "problems")
    while some := list(lean.filter(line__gt=after)[:AT_ONCE]):
        yield from some
        after = some[-1].line


def rejected_file(
    run: ImportRun, file_format: str, wrong: str
) -> tuple[FileFormat, Iterator[bytes]]:
    """A file of the refused rows, to be corrected and uploaded again.

    It is written while it is sent: there may be a hundred thousand.
    """
    names = [column["name"] for column in run.columns]
    heads = tuple(Head(name) for name in (*names, wrong))
    first = list(islice(rejected_rows(run), AT_ONCE))
    language = run.choices.get("language", "en")
    table = Table(run.file_name, heads, language).fitting(first)
    file = FORMATS.get(file_format, FORMATS[EXCEL])(table)
    some = read_later(rejected_rows(run), AT_ONCE)
    return file, file.file(_written(file, some), count=run.refused)


def _written(file: FileFormat, rows: Iterator[list[Row]]) -> Iterator[bytes]:
    before = 0
    for some in rows:
        yield file.written(some, before=before).encode()
        before += len(some)
