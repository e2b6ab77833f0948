"""What stands in the head of a list: its views, and by what its rows are grouped."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.lists.frame.rows import PLACE
from kans.lists.queries import standing_to
from kans.lists.rules.list_views import ViewUnchanged, may_change_view
from kans.web.verbs import Verb

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrOrPromise

    from kans.foundation.errors import DomainError
    from kans.lists.frame.declared import ListFrame
    from kans.lists.frame.state import ListState
    from kans.lists.frame.views import Views
    from kans.lists.models import ListView


@dataclass(frozen=True)
class Choice:
    """A line of a menu, and the address of the list it leads to."""

    caption: StrOrPromise
    to: str
    current: bool
    is_default: bool = False
    shared_by: str = ""  # who shared it; nobody: it is one's own alone


class Menu:
    """The views and groups of a list to choose from, and what is done with them."""

    def __init__(self, frame: ListFrame, state: ListState, views: Views) -> None:
        self.frame = frame
        self.state = state
        self.views = views

    @cached_property
    def kept(self) -> ListView | None:
        """The view that is shown, if somebody keeps it."""
        return self.views.kept_view(self.state.view)

    @property
    def caption(self) -> StrOrPromise:
        return self.views.caption_of(self.state.view)

    @cached_property
    def is_changed(self) -> bool:
        """Whether something else is shown than the view says."""
        if self.kept and self.views.is_arranged(self.state.view):
            return True
        return not self.state.is_as_view

    @property
    def groups_of_views(self) -> list[list[Choice]]:
        """The views to choose from: built in, one's own, shared by others."""
        own = [self._kept(view) for view in self.views.kept if view.is_own]
        others = [self._kept(view) for view in self.views.kept if not view.is_own]
        built_in = [
            self._choice(name, view.caption)
            for name, view in self.frame.built_in.items()
        ]
        return [each for each in (built_in, own, others) if each]

    @property
    def verbs(self) -> list[Verb]:
        """What can be done with what is shown, and with the view it is shown in."""
        there = {"listed": self.frame.name}
        query = self.state.in_so_many_words()
        new = address("lists:new_view", **there) + query
        kept = self.kept
        if kept is None:
            return [Verb(verdict("create_view"), new, icon="plus")]
        refused = may_change_view(standing_to(kept))
        unchanged = () if self.is_changed else (ViewUnchanged(),)

        def verb(
            name: str, icon: str, why_not: Iterable[DomainError] = refused
        ) -> Verb:
            to = address(f"lists:{name}", **there, view_id=kept.pk)
            return Verb(verdict(name, why_not), to + query, icon=icon)

        return [
            verb("save_view", "device-floppy", refused or unchanged),
            Verb(verdict("create_view"), new, icon="plus"),
            verb("rename_view", "pencil"),
            verb("share_view", "users"),
            verb("delete_view", "trash"),
        ]

    @property
    def is_default(self) -> bool:
        return self.state.view == self.views.home

    @property
    def default_page(self) -> str:
        """Where one says that the list is to open in this view."""
        return address("lists:default_view", listed=self.frame.name)

    @property
    def layout_page(self) -> str:
        """Where it is kept how the columns stand."""
        return address("lists:arrange_list", listed=self.frame.name)

    @property
    def columns_page(self) -> str:
        """Where columns are chosen."""
        page = address("lists:list_columns", listed=self.frame.name)
        return f"{page}?{urlencode({'view': self.state.view})}"

    @property
    def groupings(self) -> list[Choice]:
        """By what the rows can be grouped."""
        grouped = self.state.address(group=PLACE, inside="", selected="")
        return [
            Choice(
                column.caption,
                grouped.replace(PLACE, column.name),
                current=column.name == self.state.group,
            )
            for column in self.frame.groupable
        ]

    @property
    def ungrouped(self) -> str:
        return self.state.address(group="", inside="", selected="")

    def _kept(self, view: ListView) -> Choice:
        shared_by = view.owner_name if view.is_shared else ""
        return self._choice(str(view.pk), view.name, shared_by)

    def _choice(self, name: str, caption: StrOrPromise, shared_by: str = "") -> Choice:
        return Choice(
            caption,
            self.state.at_view(name) or "?",
            current=name == self.state.view,
            is_default=name == self.views.home,
            shared_by=shared_by,
        )
