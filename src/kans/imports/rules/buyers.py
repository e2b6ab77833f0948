"""Which contact a row of customers is about. Rules only: no file, no database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN = 3  # numbers that a refusal names


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


class CalledLikeAnotherRow(DomainError):
    field = "contact"
    message = _(
        "Another row is called %(name)s, too, and may become a contact of its own. "
        "Enter the number of the contact that is meant here."
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
