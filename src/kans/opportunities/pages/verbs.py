"""What can be done with an opportunity, from the list and from the card (LST-3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.opportunities.queries import verdicts
from kans.opportunities.rules.closing import Outcome, Status
from kans.web.verbs import Verb, Way

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django_stubs_ext import StrOrPromise

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

SYNONYMS: dict[str, tuple[StrOrPromise, ...]] = {
    "activate_first_stage": ("start", "begin", "beginnen", "starten"),
    "move_opportunity": (_("Move"), _("Next Stage"), "fase", "verplaatsen"),
    "close_opportunity": ("win", "lose", "winnen", "verliezen", "afsluiten"),
    "reopen_opportunity": ("open again", "undo closing", "weer openen"),
    "delete_opportunity": ("remove", "weggooien"),
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
            to = address(page, number=opportunity.number)
            yield Verb(
                judged,
                to,
                icon=icon,
                primary=name == SENSIBLE.get(status),
                shortcut=MOVE if page == "opportunities:update" else "",
                synonyms=SYNONYMS.get(name, ()),
                ways=tuple(_ways(name, to, opportunity)),
            )
    copy = urlencode({"copy_of": opportunity.number})
    yield Verb(
        replace(verdict("create_opportunity"), caption=_("Copy")),
        f"{address('opportunities:new')}?{copy}",
        icon="copy",
    )


def _ways(verb: str, to: str, opportunity: Opportunity) -> Iterator[Way]:
    """What Tell me calls the verb with a value that its dialog then has."""
    match verb:
        case "close_opportunity":
            won, lost = f"{to}?outcome={Outcome.WON}", f"{to}?outcome={Outcome.LOST}"
            yield Way(_("Close as Won"), won, ("win", "als gewonnen sluiten"))
            yield Way(_("Close as Lost"), lost, ("lose", "als verloren sluiten"))
        case "move_opportunity":
            yield Way(_("Move to …"), to, (_("Stage …"),), asks="to")
            if verdict("edit_opportunity").allowed:
                edit = address("opportunities:edit", number=opportunity.number)
                names = (_("Change Salesperson to …"), _("Salesperson …"))
                yield Way(
                    _("Assign to …"),
                    f"{edit}?only=salesperson",
                    names,
                    asks="salesperson",
                )
