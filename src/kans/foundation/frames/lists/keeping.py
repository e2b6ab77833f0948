"""What a view keeps of a list: so worded that others read the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kans.foundation.errors import DomainError
from kans.foundation.frames.lists.filters import KINDS, context_of, options
from kans.foundation.rules.conditions import (
    Asked,
    Condition,
    Group,
    Part,
    read_conditions,
)
from kans.foundation.rules.filter_wording import neutral, neutral_operand

if TYPE_CHECKING:
    from kans.foundation.frames.lists.columns import BoundColumn
    from kans.foundation.frames.lists.declared import ListFrame
    from kans.foundation.frames.lists.state import ListState


def kept_query(state: ListState, frame: ListFrame) -> str:
    """Filters, search, order and grouping, in words of no language."""
    filters = {
        name: tuple(_text(text, frame.bound[name]) for text in texts)
        for name, texts in state.filters.items()
    }
    where = _where(state.where, frame)
    return replace(state, filters=filters, where=where).kept()


def _where(where: str, frame: ListFrame) -> str:
    try:
        return str(_part(read_conditions(where), frame))
    except DomainError:
        return where


def _part(part: Part, frame: ListFrame) -> Part:
    if isinstance(part, Group):
        return Group(part.how, tuple(_part(each, frame) for each in part.of))
    column = frame.bound.get(part.column)
    return _condition(part, column) if column else part


def _condition(part: Condition, column: BoundColumn) -> Condition:
    if part.asked is Asked.PASSES:
        return replace(part, text=_text(part.text, column))
    if part.text in dict(options(column)):
        return part
    kind = KINDS[column.kind]
    worded = neutral_operand(part.text, kind, context_of(column))
    return replace(part, text=worded or part.text)


def _text(text: str, column: BoundColumn) -> str:
    if text in dict(options(column)):
        return text
    return neutral(text, KINDS[column.kind], context_of(column))
