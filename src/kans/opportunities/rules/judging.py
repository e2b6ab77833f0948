"""What a move would do, judged as a whole: before OK and again at the act."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from kans.foundation.errors import DomainError
    from kans.opportunities.models import SalesCycleStage as Stage
    from kans.opportunities.rules.estimates import Estimate
    from kans.opportunities.rules.moves import Move, Position


def judge_move(
    position: Position,
    move: Move,
    *,
    to: Stage | None,
    on: date | None,
    estimate: Estimate,
) -> tuple[tuple[DomainError, ...], Stage | None, Estimate]:
    """Everything in the way of a move, with where it leads and what it would record.

    What was not given is no refusal of its own when a move leads nowhere: then it is
    taken from the stage where the opportunity stands.
    """
    stage = to or position.preset(move)
    if source := stage or position.current:
        estimate = estimate.filled(source, on)
    refusals = (
        *position.may_move(move, to),
        *position.may_change(on),
        *estimate.may_be_recorded(on),
    )
    return refusals, stage, estimate
