"""What somebody chose on the page of the columns, and what stands in its way."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.imports.rules.guessing import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class FieldChosenTwice(DomainError):
    message = _("%(field)s is in column %(column)s already. Choose it once.")


class FieldMissing(DomainError):
    message = _(
        "No column holds %(field)s, which every row needs. Choose its column, or give "
        "a value for every row."
    )


class NothingChosen(DomainError):
    message = _("Say of at least one column what it holds.")


@dataclass(frozen=True)
class MappingChoices:
    """What each column is (column, field), what values mean, values for every row,
    and the notation.
    """

    chosen: tuple[tuple[str, str], ...]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    updates: bool = False
    own_numbers: bool = False

    @property
    def columns(self) -> dict[str, str]:
        """The column of each field."""
        return {name: column for column, name in self.chosen}

    def as_json(self) -> dict[str, Any]:
        return {
            "columns": self.columns,
            "values": {name: dict(known) for name, known in self.values.items()},
            "defaults": dict(self.defaults),
            "language": self.language,
            "own_numbers": self.own_numbers,
        }


def may_be_chosen(
    choices: MappingChoices, *, needed: Iterable[str], captions: Mapping[str, Any]
) -> tuple[DomainError, ...]:
    """What stands in the way of these choices, all together.

    A refusal is about a column by its name, or about the value for every row.
    """
    found: dict[str, str] = {}
    refusals: list[DomainError] = []
    for column, name in choices.chosen:
        if name in found:
            facts = {"field": captions[name], "column": found[name]}
            refusals.append(FieldChosenTwice(**facts, at=f"column:{column}"))
        found.setdefault(name, column)
    if not found:
        refusals.append(NothingChosen())
    given = {*found, *choices.defaults}
    refusals += [
        FieldMissing(field=captions[name], at=f"default:{name}")
        for name in needed
        if found and name not in given
    ]
    return tuple(refusals)


def shape_of(columns: Iterable[str]) -> str:
    """What files have in common whose columns bear the same names, in any order."""
    names = "\n".join(sorted(key_of(name) for name in columns))
    return hashlib.sha256(names.encode()).hexdigest()
