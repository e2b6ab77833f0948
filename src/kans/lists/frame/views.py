"""The views of a list: those that come with it, one's own, and shared ones."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.http import QueryDict

from kans.lists.frame.declared import EVERYTHING
from kans.lists.frame.layouts import Layout
from kans.lists.models import ListSettings
from kans.lists.queries import views_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from kans.lists.frame.declared import ListFrame
    from kans.lists.models import ListView


class Views:
    """What who acts may choose from in a list, and how they like to see it.

    A list of only some records (`scoped`) begins with all of these.
    """

    def __init__(self, frame: ListFrame, *, scoped: bool = False) -> None:
        self.frame = frame
        self.scoped = scoped

    @cached_property
    def settings(self) -> ListSettings:
        return ListSettings.of_who_acts(self.frame.name)

    @cached_property
    def kept(self) -> list[ListView]:
        """The views that somebody has made."""
        return views_of(self.frame.name)

    @cached_property
    def home(self) -> str:
        """The view of an address that names none."""
        chosen = self.settings.default_view
        return EVERYTHING.name if self.scoped else self.known(chosen)

    def known(self, name: str) -> str:
        """The name of a view that there is; otherwise that of all rows."""
        there = name in self.frame.built_in or self.kept_view(name)
        return name if there else EVERYTHING.name

    def kept_view(self, name: str) -> ListView | None:
        if not name or name in self.frame.built_in:
            return None
        return next((view for view in self.kept if str(view.pk) == name), None)

    def query_of(self, name: str) -> QueryDict:
        """What a view shows by itself."""
        if kept := self.kept_view(name):
            return QueryDict(kept.query)
        return self.frame.built_in[name].query

    def caption_of(self, name: str) -> StrOrPromise:
        kept = self.kept_view(name)
        return kept.name if kept else self.frame.built_in[name].caption

    # The columns

    def layout_of(self, name: str) -> Layout:
        """How the columns stand: as arranged by oneself, or as the view says."""
        kept = self.kept_view(name)
        arranged = self.settings.layouts.get(self._key_of(name))
        return Layout.of(self.frame, arranged or (kept.layout if kept else {}))

    def own_layout_of(self, name: str) -> Layout:
        """How the columns stand by themselves."""
        kept = self.kept_view(name)
        return Layout.of(self.frame, kept.layout if kept else {})

    def is_arranged(self, name: str) -> bool:
        """Whether somebody made something else of the columns than is kept."""
        return self.layout_of(name) != self.own_layout_of(name)

    def arrange(self, name: str, layout: Layout) -> None:
        """Keep how the columns stand; what is as by itself is not kept."""
        if layout == self.own_layout_of(name):
            stored = {}
        elif self.kept_view(name):
            stored = layout.in_full()
        else:
            stored = layout.stored(self.frame)
        self.settings.arrange(self._key_of(name), stored)

    def _key_of(self, name: str) -> str:
        """The views that come with a list share their columns."""
        return name if self.kept_view(name) else ""
