"""The state of a list as its address says it; what is garbage there is left out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from kans.foundation.strings import typed
from kans.lists.frame.declared import EVERYTHING, FILTER
from kans.lists.frame.drafts import APPLY, EDIT, draft_in
from kans.lists.rules.conditions import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import QueryDict

    from kans.lists.frame.declared import ListFrame, Scope
    from kans.lists.frame.views import Views

    Pairs = tuple[tuple[str, str], ...]

FILTERS, WHERE = "filters", "where"
PANES = {FILTERS, WHERE}
CHANGED = "changed"  # says that nothing of the view is left, though nothing else is
BLANK = "''"  # in an address: the group of the rows that have nothing there


@dataclass(frozen=True)
class ListState:
    """What a list shows: its view, or what was made of it; and where one is in it."""

    sort: str = ""  # as the address has it; none: the order that is declared
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    where: str = ""  # conditions on several columns
    search: str = ""
    group: str = ""
    inside: str = ""  # the group that is open, as the address names it
    selected: str = ""
    after: str = ""
    pane: str = ""
    carried: Mapping[str, str] = field(default_factory=dict)
    view: str = EVERYTHING.name
    home: str = EVERYTHING.name  # the view of an address that says nothing
    of_view: Pairs = ()  # what the view says by itself

    @classmethod
    def of(
        cls, query: QueryDict, frame: ListFrame, scope: Scope | None, views: Views
    ) -> Self:
        """Read the address, and leave out what does not exist."""
        said = cls._said(query, frame)
        pane = query.get("pane", "")
        named = query.get("view", "")
        is_bare = not said.pairs() and CHANGED not in query
        view = views.known(named) if named or not is_bare else views.home
        of_view = cls._said(views.query_of(view), frame)
        shown = of_view if is_bare else said
        return replace(
            shown,
            inside=typed(query.get("in", "")) if shown.group else "",
            selected=typed(query.get("selected", "")),
            after=typed(query.get("after", ""), longest=4000),
            pane=pane if pane in PANES else "",
            carried=dict(scope.parameters) if scope else {},
            view=view,
            home=views.home,
            of_view=of_view.pairs(),
        )

    @classmethod
    def _said(cls, query: QueryDict, frame: ListFrame) -> Self:
        """What is asked for in so many words."""
        if not query:
            return cls()
        sort = typed(query.get("sort", ""))
        column = frame.bound.get(sort.removeprefix("-"))
        group = query.get("group", "")
        return cls(
            filters={
                column.name: texts
                for column in frame.filterable
                if (texts := _texts(query, FILTER + column.name))
            },
            where=_where(query),
            search=typed(query.get("search", "")),
            sort=sort if column and column.column.sortable else "",
            group=group if group in {c.name for c in frame.groupable} else "",
        )

    @property
    def narrowed(self) -> bool:
        """Whether something other than the scope keeps rows out."""
        return bool(self.filters or self.where or self.search)

    @property
    def is_as_view(self) -> bool:
        """Whether the view is shown as it is, and nothing was made of it."""
        return self.pairs() == self.of_view

    def pairs(self) -> Pairs:
        """What is shown, in so many words."""
        said = [(FILTER + name, t) for name, ts in self.filters.items() for t in ts]
        said += [
            ("where", self.where),
            ("search", self.search),
            ("sort", self.sort),
            ("group", self.group),
        ]
        return tuple((name, text) for name, text in said if text)

    def address(self, **changes: Any) -> str:
        """The address of the same list with something changed: `?sort=…`."""
        state = replace(self, **{"after": "", **changes})
        place = [
            ("pane", state.pane),
            ("in", state.inside),
            ("selected", state.selected),
            ("after", state.after),
        ]
        return query_of([*state.carried.items(), *state.shown(), *place])

    def in_full(self) -> str:
        """What is shown without the name of the view: scripts add to it."""
        return query_of([*self.carried.items(), *self._in_full()])

    def in_so_many_words(self) -> str:
        """What is shown, for a page on which a view of it is kept."""
        named = ("view", self.view)
        return query_of([named, *self.pairs(), (CHANGED, "yes")])

    def by_itself(self) -> str:
        """What is shown, of all rows of the scope: no view has a say in it."""
        pairs = [*self.carried.items(), *self.pairs(), (CHANGED, "yes")]
        return query_of(pairs).removeprefix("?")

    def kept(self) -> str:
        """What a view keeps of it."""
        return query_of(self.pairs()).removeprefix("?")

    def at_view(self, name: str) -> str:
        """The address of the list in another view."""
        named = [] if name == self.home else [("view", name)]
        return query_of([*self.carried.items(), *named])

    def without(self, name: str) -> str:
        rest = {n: texts for n, texts in self.filters.items() if n != name}
        return self.address(filters=rest, inside="")

    def hidden(self, *without: str) -> list[tuple[str, str]]:
        """What a form of the list carries along, but for what it asks itself."""
        said = [*self.carried.items(), *self._in_full(), (CHANGED, "yes")]
        return [
            (name, text)
            for name, text in said
            if not any(name == w or name.startswith(f"{w}.") for w in without)
        ]

    def shown(self) -> Iterable[tuple[str, str]]:
        if self.is_as_view:
            return [] if self.view == self.home else [("view", self.view)]
        return self._in_full() if self.pairs() else [*self._in_full(), (CHANGED, "yes")]

    def _in_full(self) -> list[tuple[str, str]]:
        named = [] if self.view == EVERYTHING.name else [("view", self.view)]
        return [*named, *self.pairs()]


def query_of(pairs: Iterable[tuple[str, str]]) -> str:
    filled = [(name, text) for name, text in pairs if text]
    return "?" + urlencode(filled, safe="(),:")


def _where(query: QueryDict) -> str:
    if query.get(EDIT) == APPLY:
        return str(draft_in(query).group())
    return typed(query.get("where", ""), longest=LONGEST + 1)


def _texts(query: QueryDict, name: str) -> tuple[str, ...]:
    texts = (typed(text) for text in query.getlist(name)[:50])
    return tuple(text for text in texts if text)
