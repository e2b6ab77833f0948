"""What only the whole file of an import tells, where a page finds it in no time.

It is written once for each check, by the worker where there are many rows, and never
changed: rows that were corrected since are read from the database instead.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from kans.imports import staging
from kans.imports.customers import CUSTOMERS
from kans.imports.known import known_among
from kans.imports.models import RowKind
from kans.imports.people import KEPT
from kans.imports.rules.whole_file import (
    RECORD,
    FactsInMemory,
    Place,
    facts_of,
    once,
    once_each,
)
from kans.imports.run_rows import RunRows
from kans.opportunities.models import Opportunity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kans.imports.models import ImportRun
    from kans.imports.rows import NumberedRow
    from kans.imports.rules.whole_file import Fact

AT_ONCE = 500  # rows whose records are looked up
MOST_ALIKE = 20  # rows that tell the same and are looked at: more make it no clearer
TABLES = """
CREATE TABLE place (line INTEGER PRIMARY KEY, start INTEGER NOT NULL);
CREATE TABLE fact (what TEXT NOT NULL, key TEXT NOT NULL, line INTEGER NOT NULL);
"""
INDEXES = """
CREATE INDEX by_fact ON fact (what, key, line);
CREATE INDEX by_line ON fact (line);
"""
PLACES = """
SELECT line, start FROM fact JOIN place USING (line)
WHERE what = ? AND key = ? ORDER BY line LIMIT ?
"""
TOLD = "SELECT what, key FROM fact WHERE line = ?"


@dataclass
class IndexedFacts:
    """The facts of a file: as it was indexed, and of the rows corrected since."""

    database: sqlite3.Connection
    corrected: dict[int, set[Fact]] = field(default_factory=dict)  # what they tell
    anew: FactsInMemory = field(default_factory=FactsInMemory)

    def places(self, what: str, key: str) -> Sequence[Place]:
        most = MOST_ALIKE + len(self.corrected)
        found = self.database.execute(PLACES, (what, key, most))
        as_it_was = (Place(*place) for place in found)
        others = (place for place in as_it_was if place.line not in self.corrected)
        return sorted([*others, *self.anew.places(what, key)])[:MOST_ALIKE]

    def tells(self, what: str) -> bool:
        if self.anew.tells(what):
            return True
        lines = self.database.execute("SELECT line FROM fact WHERE what = ?", (what,))
        return any(line not in self.corrected for (line,) in lines)

    def repeated(self, row: NumberedRow, kind: str) -> tuple[str, str]:
        """Return the field and text by which a row above is known, too; else blanks."""
        told = self._told_by(row.line)
        above = {what: key for what, key in told if self._is_above(row.line, what, key)}
        for name in reversed(once_each(kind)):
            if once(name) in above:
                return name, row.fields.get(name, "")
        return (known_by(kind), above[RECORD]) if RECORD in above else ("", "")

    def _is_above(self, line: int, what: str, key: str) -> bool:
        return any(place.line < line for place in self.places(what, key))

    def _told_by(self, line: int) -> Iterable[Fact]:
        if line in self.corrected:
            return self.corrected[line]
        return self.database.execute(TOLD, (line,)).fetchall()

    def starts(self, lines: Iterable[int]) -> dict[int, int]:
        """Return where in the file these rows begin."""
        one = "SELECT line, start FROM place WHERE line = ?"
        return dict(
            place for line in lines for place in self.database.execute(one, (line,))
        )


def write_index(run: ImportRun, name: str) -> None:
    """Note what the rows of a file tell of one another, unless that name has it."""
    target = staging.index_of(run, name)
    if target.exists():
        return
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(part)) as database:
        database.executescript(f"PRAGMA synchronous = OFF; {TABLES}")
        rows = RunRows(run).every_as_in_file()
        while some := list(islice(rows, AT_ONCE)):
            facts = facts_of_rows(run, [row for _start, row in some])
            database.executemany(
                "INSERT INTO place VALUES (?, ?)",
                ((row.line, start) for start, row in some),
            )
            database.executemany(
                "INSERT INTO fact VALUES (?, ?, ?)",
                ((*fact, line) for line, told in facts.items() for fact in told),
            )
        database.executescript(INDEXES)  # which commits, too
    part.replace(target)


@contextmanager
def indexed_facts(run: ImportRun) -> Iterator[IndexedFacts]:
    """Open what was noted of the rows of an import, corrections taken in."""
    path = staging.index_of(run, run.index_name)
    if not path.exists():
        raise staging.FilesGone
    address = f"{path.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as database:
        facts = IndexedFacts(database)
        lines = run.rows.exclude(corrections={}).values_list("line", flat=True)
        starts = facts.starts(lines)
        rows = RunRows(run).at(sorted(starts.values()))
        facts.corrected = facts_of_rows(run, rows)
        for line, told in facts.corrected.items():
            facts.anew.add(Place(line, starts[line]), told)
        yield facts


def facts_of_rows(run: ImportRun, rows: Sequence[NumberedRow]) -> dict[int, set[Fact]]:
    """Return what each of these rows tells, the record that it is about included."""
    kind = CUSTOMERS if run.kind == RowKind.CUSTOMERS else KEPT.get(run.kind)
    model: Any = kind.model if kind else Opportunity
    by = known_by(run.kind)
    known = known_among(model.objects.only("external_id", by), rows, by=by)
    told = {row.line: facts_of(row.fields, run.kind) for row in rows}
    for line, record in known.items():
        told[line].add((RECORD, str(getattr(record, by))))
    return told


def known_by(kind: str) -> str:
    """Return the field that holds what people call such a record by."""
    return KEPT[kind].by if kind in KEPT else "number"
