"""The pages of contacts: lists, the card, dialogs, and the marketing set-up."""

from kans.contacts.pages import cards, dialogs, lists, setup

__all__ = ["cards", "dialogs", "lists", "setup"]
