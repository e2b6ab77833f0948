"""Which kinds of records have a card: what may be remarked on, and who may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kans.foundation.acting.addresses import know_every_page

if TYPE_CHECKING:
    from django.db import models

    from kans.web.cards import CardFrame

_cards: dict[type[models.Model], CardFrame] = {}


def card_of(model: type[models.Model]) -> CardFrame | None:
    return _cards.get(model)


def permissions_to_see() -> dict[type[models.Model], str]:
    """What one needs to see a record, by its kind; also where no page was asked yet."""
    know_every_page()
    return {model: frame.permission for model, frame in _cards.items()}
