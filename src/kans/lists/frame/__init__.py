"""The list frame: an area declares its columns, everything else is here."""

from kans.lists.frame.columns import Column, Kind, Total
from kans.lists.frame.declared import ListAction, ListFrame, Scope, View
from kans.lists.frame.show import show_list
from kans.lists.frame.tokens import stands_for

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
