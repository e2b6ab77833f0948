"""The list frame: an area declares its columns, everything else is here."""

from kans.foundation.frames.lists.columns import Column, Kind, Total
from kans.foundation.frames.lists.declared import ListAction, ListFrame, Scope, View
from kans.foundation.frames.lists.show import show_list
from kans.foundation.frames.lists.tokens import stands_for

__all__ = [
    "Column",
    "Kind",
    "ListAction",
    "ListFrame",
    "Scope",
    "Total",
    "View",
    "show_list",
    "stands_for",
]
