"""The list that an address names, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.http import Http404

from kans.foundation.acting.actors import who_acts
from kans.foundation.acting.addresses import address
from kans.lists.frame.declared import frame_of
from kans.lists.frame.views import Views
from kans.web.cards import card_of
from kans.web.chrome import home_of
from kans.web.pages import came_from

if TYPE_CHECKING:
    from kans.lists.frame.declared import ListFrame
    from kans.web.pages import PageRequest


def list_named(name: str) -> ListFrame:
    frame = frame_of(name)
    if frame is None:
        raise Http404
    return frame


def views_named(name: str) -> Views:
    return Views(list_named(name))


def page_of(frame: ListFrame) -> str:
    """The page of all rows of a list; the first page there is, if nobody knows it."""
    card = card_of(frame.model)
    return address(card.list) if card and card.list else home_of(who_acts().company)


def listed_at(request: PageRequest, frame: ListFrame) -> str:
    """The page of the list that a dialog was opened from."""
    return urlsplit(came_from(request)).path or page_of(frame)
