"""How an opportunity came to where it stands: its path of stages, its entries.

A higher area may tell of more that happened, such as what was sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from heapq import merge
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kans.foundation.acting.clock import work_date
from kans.foundation.history import who_created
from kans.opportunities.models import OpportunityEntry
from kans.opportunities.queries.differences import differences
from kans.opportunities.rules.moves import ActionTaken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django_stubs_ext import StrOrPromise

    from kans.opportunities.models import Opportunity, SalesCycleStage
    from kans.opportunities.queries.differences import Difference

TONES = {
    ActionTaken.WON: "good",
    ActionTaken.LOST: "bad",
    ActionTaken.PREVIOUS: "warn",
    ActionTaken.REOPENED: "warn",
}


class Place(StrEnum):
    """How a stage of the path lies to where the opportunity stands."""

    PASSED = "passed"
    SKIPPED = "skipped"
    CURRENT = "current"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Step:
    """One stage of the path, and how many days were spent in it, if any.

    Where it stands now they are those of this stay; earlier ones stand apart (DEF-5).
    """

    stage: SalesCycleStage
    place: Place
    days: int | None
    earlier: int = 0


@dataclass(frozen=True)
class Happening:
    """A line of the timeline, of an entry or else: what was done and what changed."""

    on: date | None
    caption: StrOrPromise
    tone: str
    text: str
    changes: tuple[Difference, ...] = ()
    days: int = 0
    who: str = ""
    at: datetime | None = None
    to: str = ""  # the page that says more


@dataclass(frozen=True)
class Story:
    """The path on top of the card, and the timeline below it, newest first."""

    path: tuple[Step, ...]
    ending: OpportunityEntry | None
    happenings: tuple[Happening, ...]


_tellers: list[Callable[[Opportunity], Iterable[Happening]]] = []


def tells_of_opportunities(
    teller: Callable[[Opportunity], Iterable[Happening]],
) -> Callable[[Opportunity], Iterable[Happening]]:
    """Let a higher area add to the timeline: each with its moment, oldest first."""
    _tellers.append(teller)
    return teller


def story(opportunity: Opportunity) -> Story:
    """Read an opportunity's history once, for the path and the timeline."""
    entries = list(
        OpportunityEntry.objects.filter(opportunity=opportunity)
        .select_related("stage", "close_code")
        .order_by("number")
    )
    ending = entries[-1] if opportunity.closed and entries else None
    return Story(
        path=_path(opportunity, entries),
        ending=ending,
        happenings=tuple(reversed(_all_that_happened(opportunity, entries))),
    )


def _all_that_happened(
    opportunity: Opportunity, entries: list[OpportunityEntry]
) -> list[Happening]:
    """Entries in their order, and each other thing after what was done before it."""
    told = [one for teller in _tellers for one in teller(opportunity)]
    return list(merge(_happenings(entries), sorted(told, key=_moment), key=_moment))


def _moment(happening: Happening) -> datetime:
    """When it was done; without a journal of it, when its day began."""
    return happening.at or datetime.combine(happening.on or date.min, time(), UTC)


def _path(
    opportunity: Opportunity, entries: list[OpportunityEntry]
) -> tuple[Step, ...]:
    days = _days_by_stage(entries)
    stay = _days_of_stay(entries)
    last = next((e.stage for e in reversed(entries) if e.stage), None)
    started = bool(entries) and (opportunity.closed or entries[-1].active)
    here = last.number if last and started else 0
    return tuple(
        _step(stage, _place(stage, here, opportunity, days), days.get(stage.pk), stay)
        for stage in opportunity.sales_cycle.stages_in_order
    )


def _step(stage: SalesCycleStage, place: Place, days: int | None, stay: int) -> Step:
    if place is Place.CURRENT and days is not None:
        return Step(stage, place, stay, earlier=max(days - stay, 0))
    return Step(stage, place, days)


def _place(
    stage: SalesCycleStage, here: int, opportunity: Opportunity, days: dict[object, int]
) -> Place:
    if stage.number > here:
        return Place.AHEAD
    if stage.number == here and not opportunity.closed:
        return Place.CURRENT
    return Place.PASSED if stage.pk in days else Place.SKIPPED


def _days_of_stay(entries: list[OpportunityEntry]) -> int:
    """Return how long it stands at its stage: no Update begins anew (DEF-5)."""
    days = 0
    for entry in entries:
        begins = entry.action_taken != ActionTaken.UPDATED
        days = days_at(entry) + (0 if begins else days)
    return days


def _days_by_stage(entries: list[OpportunityEntry]) -> dict[object, int]:
    days: dict[object, int] = {}
    for entry in entries:
        if entry.stage_id:
            days[entry.stage_id] = days.get(entry.stage_id, 0) + days_at(entry)
    return days


def days_at(entry: OpportunityEntry) -> int:
    """How long it stood like this: until it was left, or until the work date."""
    if not entry.active or entry.date_of_change is None:
        return entry.days_open
    return max((work_date() - entry.date_of_change).days, 0)


def _happenings(entries: list[OpportunityEntry]) -> list[Happening]:
    made = who_created(entries)
    found: list[Happening] = []
    before: OpportunityEntry | None = None
    for entry in entries:
        who, at = made.get(entry.pk, ("", None))
        taken = ActionTaken(entry.action_taken)
        compared = differences(before, entry)
        found.append(
            Happening(
                on=entry.date_of_change,
                caption=str(taken.label) or _("First"),
                tone=TONES.get(taken, "neutral"),
                text=_text(entry),
                changes=tuple(d for d in compared if d.changed),
                days=days_at(entry),
                who=who,
                at=at,
            )
        )
        before = entry
    return found


def _text(entry: OpportunityEntry) -> str:
    if entry.close_code:
        return entry.close_code.description or entry.close_code.code
    return entry.stage_description
