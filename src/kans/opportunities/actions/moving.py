"""Moving opportunities through the stages of their sales cycle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.clock import minor_unit
from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged
from kans.opportunities.models import Opportunity
from kans.opportunities.rules import closing as status_rules
from kans.opportunities.rules.closing import Status
from kans.opportunities.rules.judging import judge_move
from kans.opportunities.rules.moves import Move

if TYPE_CHECKING:
    from datetime import date

    from kans.foundation.errors import DomainError
    from kans.opportunities.models import OpportunityEntry, SalesCycleStage
    from kans.opportunities.rules.estimates import Estimate


BESIDE_MOVES = frozenset({"description", "priority"})  # which no move depends on


@action(permission="opportunities.move_opportunity", caption=_("Activate First Stage"))
def activate_first_stage(
    opportunity: Opportunity,
    *,
    on: date | None,
    estimate: Estimate,
    version: int | None = None,
) -> OpportunityEntry:
    """Start an opportunity at the lowest stage of its cycle (CRE-3)."""
    opportunity = Opportunity.objects.locked(opportunity)
    must_be_unchanged(opportunity, version, but_for=BESIDE_MOVES)

    refuse_if_any(may_activate(opportunity))

    return _move(opportunity, Move.FIRST, to=None, on=on, estimate=estimate)


@action(permission="opportunities.move_opportunity", caption=_("Update"))
def move_opportunity(
    opportunity: Opportunity,
    move: Move,
    *,
    to: SalesCycleStage | None = None,
    on: date | None,
    estimate: Estimate,
    version: int | None = None,
) -> OpportunityEntry:
    """Move an opportunity in its sales cycle; the move becomes its active entry.

    Without `to` it goes to the preset stage (MOV-8); what the estimate leaves out is
    taken from the stage (MOV-12).
    """
    opportunity = Opportunity.objects.locked(opportunity)
    must_be_unchanged(opportunity, version, but_for=BESIDE_MOVES)

    refuse_if_any(may_update(opportunity))

    return _move(opportunity, move, to=to, on=on, estimate=estimate)


def may_activate(opportunity: Opportunity) -> tuple[DomainError, ...]:
    """Whether its first stage may be activated at all (CRE-3)."""
    return status_rules.may_activate(
        Status(opportunity.status),
        opportunity.number,
        opportunity.sales_cycle,
        has_contact=opportunity.has_contact,
    )


def may_update(opportunity: Opportunity) -> tuple[DomainError, ...]:
    """Whether it may be updated at all (LST-3)."""
    return status_rules.may_move(
        Status(opportunity.status),
        opportunity.number,
        has_contact=opportunity.has_contact,
    )


def may_advance(
    opportunity: Opportunity, *, on: date | None
) -> tuple[DomainError, ...]:
    """Whether it may move to its next stage as last estimated (MOV-2, MOV-8)."""
    if refusals := may_update(opportunity):
        return refusals
    estimate = estimate_of_advancing(opportunity, on=on)
    return judge_move(
        opportunity.position(),
        Move.NEXT,
        to=None,
        on=on,
        estimate=estimate.rounded(minor_unit=minor_unit()),
    )[0]


def estimate_of_advancing(opportunity: Opportunity, *, on: date | None) -> Estimate:
    """Return what is preset at its next stage or, of the last one, where it stands."""
    position = opportunity.position()
    stage = position.preset(Move.NEXT) or position.current
    return preset_estimate(opportunity, stage, on=on)


def preset_estimate(
    opportunity: Opportunity, stage: SalesCycleStage | None, *, on: date | None
) -> Estimate:
    """Return what is preset of a move to a stage on a date (MOV-8, DEF-10)."""
    last = opportunity.last_estimate
    active = opportunity.active
    if stage is None:
        return last
    stays = active is not None and active.stage_id == stage.pk
    return last.preset_at(stage, on, stays=stays)


def _move(
    opportunity: Opportunity,
    move: Move,
    *,
    to: SalesCycleStage | None,
    on: date | None,
    estimate: Estimate,
) -> OpportunityEntry:
    position = opportunity.position()
    estimate = estimate.rounded(minor_unit=minor_unit())

    refusals, stage, estimate = judge_move(
        position, move, to=to, on=on, estimate=estimate
    )
    refuse_if_any(refusals)
    assert stage is not None
    assert on is not None

    taken = position.recorded_as(move, stage)
    entry = opportunity.enter(
        stage, taken=taken, on=on, estimate=estimate, minor_unit=minor_unit()
    )
    opportunity.write_history()
    return entry
