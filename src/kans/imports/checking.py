"""Rows of an import through the door, for a trial or for good, part by part."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from kans.foundation.strings import normalised
from kans.imports.index import indexed_facts
from kans.imports.loading import in_order, loader, tried_out
from kans.imports.models import ImportRow, RowKind, RowState
from kans.imports.outcomes import Outcomes, Taken
from kans.imports.rows import RepeatedInFile
from kans.imports.rules.whole_file import COMPANY, WholeFile, works_for_another
from kans.imports.run_rows import RunRows
from kans.number_series.models import NumberSeriesLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kans.imports.index import IndexedFacts
    from kans.imports.models import ImportRun
    from kans.imports.outcomes import Changed, Problem
    from kans.imports.rows import NumberedRow
    from kans.imports.rules.mapping import Row
    from kans.imports.run_rows import Cursor

# Rows that go in together, in well under a second: an opportunity costs the least.
CHUNK, CHUNK_OF_OPPORTUNITIES = 100, 250
START = {"pass": 0, "at": 0}


def work_off(
    run: ImportRun, cursor: Cursor, *, for_good: bool
) -> tuple[Outcomes, Cursor | None]:
    """Let some rows in, or try it; note what became of them, and where to go on."""
    rows, following = RunRows(run).part(cursor, _at_once(run))
    outcomes = _through_the_door(run, rows, for_good=for_good)
    _note(run, rows, outcomes)
    run.count_outcomes(outcomes)
    return outcomes, following


def _at_once(run: ImportRun) -> int:
    is_of_opportunities = run.kind == RowKind.OPPORTUNITIES
    return CHUNK_OF_OPPORTUNITIES if is_of_opportunities else CHUNK


def try_again(run: ImportRun, rows: list[NumberedRow]) -> Outcomes:
    """Try some rows that were corrected."""
    outcomes = _through_the_door(run, rows, for_good=False)
    _note(run, rows, outcomes)
    return outcomes


def _through_the_door(
    run: ImportRun, rows: list[NumberedRow], *, for_good: bool
) -> Outcomes:
    outcomes = Outcomes()
    mapping = run.column_mapping()
    with indexed_facts(run) as facts:
        file = WholeFile(facts, mapping.own_numbers)
        load = loader(run.kind, mapping, file, update=run.updates)
        fresh = [row for row in rows if not _is_repeated(run, row, facts, outcomes)]
        with nullcontext() if for_good else tried_out():
            if not for_good:
                _let_companies_in(run, fresh, facts, load)
                _count_on(run)
            outcomes.add(load(in_order(run.kind, fresh)))
            if not for_good:
                run.series = _numbers_given()
    return outcomes


def _is_repeated(
    run: ImportRun, row: NumberedRow, facts: IndexedFacts, outcomes: Outcomes
) -> bool:
    """Refuse a row that repeats what a row above is known by."""
    name, text = facts.repeated(row, run.kind)
    if name:
        outcomes.refuse(row.line, RepeatedInFile(text=text, at=name))
    return bool(name)


def _let_companies_in(
    run: ImportRun,
    rows: Sequence[NumberedRow],
    facts: IndexedFacts,
    load: Callable[[list[NumberedRow]], Outcomes],
) -> None:
    """In a trial, the companies of the file that these rows work for are there.

    Those among the rows themselves are tried with them, and just once; those that
    were refused are not there.
    """
    named = {
        normalised(row.fields["company_contact"])
        for row in rows
        if works_for_another(row.fields)
    }
    offsets = {at for name in named for _line, at in facts.places(COMPANY, name)}
    others = RunRows(run).at(sorted(offsets))
    lines = [row.line for row in others]
    refused = run.rows.filter(state=RowState.REFUSED, line__in=lines)
    left_out = {row.line for row in rows} | set(refused.values_list("line", flat=True))
    if others := [row for row in others if row.line not in left_out]:
        load(others)


def _count_on(run: ImportRun) -> None:
    """In a trial, the numbers that rows before these were given are given."""
    lines = NumberSeriesLine.objects.in_bulk([UUID(key) for key in run.series])
    for line in lines.values():
        last, on = run.series[str(line.pk)]
        line.count_on(last, date.fromisoformat(on))


def _numbers_given() -> dict[str, list[str]]:
    """Return how far each line of a number series is by now."""
    lines = NumberSeriesLine.objects.exclude(last_date_used=None)
    return {
        str(line.pk): [line.last_number_used, str(line.last_date_used)]
        for line in lines
    }


def _note(run: ImportRun, rows: list[NumberedRow], outcomes: Outcomes) -> None:
    """Keep what is worth looking at: refusals, changes, and what was corrected."""
    problems = outcomes.by_line
    changes: dict[int, Changed] = {
        changed.line: changed for changed in (*outcomes.changed, *outcomes.taken)
    }
    remarks: dict[int, list[dict[str, str]]] = {}
    for remark in outcomes.remarks:
        remarks.setdefault(remark.line, []).append(_problem_as_json(remark))
    there = {row.line: row for row in run.rows.filter(line__in=[r.line for r in rows])}
    noted = []
    for row in rows:
        known = there.get(row.line)
        corrections = known.corrections if known else {}
        if row.line in problems:
            note = ImportRow(state=RowState.REFUSED)
            note.problems = [_problem_as_json(each) for each in problems[row.line]]
        elif row.line in changes:
            change = changes[row.line]
            takes = isinstance(change, Taken)
            note = ImportRow(state=RowState.TAKES if takes else RowState.CHANGES)
            note.text = change.text[:200]
            note.differences = [
                {"field": d.field, "before": d.before, "after": d.after}
                for d in change.differences
            ]
        elif row.line in remarks:
            note = ImportRow(state=RowState.REMARK)
        elif corrections:
            note = ImportRow(state=RowState.CORRECTED)
        else:
            continue
        if note.state != RowState.REFUSED:
            note.problems = remarks.get(row.line, [])
        note.run, note.line, note.corrections = run, row.line, corrections
        note.fields = _without(row.fields, corrections, known)
        noted.append(note)
    ImportRow.write_many(noted)


def _problem_as_json(problem: Problem) -> dict[str, str]:
    return {"field": problem.field, "reason": problem.reason, "code": problem.code}


def _without(
    fields: Row, corrections: dict[str, str], known: ImportRow | None
) -> dict[str, str]:
    """The fields as the file has them."""
    was = known.fields if known else {}
    return {
        name: was.get(name, "") if name in corrections else text
        for name, text in fields.items()
    }
