"""The card frame: shows one record, and edits it in place."""

from kans.foundation.records.facts import Shown
from kans.web.additions import FactBox, adds_to_card
from kans.web.cards.declared import (
    Badge,
    CardFrame,
    Editing,
    Group,
    card_address,
    visible_record,
)
from kans.web.cards.show import asked_for, saved, show_card, show_edit
from kans.web.registry import card_of
from kans.web.verbs import Related, Verb

__all__ = [
    "Badge",
    "CardFrame",
    "Editing",
    "FactBox",
    "Group",
    "Related",
    "Shown",
    "Verb",
    "adds_to_card",
    "asked_for",
    "card_address",
    "card_of",
    "saved",
    "show_card",
    "show_edit",
    "visible_record",
]
