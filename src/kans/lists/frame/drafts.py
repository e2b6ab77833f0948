"""Conditions while somebody puts them together, row by row, before they apply."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from kans.foundation.errors import DomainError
from kans.foundation.strings import typed
from kans.lists.rules.conditions import (
    MOST,
    Asked,
    Condition,
    Group,
    How,
    Part,
    read_conditions,
)

if TYPE_CHECKING:
    from django.http import QueryDict

EDIT = "edit"  # in an address: what a button of the editor asks for
APPLY = "apply"
MOST_GROUPS = 10
NOTHING_YET = Condition("", Asked.IS)

Place = tuple[int, ...]


@dataclass(frozen=True)
class DraftRow:
    """A row of the editor, and where its condition stands in the address."""

    condition: Condition
    place: Place = ()


@dataclass(frozen=True)
class DraftGroup:
    """Rows of which all must hold, or any; the first group also holds the others."""

    how: How = How.ALL
    rows: tuple[DraftRow, ...] = ()


@dataclass(frozen=True)
class Draft:
    """The groups of the editor, the outermost first."""

    groups: tuple[DraftGroup, ...]

    def group(self) -> Group:
        """What applies: rows in which nothing is typed are left out."""
        made = [_made(each) for each in self.groups]
        inner = tuple(each for each in made[1:] if each.of)
        return Group(made[0].how, (*made[0].of, *inner))

    def edited(self, asked: str) -> Self:
        """With a row or a group more or less; anything else shows it as it is."""
        what, *at = asked.split(".")
        place = [int(n) for n in at if n.isdecimal()]
        match what, place:
            case "add", [group] if group < len(self.groups):
                return self._with_row(group)
            case "drop", [group, row] if group < len(self.groups):
                return self._without_row(group, row)
            case "group", [] if len(self.groups) < MOST_GROUPS:
                new = DraftGroup(_other(self.groups[0].how), (DraftRow(NOTHING_YET),))
                return replace(self, groups=(*self.groups, new))
            case "ungroup", [group] if 0 < group < len(self.groups):
                rest = (*self.groups[:group], *self.groups[group + 1 :])
                return replace(self, groups=rest)
        return self

    def _with_row(self, group: int) -> Self:
        rows = (*self.groups[group].rows, DraftRow(NOTHING_YET))
        return self._with(group, rows[:MOST])

    def _without_row(self, group: int, row: int) -> Self:
        rows = self.groups[group].rows
        return self._with(group, (*rows[:row], *rows[row + 1 :]))

    def _with(self, group: int, rows: tuple[DraftRow, ...]) -> Self:
        changed = replace(self.groups[group], rows=rows)
        groups = (*self.groups[:group], changed, *self.groups[group + 1 :])
        return replace(self, groups=groups)


def draft_in(query: QueryDict) -> Draft:
    """What stands in the fields of the editor."""
    groups: list[DraftGroup] = []
    while len(groups) < MOST_GROUPS and f"w.how.{len(groups)}" in query:
        at = len(groups)
        how = How.ANY if query[f"w.how.{at}"] == How.ANY.value else How.ALL
        fields = ("field", "asked", "text")
        told = zip(*(query.getlist(f"w.{f}.{at}")[:MOST] for f in fields), strict=False)
        groups.append(DraftGroup(how, tuple(DraftRow(_row(*each)) for each in told)))
    return Draft(tuple(groups or [DraftGroup()]))


def draft_of(where: str) -> Draft:
    """The conditions in an address as rows; the rows of a group beside each other."""
    try:
        outer = read_conditions(where)
    except DomainError:
        outer = Group()
    groups = [
        DraftGroup(each.how, _rows(each.of, (n,)))
        for n, each in enumerate(outer.of)
        if isinstance(each, Group)
    ]
    own = _rows(outer.of, ())
    return Draft((DraftGroup(outer.how, own or _blank(groups)), *groups))


def _rows(parts: tuple[Part, ...], place: Place) -> tuple[DraftRow, ...]:
    return tuple(
        DraftRow(each, (*place, n))
        for n, each in enumerate(parts)
        if isinstance(each, Condition)
    )


def _blank(groups: list[DraftGroup]) -> tuple[DraftRow, ...]:
    """A row to begin with, when there is nothing yet."""
    return () if groups else (DraftRow(NOTHING_YET),)


def _row(column: str, asked: str, text: str) -> Condition:
    known = {each.value for each in Asked}
    means = Asked(asked) if asked in known else Asked.IS
    return Condition(typed(column), means, typed(text))


def _made(group: DraftGroup) -> Group:
    rows = (row.condition for row in group.rows)
    filled = tuple(each for each in rows if each.column and each.is_complete)
    return Group(group.how, filled)


def _other(how: How) -> How:
    return How.ANY if how is How.ALL else How.ALL
