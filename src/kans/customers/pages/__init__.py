"""The pages of customers: list, card, dialogs, and the set-up of templates."""

from kans.customers.pages import becoming, cards, dialogs, lists, templates

__all__ = ["becoming", "cards", "dialogs", "lists", "templates"]
