"""Which contact a row of customers is about. Rules only: no file, no database."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.rules.text import normalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kans.imports.rules.mapping import Row

SHOWN = 3  # numbers that a refusal names
LONGEST_NUMBER = 20
MAY_BE_NUMBERS = ("number", "company_contact", "contact", "primary_contact")
TEXTS = ("names", "contacts", "mentioned")


class SeveralContactsMeant(DomainError):
    field = "contact"
    message = _(
        "Several contacts are called %(name)s: %(numbers)s. Enter the number of the "
        "right one as Contact No., or merge them first."
    )


class ContactOfSeveralRows(DomainError):
    field = "contact"
    message = _(
        "Several rows are called %(name)s, and so is contact %(contact)s. Enter that "
        "number as Contact No. in the row that it is for."
    )


class NamedTwice(DomainError):
    field = "name"
    message = _(
        "Several rows are called %(name)s. Give this one a number, an external ID or a "
        "Contact No., so that it is known which customer it is."
    )


@dataclass(frozen=True)
class Asked:
    """What a row says of which customer it is."""

    name: str
    number: str = ""
    external_id: str = ""

    @property
    def has_key(self) -> bool:
        """Whether it would be known again without its name."""
        return bool(self.number or self.external_id)

    def may_be(self, candidate: Candidate) -> bool:
        """Whether the row says nothing that its customer, if it is one, is not.

        As with numbers: two external ids that differ are two customers.
        """
        if not candidate.customer:
            return True
        if self.number:
            return self.number.upper() == candidate.customer
        known = candidate.external_id
        return not (self.external_id and known) or self.external_id == known


@dataclass(frozen=True)
class Candidate:
    """A contact by its number, with the customer that it is already."""

    contact: str
    customer: str = ""
    external_id: str = ""  # of the customer


@dataclass(frozen=True)
class WholeFile:
    """What only all rows together tell, in the form in which texts are compared."""

    names: frozenset[str] = frozenset()  # that several rows bear without a contact
    contacts: frozenset[str] = frozenset()  # that rows name
    mentioned: frozenset[str] = frozenset()  # whatever may be a number, in capitals
    has_ids: bool = False
    has_numbers: bool = False

    @classmethod
    def of(cls, rows: Iterable[Row]) -> WholeFile:
        names: Counter[str] = Counter()
        contacts: set[str] = set()
        mentioned: set[str] = set()
        has_ids = has_numbers = False
        for row in rows:
            has_ids = has_ids or bool(row.get("external_id"))
            has_numbers = has_numbers or bool(row.get("number"))
            mentioned.update(row.get(name, "").upper() for name in MAY_BE_NUMBERS)
            if named := normalised(row.get("contact", "")):
                contacts.add(named)
            elif name := normalised(row.get("name", "")):
                names[name] += 1
        several = (name for name, count in names.items() if count > 1)
        return cls(
            frozenset(several),
            frozenset(contacts),
            frozenset(text for text in mentioned if 0 < len(text) <= LONGEST_NUMBER),
            has_ids=has_ids,
            has_numbers=has_numbers,
        )

    @property
    def is_foreign(self) -> bool:
        """Whether rows are numbered as in another program, and so are references."""
        return self.has_ids and not self.has_numbers

    def names_contact(self, *names: str) -> bool:
        """Whether a row names the contact that goes by these."""
        return not self.contacts.isdisjoint(normalised(name) for name in names if name)

    @classmethod
    def from_json(cls, known: Mapping[str, Any]) -> WholeFile:
        names, contacts, mentioned = (frozenset(known.get(n, ())) for n in TEXTS)
        return cls(
            names,
            contacts,
            mentioned,
            has_ids=known.get("has_ids", False),
            has_numbers=known.get("has_numbers", False),
        )

    def as_json(self) -> dict[str, Any]:
        texts = {name: sorted(getattr(self, name)) for name in TEXTS}
        return {**texts, "has_ids": self.has_ids, "has_numbers": self.has_numbers}


def meant_by_name(
    asked: Asked, called_so: Sequence[Candidate], *, repeated: bool
) -> Candidate | None:
    """The one contact of that name that a row is about; None if it is a new one.

    `called_so` are those of the name that no row names by itself; `repeated` says that
    other rows bear the name: whom a contact is for is then not to be guessed.
    """
    if repeated and not asked.has_key:
        raise NamedTwice(name=asked.name)
    possible = [candidate for candidate in called_so if asked.may_be(candidate)]
    if len(possible) > 1:
        raise several(asked.name, [candidate.contact for candidate in possible])
    if possible and repeated:
        raise ContactOfSeveralRows(name=asked.name, contact=possible[0].contact)
    return possible[0] if possible else None


def several(name: str, numbers: Sequence[str]) -> SeveralContactsMeant:
    more = ", …" if len(numbers) > SHOWN else ""
    return SeveralContactsMeant(name=name, numbers=", ".join(numbers[:SHOWN]) + more)
