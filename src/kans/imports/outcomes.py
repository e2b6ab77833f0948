"""What became of the rows of a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kans.foundation.errors import DomainError


@dataclass(frozen=True)
class Problem:
    """Why a row did not go in, and about which field; blank: about the whole row."""

    line: int
    field: str
    reason: str
    code: str = ""


@dataclass(frozen=True)
class Difference:
    """A field of a known record that a row changes, as people read both values."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Changed:
    """A known record that a row changes: what it is called, and in what."""

    line: int
    text: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Taken(Changed):
    """A contact that becomes the customer of a row: what it is called, and what of it
    changes.
    """


@dataclass
class Outcomes:
    """How many rows became records, changed one or were known already, and which
    were refused.

    Of records that become something new, `taken` tells; they count as created.
    """

    created: int = 0
    updated: int = 0
    known: int = 0
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)  # of rows that go in

    @property
    def rows(self) -> int:
        return self.created + self.updated + self.known + self.refused

    @property
    def by_line(self) -> dict[int, list[Problem]]:
        """What is wrong with each refused row."""
        found: dict[int, list[Problem]] = {}
        for problem in self.problems:
            found.setdefault(problem.line, []).append(problem)
        return found

    def refuse(self, line: int, error: DomainError) -> None:
        """Count a refused row, with everything that stood in its way."""
        self.report(
            Problem(line, r.field or "", str(r), r.code) for r in error.refusals
        )

    def remark(self, line: int, doubts: Iterable[DomainError]) -> None:
        """Say of a row that goes in what of it may be wrong."""
        self.remarks += [Problem(line, d.field or "", str(d), d.code) for d in doubts]

    def report(self, problems: Iterable[Problem]) -> None:
        """Count a refused row."""
        self.refused += 1
        self.problems += problems

    def edited(self, changed: Changed) -> None:
        """Count a known row by what it changed, if anything."""
        if changed.differences:
            self.updated += 1
            self.changed.append(changed)
        else:
            self.known += 1

    def add(self, other: Outcomes) -> None:
        self.created += other.created
        self.updated += other.updated
        self.known += other.known
        self.refused += other.refused
        self.problems += other.problems
        self.changed += other.changed
        self.taken += other.taken
        self.remarks += other.remarks
