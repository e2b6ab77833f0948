"""What a person takes over from the company that the person works for.

Values are given by the names of their columns, so that a rule knows no record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Values = Mapping[str, Any]

WHERE = ("address", "address_2", "post_code", "city")  # these decide about the block
ADDRESS = (*WHERE, "county")
COMMUNICATION = ("phone", "mobile_phone", "email", "home_page")
SWITCHED = {
    "salesperson": "salesperson_id",
    "country": "country",
    "language": "language",
}
INHERITED = (*SWITCHED.values(), *ADDRESS, *COMMUNICATION)


@dataclass(frozen=True)
class Inheritance:
    """What is taken over, as the set-up says."""

    salesperson: bool = True
    country: bool = True
    language: bool = True
    address: bool = True
    communication: bool = True

    @property
    def switched(self) -> tuple[str, ...]:
        """The columns that have a switch each, and it is on."""
        return tuple(field for name, field in SWITCHED.items() if getattr(self, name))


def on_joining(
    person: Values, company: Values, former: Values | None, on: Inheritance
) -> dict[str, Any]:
    """What a person takes over on joining a company (CON-13 to CON-15).

    Salesperson, country and language always, even blank; the address when the
    person has none or that of the former company; each phone number and the like
    when it is blank or that of the former company.
    """
    taken = {name: company[name] for name in on.switched}
    if on.address and (_blank(person, WHERE) or _same(person, former, WHERE)):
        taken |= {name: company[name] for name in ADDRESS}
    if on.communication:
        taken |= {
            name: company[name]
            for name in COMMUNICATION
            if _blank(person, [name]) or _same(person, former, [name])
        }
    return taken


def on_change(
    person: Values, before: Values, after: Values, on: Inheritance
) -> dict[str, Any]:
    """What a person takes over when the company changes from this to that (CON-16).

    Only what changed, and only where the person still had the company's old value.
    """
    candidates = list(on.switched)
    if on.address and _same(person, before, WHERE):
        candidates += ADDRESS
    if on.communication:
        candidates += COMMUNICATION
    return {
        name: after[name]
        for name in candidates
        if after[name] != before[name] and person[name] == before[name]
    }


def _blank(values: Values, names: Iterable[str]) -> bool:
    return not any(values[name] for name in names)


def _same(values: Values, others: Values | None, names: Iterable[str]) -> bool:
    return others is not None and all(values[n] == others[n] for n in names)
