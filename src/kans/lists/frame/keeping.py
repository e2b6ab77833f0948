"""What a view keeps of a list, or a job is told of it: it is read otherwise nowhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kans.foundation.errors import DomainError
from kans.lists.frame.filters import KINDS, context_of, options
from kans.lists.rules.conditions import Asked, Condition, Group, Part, read_conditions
from kans.lists.rules.filter_wording import (
    neutral,
    neutral_operand,
    settled,
    settled_operand,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from kans.lists.frame.columns import BoundColumn
    from kans.lists.frame.declared import ListFrame
    from kans.lists.frame.state import ListState
    from kans.lists.rules.filters import FilterContext, Kind


def kept_query(state: ListState, frame: ListFrame) -> str:
    """Filters, search, order and grouping, in words of no language."""
    return _worded(state, frame, NEUTRAL).kept()


def settled_query(state: ListState, frame: ListFrame) -> str:
    """The same for a job: the days are those of today, and no view is named whose
    filters may change before its end.
    """
    return _worded(state, frame, SETTLED).by_itself()


def settled_text(text: str, column: BoundColumn) -> str:
    """A filter at a column as it is meant now."""
    return SETTLED.text(text, column)


@dataclass(frozen=True)
class Wording:
    """How filters and operands are worded."""

    filter: Callable[[str, Kind, FilterContext], str]
    operand: Callable[[str | None, Kind, FilterContext], str | None]

    def text(self, text: str, column: BoundColumn) -> str:
        if text in dict(options(column)):
            return text
        return self.filter(text, KINDS[column.kind], context_of(column))

    def where(self, where: str, frame: ListFrame) -> str:
        try:
            return str(self._part(read_conditions(where), frame))
        except DomainError:
            return where

    def _part(self, part: Part, frame: ListFrame) -> Part:
        if isinstance(part, Group):
            return Group(part.how, tuple(self._part(each, frame) for each in part.of))
        column = frame.bound.get(part.column)
        return self._condition(part, column) if column else part

    def _condition(self, part: Condition, column: BoundColumn) -> Condition:
        if part.asked is Asked.PASSES:
            return replace(part, text=self.text(part.text, column))
        if part.text in dict(options(column)):
            return part
        kind = KINDS[column.kind]
        worded = self.operand(part.text, kind, context_of(column))
        return replace(part, text=worded or part.text)


NEUTRAL = Wording(neutral, neutral_operand)
SETTLED = Wording(settled, settled_operand)


def _worded(state: ListState, frame: ListFrame, wording: Wording) -> ListState:
    filters = {
        name: tuple(wording.text(text, frame.bound[name]) for text in texts)
        for name, texts in state.filters.items()
    }
    return replace(state, filters=filters, where=wording.where(state.where, frame))
