"""The card frame: shows one record, and edits it in place."""

from kans.foundation.facts import Shown
from kans.foundation.frames.additions import FactBox, adds_to_card
from kans.foundation.frames.cards.declared import (
    Badge,
    CardFrame,
    Editing,
    Group,
    card_address,
    visible_record,
)
from kans.foundation.frames.cards.show import asked_for, saved, show_card, show_edit
from kans.foundation.frames.registry import card_of
from kans.foundation.frames.verbs import Related, Verb

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
