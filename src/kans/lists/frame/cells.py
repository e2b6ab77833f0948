"""Cells that are edited in their place: by the page that edits the card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kans.lists.frame.rows import addresser
from kans.web.cards import card_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from kans.lists.frame.columns import BoundColumn
    from kans.lists.frame.declared import ListFrame


@dataclass(frozen=True)
class CellEditing:
    """Which fields may be edited in their place, and where that of a row is done."""

    fields: frozenset[str] = frozenset()
    address_of: Callable[[Mapping[str, Any]], str] = lambda _values: ""

    def of(self, column: BoundColumn) -> bool:
        return column.path in self.fields


def cell_editing(frame: ListFrame) -> CellEditing:
    """What who acts may edit in a list: what the card has, but not what names a row."""
    card = card_of(frame.model)
    if card is None or card.editing is None or card.by != frame.handle:
        return CellEditing()
    judged = card.may_edit()
    if judged is None or not judged.allowed:
        return CellEditing()
    fields = card.editing.fields - {frame.handle}
    return CellEditing(fields, addresser(card.editing.to, frame.model, card.by))
