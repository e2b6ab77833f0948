"""What an area declares of a list."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kans.foundation.acting.addresses import address
from kans.lists.frame.columns import BoundColumn, Column, bind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.db import models
    from django_stubs_ext import StrOrPromise

    from kans.lists.bulk import Bulk
    from kans.web.verbs import Verb


NEW, CREATE = "Alt+N", "C"
EMPTY = _("What you enter is shown here.")


@dataclass(frozen=True)
class ListAction:
    """A button of the list itself, such as New; the rows have verbs.

    `query` is what its address says besides: `?contact=CT0001`.
    """

    caption: StrOrPromise
    url: str
    permission: str
    icon: str = ""
    primary: bool = False
    dialog: bool = True
    shortcut: str = ""
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def keys(self) -> str:
        """What presses it: where New is Alt+N, it is C too, as in create."""
        return f"{NEW} {CREATE}" if self.shortcut == NEW else self.shortcut

    @property
    def to(self) -> str:
        query = f"?{urlencode(self.query)}" if self.query else ""
        return address(self.url) + query


@dataclass(frozen=True)
class Scope:
    """That a list shows only some records, for instance those of one salesperson.

    `clear` leads to all of them; `parameters` of the address are carried along.
    """

    caption: StrOrPromise
    clear: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class View:
    """A view that comes with a list: filters by column, in words that stay relative."""

    name: str
    caption: StrOrPromise
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""

    @property
    def query(self) -> QueryDict:
        """The same, as the address of the list has it."""
        query = QueryDict(mutable=True)
        for name, text in self.filters.items():
            query[f"{FILTER}{name.replace('__', '.')}"] = text
        if self.sort:
            query["sort"] = self.sort
        return query


FILTER = "filter."
EVERYTHING = View("all", pgettext_lazy("view", "All"))
_frames: dict[str, ListFrame] = {}


def frame_of(name: str) -> ListFrame | None:
    """The list of that name, as its area declares it."""
    return _frames.get(name)


@dataclass(frozen=True)
class ListFrame:
    """A list page: which columns, in which order, and what its rows can do."""

    name: str
    caption: StrOrPromise
    model: type[models.Model]
    columns: tuple[Column, ...]
    search: tuple[str, ...] = ()
    order: str = ""
    handle: str = "number"
    open: str | Callable[[Mapping[str, Any]], str] = ""
    extra: tuple[str, ...] = ()
    actions: tuple[ListAction, ...] = ()
    verbs: Callable[[Any], Iterable[Verb]] | None = None
    fact_box: str = ""
    facts: Callable[[Any], dict[str, Any]] | None = None
    above: str = ""
    bulk: Bulk | None = None
    empty: StrOrPromise = EMPTY
    views: tuple[View, ...] = ()

    def __post_init__(self) -> None:
        _frames.setdefault(self.name, self)

    @cached_property
    def bound(self) -> dict[str, BoundColumn]:
        """The columns by their names, with what the model says of them."""
        found = [bind(column, self.model) for column in self.columns]
        return {column.name: column for column in found}

    @cached_property
    def shown(self) -> list[BoundColumn]:
        return [column for column in self.bound.values() if column.column.visible]

    @property
    def filterable(self) -> list[BoundColumn]:
        return [column for column in self.bound.values() if column.column.filterable]

    @cached_property
    def groupable(self) -> list[BoundColumn]:
        """What rows may be grouped by: not by what names each of them."""
        return [
            column
            for column in self.bound.values()
            if column.groupable and column.path != self.handle
        ]

    @cached_property
    def built_in(self) -> dict[str, View]:
        """The views that come with the list, by name."""
        return {view.name: view for view in (EVERYTHING, *self.views)}

    def address_of(self, page: str, *, search: str = "", **filters: str) -> str:
        """The address of this list, filtered: `address_of("x:list", status="WON")`."""
        query = {f"filter.{n.replace('__', '.')}": v for n, v in filters.items()}
        if search:
            query["search"] = search
        return f"{address(page)}?{urlencode(query)}" if query else address(page)
