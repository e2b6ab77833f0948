"""How the business says no."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from kans.foundation import notation
from kans.foundation.strings import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model
    from django_stubs_ext import StrOrPromise


class DomainError(Exception):
    """A refusal: a sentence for people, a code for programs, a field to point at.

    Define each one beside the rule that raises it. Its class name is its code. A
    `cure` names the verb that would remove what stands in the way.
    """

    message: ClassVar[StrOrPromise]
    field: str | None = None
    status: ClassVar[int] = 400
    cure: ClassVar[str | None] = None
    tells_of: Model | None = None  # a record that the page gives a link to

    def __init__(self, *, at: str | None = None, **facts: Any) -> None:
        super().__init__(facts)
        self.facts = facts
        if at is not None:
            self.field = at

    def __str__(self) -> str:
        return self.without()

    def without(self, *names: str) -> str:
        """The sentence with these facts left open: it is then one about many."""
        facts = {
            name: "…" if name in names else _worded(fact)
            for name, fact in self.facts.items()
        }
        return sentence(str(self.message), facts) if facts else str(self.message)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and (other.facts, other.field) == (
            self.facts,
            self.field,
        )

    def __hash__(self) -> int:
        return hash((type(self), self.field))

    @property
    def code(self) -> str:
        return type(self).__name__

    @property
    def refusals(self) -> tuple[DomainError, ...]:
        """Everything that stands in the way: of a plain refusal, itself."""
        return (self,)


class Refused(DomainError):
    """Several refusals of one judgement, reported together (MOV-10)."""

    def __init__(self, refusals: Iterable[DomainError]) -> None:
        super().__init__()
        self._refusals = tuple(refusals)

    def __str__(self) -> str:
        return " ".join(str(refusal) for refusal in self._refusals)

    @property
    def code(self) -> str:
        return self._refusals[0].code

    @property
    def refusals(self) -> tuple[DomainError, ...]:
        return self._refusals


def _worded(fact: Any) -> Any:
    """A fact as the reader writes it: a date in figures, not in ISO."""
    match fact:
        case date():
            return notation.date(fact)
        case Decimal():
            return notation.number(fact)
        case _:
            return fact


def refuse_if_any(refusals: Iterable[DomainError]) -> None:
    """Raise what a judgement found: one refusal as itself, several as `Refused`."""
    found = tuple(refusals)
    if len(found) == 1:
        raise found[0]
    if found:
        raise Refused(found)
