"""What only all rows of a file together tell. Rules only: no file, no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from kans.foundation.strings import normalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kans.imports.rules.mapping import Row

LONGEST_NUMBER = 20
REFERENCES = ("company_contact", "contact", "primary_contact")  # to contacts
MAY_BE_NUMBERS = ("number", *REFERENCES)
NAMES_OF_A_COMPANY = ("number", "external_id", "name")
ONCE_EACH = ("external_id", "number", "code")  # what a file holds only once

# What rows tell of themselves; see `facts_of`.
NAME, CONTACT, MENTIONED = "name", "contact", "mentioned"
COMPANY, RECORD = "company", "record"

Fact = tuple[str, str]


class Place(NamedTuple):
    """Where a row is: its line as people count, and where it begins in the file."""

    line: int
    offset: int


class Facts(Protocol):
    """Where in a file rows tell what."""

    def places(self, what: str, key: str) -> Sequence[Place]:
        """Return some of the rows that tell this, at least two, the first first."""

    def tells(self, what: str) -> bool:
        """Return whether any row tells something of this."""


@dataclass
class FactsInMemory:
    """The facts of a file whose rows are all in memory."""

    by_fact: dict[Fact, list[Place]] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, rows: Iterable[Row], kind: str = "") -> FactsInMemory:
        facts = cls()
        for line, row in enumerate(rows, start=1):
            facts.add(Place(line, 0), facts_of(row, kind))
        return facts

    def add(self, place: Place, facts: Iterable[Fact]) -> None:
        for fact in facts:
            self.by_fact.setdefault(fact, []).append(place)
            self.told.add(fact[0])

    def places(self, what: str, key: str) -> Sequence[Place]:
        return self.by_fact.get((what, key), ())

    def tells(self, what: str) -> bool:
        return what in self.told


def facts_of(row: Row, kind: str) -> set[Fact]:
    """Return what a row tells that counts for others, as texts are compared."""
    return {(what, key) for what, key in _told(row, kind) if key}


def _told(row: Row, kind: str) -> Iterator[Fact]:
    for name in once_each(kind):
        yield once(name), row.get(name, "").upper()
    for name in MAY_BE_NUMBERS:
        text = row.get(name, "").upper()
        yield MENTIONED, text if len(text) <= LONGEST_NUMBER else ""
    contact = normalised(row.get("contact", ""))
    yield CONTACT, contact
    yield NAME, "" if contact else normalised(row.get("name", ""))
    if kind == "contacts" and not works_for_another(row):
        for name in NAMES_OF_A_COMPANY:
            yield COMPANY, normalised(row.get(name, ""))


def once(name: str) -> str:
    """Return the fact that a field holds a text which a file holds only once."""
    return f"once {name}"


def once_each(kind: str) -> tuple[str, ...]:
    """Return what a file of that kind holds only once.

    A contact is one customer (C2C-2).
    """
    return (*ONCE_EACH, "contact") if kind == "customers" else ONCE_EACH


def works_for_another(row: Row) -> bool:
    """Whether a row names a company, and not itself as its own."""
    company = normalised(row.get("company_contact", ""))
    itself = {normalised(row.get(name, "")) for name in NAMES_OF_A_COMPANY}
    return bool(company) and company not in itself


@dataclass(frozen=True)
class WholeFile:
    """What all rows of a file together tell of one of them.

    `own_numbers`: somebody said that the numbers in it are those of this company.
    """

    facts: Facts = field(default_factory=FactsInMemory)
    own_numbers: bool = False

    @classmethod
    def of(cls, rows: Iterable[Row], *, own_numbers: bool = False) -> WholeFile:
        return cls(FactsInMemory.of(rows), own_numbers)

    @property
    def is_foreign(self) -> bool:
        """Whether rows are numbered as in another program, and so are references."""
        has_ids = self.facts.tells(once("external_id"))
        has_numbers = self.facts.tells(once("number"))
        return has_ids and not has_numbers and not self.own_numbers

    @property
    def names_contacts(self) -> bool:
        """Whether any row names a contact."""
        return self.facts.tells(CONTACT)

    def names_contact(self, *names: str) -> bool:
        """Whether a row names the contact that goes by these."""
        keys = (normalised(name) for name in names if name)
        return any(self.facts.places(CONTACT, key) for key in keys)

    def has_name(self, name: str) -> bool:
        """Whether a row bears a name without naming a contact."""
        return bool(self.facts.places(NAME, normalised(name)))

    def shares_name(self, name: str) -> bool:
        """Whether several rows bear a name without naming a contact."""
        return len(self.facts.places(NAME, normalised(name))) > 1

    def mentions(self, number: str) -> bool:
        """Whether a row has a number, or refers to it, in capitals."""
        return bool(self.facts.places(MENTIONED, number))
