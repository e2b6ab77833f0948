"""The list frame: an area declares its columns, everything else is here."""

from kans.foundation.frames.lists.columns import Column, Kind
from kans.foundation.frames.lists.declared import ListAction, ListFrame, Scope
from kans.foundation.frames.lists.show import show_list

__all__ = ["Column", "Kind", "ListAction", "ListFrame", "Scope", "show_list"]
