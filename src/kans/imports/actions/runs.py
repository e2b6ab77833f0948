"""An import on its way in: upload, say what its columns are, check, correct, apply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from kans.foundation.actions.action import action
from kans.foundation.errors import DomainError, refuse_if_any
from kans.foundation.journal.afterwards import after_commit
from kans.foundation.strings import shown
from kans.imports import checking, index, staging
from kans.imports.fields import KINDS
from kans.imports.models import (
    ImportRow,
    ImportRun,
    RememberedMapping,
    RowState,
    RunStatus,
)
from kans.imports.rows import NumberedRow
from kans.imports.rules.choices import may_be_chosen, shape_of
from kans.imports.rules.guessing import SampledColumn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kans.imports.rules.choices import MappingChoices
    from kans.imports.staging import Staged

PERMISSION = "imports.import_opportunities"
NO_HISTORY = _("a file on its way in has no history; undo the import itself instead")


class ImportHasBegun(DomainError):
    status = 409
    message = _(
        "This import has begun, so nothing of it can be changed any more. Upload the "
        "rejected rows, or the file, again."
    )


class StillAtWork(DomainError):
    status = 409
    message = _("The worker is at this file. Wait until it ends, or cancel its job.")


@action(
    permission=PERMISSION, caption=_("Upload File to Import"), irrevocable=NO_HISTORY
)
def upload_import(staged: Staged, *, kind: str) -> ImportRun:
    """Begin an import; its columns are taken as they were last time, else guessed."""
    run = ImportRun(id=staged.id, kind=kind)
    run.file_name = shown(staged.source.name)[:200]
    run.status = take_source(run, staged)
    run.begin()
    return run


@action(
    permission=PERMISSION, caption=_("Choose Sheet to Import"), irrevocable=NO_HISTORY
)
def choose_sheet(run: ImportRun, staged: Staged) -> ImportRun:
    """Take the rows of another sheet of the workbook; what was corrected goes."""
    run = held(run)
    must_be_free(run)

    run.rows.all().delete()
    run.status = take_source(run, staged)
    run.save()
    return run


def take_source(run: ImportRun, staged: Staged) -> RunStatus:
    """Note what a file is; return what is to be done next."""
    source = staged.source
    if not staged.is_read:
        run.sheet = source.sheet
        return RunStatus.READING
    run.sheets, run.sheet = list(source.sheets), source.sheet
    run.formulas, run.count = source.formulas, staged.count
    run.columns = [column.as_json() for column in staged.columns]
    names = [column.name for column in staged.columns]
    memory = RememberedMapping.of(run.kind, shape_of(names))
    run.remembered = memory is not None
    if memory:
        run.mapping, run.updates = memory.mapping, memory.updates
        return RunStatus.MAPPING
    sampled = [SampledColumn(c.name, tuple(c.samples)) for c in staged.columns]
    run.mapping = {
        "columns": KINDS[run.kind].guess(sampled),
        "language": "nl" if source.writes_comma else "en",
    }
    return RunStatus.MAPPING


@action(
    permission=PERMISSION,
    caption=_("Assign Columns"),
    irrevocable=NO_HISTORY,
)
def map_import(run: ImportRun, choices: MappingChoices) -> ImportRun:
    """Say what the columns are; the next file of this shape is taken like this."""
    run = held(run)
    must_be_free(run)
    fields = KINDS[run.kind]
    refuse_if_any(
        may_be_chosen(
            choices,
            needed=() if choices.updates else fields.needed,
            captions={field.name: field.caption for field in fields.fields},
        )
    )

    run.take(choices)
    run.status = RunStatus.CHECKING
    run.start_over()
    run.save()
    shape = shape_of(column["name"] for column in run.columns)
    # Whose numbers a file has is asked of each anew: the next one may be of another.
    kept = {**run.mapping, "own_numbers": False}
    RememberedMapping.remember(run.kind, shape, kept, updates=run.updates)
    return run


@action(
    permission=PERMISSION,
    caption=_("Check Rows"),
    irrevocable=NO_HISTORY,
)
def check_import(run: ImportRun) -> ImportRun:
    """Try every row of a small file, and keep nothing but what was found."""
    run = held(run)
    must_be_free(run)

    index_anew(run, str(uuid7()))
    run.start_over()
    cursor: Any = checking.START
    while cursor is not None:
        _outcomes, cursor = checking.work_off(run, cursor, for_good=False)
    run.status = RunStatus.CHECKED
    run.save()
    return run


@action(
    permission=PERMISSION,
    caption=_("Correct Rows"),
    irrevocable=NO_HISTORY,
)
def correct_import_rows(
    run: ImportRun, corrections: Mapping[int, Mapping[str, str]]
) -> ImportRun:
    """Write over what the file says of some rows, and try these rows again."""
    run = held(run)
    must_be_free(run)
    if not run.index_name:  # checked by an older version
        index_anew(run, str(uuid7()))
    rows = list(run.rows.filter(line__in=corrections, state=RowState.REFUSED))

    for row in rows:
        told = {
            name: text
            for name, text in {**row.corrections, **corrections[row.line]}.items()
            if text != row.fields.get(name, "")
        }
        row.corrections = told
    ImportRow.write_many(rows)
    run.refused -= len(rows)
    numbered = [NumberedRow(row.line, row.values) for row in rows]
    outcomes = checking.try_again(run, numbered)
    run.count_outcomes(outcomes)
    run.save()
    return run


def index_anew(run: ImportRun, name: str) -> None:
    """Note what the rows of a file tell of one another, unless a job did so."""
    index.write_index(run, name)
    run.index_name = name
    after_commit(staging.remove_other_indexes, run.pk, name)


def held(run: ImportRun) -> ImportRun:
    """The import as it stands, held until the action ends."""
    return ImportRun.objects.locked(run)


def must_be_free(run: ImportRun) -> None:
    """Nothing of it is in yet, and no job is at it."""
    if run.has_begun:
        raise ImportHasBegun
    refuse_if_any(still_at_work(run))


def still_at_work(run: ImportRun) -> tuple[DomainError, ...]:
    """Whether a job checks or imports it, or undoes what it brought in."""
    return (StillAtWork(),) if run.at_work().exists() else ()
