"""The pages of quotes and orders."""

from kans.sales.pages import cards, dialogs, lines, lists, versions

__all__ = ["cards", "dialogs", "lines", "lists", "versions"]
