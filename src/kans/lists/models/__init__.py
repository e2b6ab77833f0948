"""Views of lists, and how each user arranged them."""

from kans.lists.models.lists import ListSettings, ListView

__all__ = [
    "ListSettings",
    "ListView",
]
