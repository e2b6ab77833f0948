"""The sheet of shortcuts: those that scripts handle are declared here.

What a button or link says of its own key (`data-key`) is added by the script, which
sees which of them are on the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kans.web.chrome import chrome
from kans.web.pages import page, respond

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from django_stubs_ext import StrOrPromise

    from kans.web.pages import PageRequest


@dataclass(frozen=True)
class Shortcut:
    """Keys of which any does it, or each its own of what is named."""

    keys: tuple[StrOrPromise, ...]
    does: StrOrPromise
    single: bool = False  # a letter alone, which one can turn off


@dataclass(frozen=True)
class Group:
    """Shortcuts that work in one place: where there is an element of this kind."""

    caption: StrOrPromise
    shortcuts: tuple[Shortcut, ...]
    where: str = ""


GROUPS = (
    Group(
        _("Everywhere"),
        (
            Shortcut(("Alt+Q", "Ctrl+K"), _("Tell me what you want to do")),
            Shortcut(("?",), _("These shortcuts"), single=True),
            Shortcut(("Ctrl+Z",), _("Undo what you did last")),
            Shortcut(("Ctrl+Y", "Ctrl+Shift+Z"), _("Redo")),
            Shortcut(("Esc",), _("Close what is open")),
        ),
    ),
    Group(
        pgettext_lazy("plural", "Lists"),
        (
            Shortcut(("↑", "↓", "Page Up", "Page Down"), _("Go from row to row")),
            Shortcut(("j", "k"), _("The next row, the one before"), single=True),
            Shortcut(("←", "→"), _("Go from column to column")),
            Shortcut(("Ctrl+Home", "Ctrl+End"), _("The first row, the last one shown")),
            Shortcut(("Enter",), _("Open the row")),
            Shortcut(("F2",), _("Edit the cell, or else the whole row")),
            Shortcut(("Tab",), _("Save the cell and edit the next one")),
            Shortcut(("F8",), _("Take over what stands in the row above")),
            Shortcut((pgettext_lazy("key", "Space"),), _("Tick the row, or untick it")),
            Shortcut(("x",), _("Tick the row, or untick it"), single=True),
            Shortcut(("Shift+↑", "Shift+↓"), _("Tick row after row")),
            Shortcut(("Ctrl+A",), _("Tick all rows that are shown, then all")),
            Shortcut(("Ctrl+C",), _("Copy the ticked rows, or the selected one")),
            Shortcut(("F3",), _("Search")),
            Shortcut(("Shift+F3",), _("Show or hide the filters")),
            Shortcut(("Alt+F3",), _("Filter to this value")),
        ),
        where="[data-list]",
    ),
    Group(
        _("Cards"),
        (
            Shortcut(("F2",), _("Edit the field, or the first one")),
            Shortcut(("Tab",), _("Save the field and edit the next one")),
            Shortcut(("Esc",), _("Leave the field as it was")),
        ),
        where="[data-card]",
    ),
    Group(
        _("Dialogs"),
        (
            Shortcut(("Ctrl+Enter",), _("OK")),
            Shortcut(("Esc",), _("Cancel")),
        ),
    ),
    Group(
        _("Dates"),
        (
            Shortcut(("t", "w"), _("Today, the work date")),
            Shortcut(("15",), _("The 15th of this month")),
            Shortcut(("t+2w", "em"), _("In two weeks, the end of this month")),
        ),
    ),
)


@page(signed_in=True)
def shortcuts(request: PageRequest) -> HttpResponse:
    surroundings = chrome(request)
    groups = list(_shown(with_single_keys=surroundings.single_keys))
    entries = surroundings.navigation if surroundings.single_keys else ()
    context = {
        "title": _("Keyboard Shortcuts"),
        "groups": groups,
        "places": [entry for entry in entries if entry.key],
        "single_keys": surroundings.single_keys,
    }
    return respond(request, "web/shortcuts.html", context)


def _shown(*, with_single_keys: bool) -> Iterator[Group]:
    for group in GROUPS:
        works = (s for s in group.shortcuts if with_single_keys or not s.single)
        yield Group(group.caption, tuple(works), group.where)
