"""Rows of an import through the door, for a trial or for good, part by part."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from kans.foundation.rules.text import normalised
from kans.imports import staging
from kans.imports.customers import CUSTOMERS
from kans.imports.known import known_among
from kans.imports.loading import in_order, loader, tried_out
from kans.imports.models import ImportRow, RowKind, RowState
from kans.imports.outcomes import Outcomes, Taken
from kans.imports.people import KEPT, NAMES_OF_A_COMPANY, works_for_another
from kans.imports.rows import NumberedRow, RepeatedInFile
from kans.imports.rules.buyers import WholeFile
from kans.opportunities.models import Opportunity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from uuid import UUID

    from kans.imports.models import ImportRun
    from kans.imports.outcomes import Changed, Problem
    from kans.imports.rules.mapping import Row

# Rows that go in together, in well under a second: an opportunity costs the least.
CHUNK, CHUNK_OF_OPPORTUNITIES = 100, 250
AT_ONCE = 500  # rows whose records are looked up
START = {"pass": 0, "at": 0}
INDEX_FORMAT = 2  # to be raised when an index holds something else than before
ONCE_EACH = ("external_id", "number", "code")  # what a file holds only once
MOST_ALIKE = 20  # companies of one name that are tried: more make it no clearer

Cursor = dict[str, int]


@dataclass(frozen=True)
class RunRows:
    """The rows of an import by our fields, as they were mapped and corrected."""

    run: ImportRun

    def part(
        self, cursor: Cursor, most: int
    ) -> tuple[list[NumberedRow], Cursor | None]:
        """Some rows of a pass: companies go in before who works for them."""
        part = staging.read_part(staging.rows_of(self.run), cursor["at"], most)
        rows = self.corrected(list(self._mapped(part.rows)))
        if self._passes > 1:
            rows = [r for r in rows if works_for_another(r.fields) == cursor["pass"]]
        if part.next is not None:
            return rows, {**cursor, "at": part.next}
        last = cursor["pass"] + 1 == self._passes
        return rows, None if last else {"pass": cursor["pass"] + 1, "at": 0}

    def at(self, offsets: Iterable[int]) -> list[NumberedRow]:
        found = staging.rows_at(staging.rows_of(self.run), offsets)
        return self.corrected(list(self._mapped(found)))

    def every(self) -> Iterator[tuple[int, NumberedRow]]:
        """Every row with its place in the file."""
        corrections = dict(self._corrections(None))
        for offset, line, cells in staging.every_row(staging.rows_of(self.run)):
            row = next(self._mapped([(line, cells)]))
            told = {**row.fields, **corrections.get(line, {})}
            yield offset, NumberedRow(line, told)

    def corrected(self, rows: list[NumberedRow]) -> list[NumberedRow]:
        corrections = dict(self._corrections([row.line for row in rows]))
        return [
            NumberedRow(row.line, {**row.fields, **corrections.get(row.line, {})})
            for row in rows
        ]

    @property
    def _passes(self) -> int:
        return 2 if self.run.kind == RowKind.CONTACTS else 1

    def _corrections(self, lines: list[int] | None) -> Any:
        rows = self.run.rows.exclude(corrections={})
        if lines is not None:
            rows = rows.filter(line__in=lines)
        return rows.values_list("line", "corrections")

    def _mapped(self, rows: Iterable[tuple[int, list[str]]]) -> Iterator[NumberedRow]:
        names = [column["name"] for column in self.run.columns]
        blank = dict.fromkeys(names, "")
        for line, cells in rows:
            told = {**blank, **dict(zip(names, cells, strict=False))}
            fields = self._mapping.apply(told)
            yield NumberedRow(line, fields)

    @cached_property
    def _mapping(self) -> Any:
        return self.run.column_mapping()


def index(run: ImportRun) -> None:
    """Note what only the whole file tells: what stands in it twice, and where the
    companies are that others work for.
    """
    seen: set[tuple[str, str]] = set()
    repeated: dict[int, tuple[str, str]] = dict(_of_one_record(run))
    companies: dict[str, list[int]] = {}
    file = WholeFile.of(row.fields for _offset, row in RunRows(run).every())
    for offset, row in RunRows(run).every():
        for name in _once_each(run):
            text = row.fields.get(name, "")
            if text and (name, text.upper()) in seen:
                repeated[row.line] = (name, text)
            seen.add((name, text.upper()))
        if run.kind == RowKind.CONTACTS and not works_for_another(row.fields):
            texts = (row.fields.get(name, "") for name in NAMES_OF_A_COMPANY)
            for key in {normalised(text) for text in texts} - {""}:
                companies.setdefault(key, []).append(offset)
    index = {"repeated": repeated, "companies": companies, **file.as_json()}
    staging.write_index(run.pk, {"format": INDEX_FORMAT, **index})


def _index_of(run: ImportRun) -> dict[str, Any]:
    """Return the index of the file; one that an older version made is made anew."""
    known = staging.read_index(run.pk)
    if known.get("format") == INDEX_FORMAT:
        return known
    index(run)
    return staging.read_index(run.pk)


def _of_one_record(run: ImportRun) -> Iterator[tuple[int, tuple[str, str]]]:
    """Yield the rows about a record that a row above is about by another name."""
    kind = CUSTOMERS if run.kind == RowKind.CUSTOMERS else KEPT.get(run.kind)
    model: Any = kind.model if kind else Opportunity
    by = kind.by if kind else "number"
    records = model.objects.only("external_id", by)
    seen: set[UUID] = set()
    rows = (row for _offset, row in RunRows(run).every())
    while some := list(islice(rows, AT_ONCE)):
        known: dict[int, Any] = known_among(records, some, by=by)
        for row in some:
            if row.line in known and known[row.line].pk in seen:
                yield row.line, (by, str(getattr(known[row.line], by)))
            seen |= {known[row.line].pk} if row.line in known else set()


def _once_each(run: ImportRun) -> tuple[str, ...]:
    """What a file of that kind holds only once: a contact is one customer (C2C-2)."""
    return (*ONCE_EACH, "contact") if run.kind == RowKind.CUSTOMERS else ONCE_EACH


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
    known = _index_of(run)
    outcomes = Outcomes()
    fresh = []
    for row in rows:
        if twice := known["repeated"].get(str(row.line)):
            name, text = twice
            outcomes.refuse(row.line, RepeatedInFile(text=text, at=name))
        else:
            fresh.append(row)
    file = WholeFile.from_json(known)
    load = loader(run.kind, run.column_mapping(), file, update=run.updates)
    with nullcontext() if for_good else tried_out():
        if not for_good:
            _let_companies_in(run, fresh, known, load)
        outcomes.add(load(in_order(run.kind, fresh)))
    return outcomes


def _let_companies_in(
    run: ImportRun,
    rows: Sequence[NumberedRow],
    known: dict[str, Any],
    load: Callable[[list[NumberedRow]], Outcomes],
) -> None:
    """In a trial, the companies of the file that these rows work for are there.

    Those among the rows themselves are tried with them, and just once.
    """
    named = {
        normalised(row.fields["company_contact"])
        for row in rows
        if works_for_another(row.fields)
    }
    companies = known["companies"]
    offsets = {at for name in named for at in companies.get(name, ())[:MOST_ALIKE]}
    left_out = {str(row.line) for row in rows} | set(known["repeated"])
    others = [
        row for row in RunRows(run).at(sorted(offsets)) if str(row.line) not in left_out
    ]
    if others:
        load(others)


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
