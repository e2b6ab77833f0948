"""The pages of contacts: lists, the card, dialogs, and the marketing set-up."""

from kans.contacts.pages import cards, dialogs, duplicates, lists, merging, setup

__all__ = ["cards", "dialogs", "duplicates", "lists", "merging", "setup"]
