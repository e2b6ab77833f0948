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


@dataclass
class Outcomes:
    """How many rows became records or were known already, and what was refused."""

    created: int = 0
    known: int = 0
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, line: int, error: DomainError) -> None:
        """Count a refused row, with everything that stood in its way."""
        self.report(
            Problem(line, r.field or "", str(r), r.code) for r in error.refusals
        )

    def report(self, problems: Iterable[Problem]) -> None:
        """Count a refused row."""
        self.refused += 1
        self.problems += problems

    def add(self, other: Outcomes) -> None:
        self.created += other.created
        self.known += other.known
        self.refused += other.refused
        self.problems += other.problems
