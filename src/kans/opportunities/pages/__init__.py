"""The pages of opportunities: lists, the card, the dialogs of the process, set-up."""

from kans.opportunities.pages import (
    cards,
    close_codes,
    closing,
    creating,
    cycles,
    lists,
    moving,
    stages,
)

__all__ = [
    "cards",
    "close_codes",
    "closing",
    "creating",
    "cycles",
    "lists",
    "moving",
    "stages",
]
