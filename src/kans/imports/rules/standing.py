"""Where a row of a file says an opportunity stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.strings import normalised
from kans.opportunities.rules.closing import CLOSED, Outcome, Status

if TYPE_CHECKING:
    from kans.opportunities.models import SalesCycleStage as Stage


class StageUnknown(DomainError):
    field = "stage"
    message = _(
        "Sales cycle %(cycle)s has no stage %(stage)s. Map the value to the number or "
        "description of a stage, to Won or to Lost."
    )


OUTCOMES = {
    "won": Outcome.WON,
    "gewonnen": Outcome.WON,
    "closed won": Outcome.WON,
    "lost": Outcome.LOST,
    "verloren": Outcome.LOST,
    "closed lost": Outcome.LOST,
}


@dataclass(frozen=True)
class Standing:
    """The stage an opportunity reached, and how it ended; both may be absent."""

    stage: Stage | None = None
    outcome: Outcome | None = None


def standing(
    stage: str,
    last_stage: str,
    *,
    cycle: str,
    stages: tuple[Stage, ...],
    status: Status | None = None,
) -> Standing:
    """Read `stage` (a stage, Won, Lost, or blank: not started) and, of a closed one,
    the stage where it last stood (blank: it never started).

    A status, where a file has one, says how it ended or that it has not started.
    """
    if status == Status.NOT_STARTED:
        return Standing()
    said = OUTCOMES.get(normalised(stage))
    outcome = Outcome(status) if status in CLOSED else said
    name = (last_stage or ("" if said else stage)) if outcome else stage
    if not name and status == Status.IN_PROGRESS and stages:
        return Standing(stages[0])
    return Standing(_stage(name, cycle=cycle, stages=stages) if name else None, outcome)


def _stage(name: str, *, cycle: str, stages: tuple[Stage, ...]) -> Stage:
    wanted = normalised(name)
    for stage in stages:
        if wanted in {str(stage.number), normalised(stage.description)}:
            return stage
    raise StageUnknown(cycle=cycle, stage=name)
