"""Conditions on several columns as the page shows them: an editor, and chips."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kans.foundation.errors import DomainError
from kans.lists.frame.columns import Kind
from kans.lists.frame.drafts import APPLY, EDIT, MOST_GROUPS, draft_in, draft_of
from kans.lists.frame.filters import KINDS, options
from kans.lists.frame.rows import Chip
from kans.lists.rules.conditions import (
    CAPTIONS,
    OFFERED,
    Asked,
    Condition,
    Group,
    How,
    Part,
    read_conditions,
)
from kans.lists.rules.filters import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict
    from django_stubs_ext import StrOrPromise

    from kans.lists.frame.columns import BoundColumn
    from kans.lists.frame.declared import ListFrame
    from kans.lists.frame.drafts import Draft, DraftRow
    from kans.lists.frame.filters import Place
    from kans.lists.frame.state import ListState

SIGNS = {Asked.IS: "=", Asked.NOT: "≠", Asked.FROM: "≥", Asked.TO: "≤"}


@dataclass(frozen=True)
class EditorRow:
    """A row of the editor: which column, what is asked of it, a text."""

    condition: Condition
    asked: list[tuple[str, StrOrPromise]]
    options: list[tuple[str, str]]  # to choose the text from; none: it is typed
    example: StrOrPromise
    error: str


@dataclass(frozen=True)
class EditorGroup:
    how: str
    rows: list[EditorRow]


class Editor:
    """Where conditions on several columns are put together."""

    def __init__(
        self,
        frame: ListFrame,
        state: ListState,
        query: QueryDict,
        refused: Mapping[Place, DomainError],
    ) -> None:
        self.frame = frame
        self.state = state
        self.query = query
        self.refused = refused

    @cached_property
    def draft(self) -> Draft:
        """What is being edited, or else what applies."""
        asked = self.query.get(EDIT, "")
        if asked in {"", APPLY}:
            return draft_of(self.state.where)
        return draft_in(self.query).edited(asked)

    @property
    def groups(self) -> list[EditorGroup]:
        return [
            EditorGroup(group.how.value, [self._row(row) for row in group.rows])
            for group in self.draft.groups
        ]

    @property
    def hows(self) -> list[tuple[str, str]]:
        return [
            (How.ALL.value, _("all of these hold")),
            (How.ANY.value, _("any of these holds")),
        ]

    @property
    def columns(self) -> list[tuple[str, StrOrPromise]]:
        found = [(column.name, column.caption) for column in self.frame.filterable]
        return sorted(found, key=lambda each: str(each[1]).casefold())

    @property
    def may_have_another_group(self) -> bool:
        return len(self.draft.groups) < MOST_GROUPS

    @property
    def error(self) -> str:
        """That nothing of it is understood."""
        found = self.refused.get(())
        return str(found) if found else ""

    def _row(self, row: DraftRow) -> EditorRow:
        condition, column = row.condition, self.frame.bound.get(row.condition.column)
        refused = self.refused.get(row.place) if row.place else None
        offered = OFFERED[KINDS[column.kind if column else Kind.TEXT]]
        choices = options(column) if column and column.chosen_from else []
        known = {"", *(value for value, _name in choices)}
        chosen = condition.asked is not Asked.PASSES and condition.text in known
        return EditorRow(
            condition=condition,
            asked=[(each.value, CAPTIONS[each]) for each in offered],
            options=choices if chosen else [],
            example=_example(column, condition),
            error=str(refused) if refused else "",
        )


def chips_of(frame: ListFrame, state: ListState) -> list[Chip]:
    """What the conditions say: one chip for each that can go by itself."""
    if not state.where:
        return []
    try:
        outer = read_conditions(state.where)
    except DomainError:
        gone = state.address(where="", inside="")
        return [Chip(_("Filter"), state.where, gone)]
    if outer.how is How.ANY:
        gone = state.address(where="", inside="")
        return [Chip("", _said(outer, frame), gone)]
    return [
        Chip(
            "",
            _said(each, frame),
            state.address(where=str(outer.without(at)), inside=""),
        )
        for at, each in enumerate(outer.of)
    ]


def _said(part: Part, frame: ListFrame, *, inner: bool = False) -> str:
    """In words: Status = Won or (Salesperson = JO and Estimated Value ≥ 1000)."""
    if isinstance(part, Group):
        joint = _("or") if part.how is How.ANY else _("and")
        text = f" {joint} ".join(_said(each, frame, inner=True) for each in part.of)
        return f"({text})" if inner and len(part.of) > 1 else text
    column = frame.bound.get(part.column)
    caption = column.caption if column else part.column
    if part.asked is Asked.PASSES:
        return f"{caption}: {part.text}"
    names = dict(options(column)) if column and column.chosen_from else {}
    sign = SIGNS.get(part.asked) or CAPTIONS[part.asked]
    return f"{caption} {sign} {names.get(part.text, part.text)}".rstrip()


def _example(column: BoundColumn | None, condition: Condition) -> StrOrPromise:
    if column is None or condition.asked is not Asked.PASSES:
        return ""
    return EXAMPLES.get(KINDS[column.kind], "")
