"""The state of a list as its address says it; what is garbage there is left out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from kans.foundation.rules.text import typed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from kans.foundation.frames.lists.declared import ListFrame, Scope

FILTER = "filter."
PANE = "filters"


@dataclass(frozen=True)
class ListState:
    """What a list shows: order, filters, search, the selected row, from where on."""

    sort: str = ""  # as the address has it; none: the order that is declared
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    search: str = ""
    selected: str = ""
    after: str = ""
    pane: bool = False
    carried: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, query: QueryDict, frame: ListFrame, scope: Scope | None) -> Self:
        """Read the address, and leave out what does not exist."""
        filters = {
            column.name: texts
            for column in frame.filterable
            if (texts := _texts(query, FILTER + column.name))
        }
        sort = typed(query.get("sort", ""))
        column = frame.bound.get(sort.removeprefix("-"))
        return cls(
            sort=sort if column and column.column.sortable else "",
            filters=filters,
            search=typed(query.get("search", "")),
            selected=typed(query.get("selected", "")),
            after=typed(query.get("after", ""), longest=4000),
            pane=query.get("pane") == PANE,
            carried=dict(scope.parameters) if scope else {},
        )

    @property
    def narrowed(self) -> bool:
        """Whether something other than the scope keeps rows out."""
        return bool(self.filters or self.search)

    def address(self, **changes: Any) -> str:
        """The address of the same list with something changed: `?sort=…`."""
        state = replace(self, **{"after": "", **changes})
        pairs: list[tuple[str, str]] = list(state.carried.items())
        for name, texts in state.filters.items():
            pairs += [(FILTER + name, text) for text in texts]
        if state.search:
            pairs.append(("search", state.search))
        if state.sort:
            pairs.append(("sort", state.sort))
        if state.pane:
            pairs.append(("pane", PANE))
        if state.selected:
            pairs.append(("selected", state.selected))
        if state.after:
            pairs.append(("after", state.after))
        return "?" + urlencode(pairs)

    def without(self, name: str) -> str:
        rest = {n: texts for n, texts in self.filters.items() if n != name}
        return self.address(filters=rest)


def _texts(query: QueryDict, name: str) -> tuple[str, ...]:
    texts = (typed(text) for text in query.getlist(name)[:50])
    return tuple(text for text in texts if text)
