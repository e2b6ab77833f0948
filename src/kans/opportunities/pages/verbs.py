"""What can be done with an opportunity, from the list and from the card (LST-3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from kans.foundation.addresses import address
from kans.foundation.frames.verbs import Verb
from kans.foundation.verdicts import verdict
from kans.opportunities.queries import verdicts
from kans.opportunities.rules.closing import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kans.opportunities.models import Opportunity

PAGES = {
    "activate_first_stage": ("opportunities:update", "player-play"),
    "move_opportunity": ("opportunities:update", "arrow-right"),
    "close_opportunity": ("opportunities:closure", "flag"),
    "reopen_opportunity": ("opportunities:reopening", "rotate"),
    "delete_opportunity": ("opportunities:deletion", "trash"),
}
MOVE = "M"
SENSIBLE = {
    Status.NOT_STARTED: "activate_first_stage",
    Status.IN_PROGRESS: "move_opportunity",
}


def verbs_of(opportunity: Opportunity) -> Iterable[Verb]:
    """Every verb with its verdict; the next sensible one is the primary button.

    Update and Activate First Stage are one button: before the start it is the latter.
    """
    status = Status(opportunity.status)
    unfit = (
        "move_opportunity" if status is Status.NOT_STARTED else "activate_first_stage"
    )
    for name, judged in verdicts(opportunity).items():
        if name in PAGES and name != unfit:
            page, icon = PAGES[name]
            yield Verb(
                judged,
                address(page, number=opportunity.number),
                icon=icon,
                primary=name == SENSIBLE.get(status),
                shortcut=MOVE if page == "opportunities:update" else "",
            )
    copy = urlencode({"copy_of": opportunity.number})
    yield Verb(
        replace(verdict("create_opportunity"), caption=_("Copy")),
        f"{address('opportunities:new')}?{copy}",
        icon="copy",
    )
