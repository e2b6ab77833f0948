"""What a move would do, shown before OK: the entry it would make, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kans.foundation.acting.clock import minor_unit
from kans.foundation.text import formats
from kans.opportunities.models import OpportunityEntry
from kans.opportunities.queries.differences import (
    differences,
    likelihood,
    percentage,
)
from kans.opportunities.rules.estimates import (
    ProbabilityCalculation,
    current_value,
    money,
)
from kans.opportunities.rules.judging import judge_move

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from kans.foundation.errors import DomainError
    from kans.opportunities.models import Opportunity, SalesCycle, SalesCycleStage
    from kans.opportunities.queries.differences import Difference
    from kans.opportunities.rules.estimates import Estimate
    from kans.opportunities.rules.moves import Move


@dataclass(frozen=True)
class Outlook:
    """The figures before and after a move, or what still stands in its way."""

    differences: tuple[Difference, ...] = ()
    formulas: tuple[str, ...] = ()
    refusals: tuple[DomainError, ...] = ()


def outlook(
    opportunity: Opportunity,
    move: Move,
    *,
    to: SalesCycleStage | None,
    on: date | None,
    estimate: Estimate,
) -> Outlook:
    """What the move would record, judged as the act itself would judge it."""
    refusals, stage, estimate = judge_move(
        opportunity.position(), move, to=to, on=on, estimate=estimate
    )
    if refusals or stage is None:
        return Outlook(refusals=refusals)
    return outlook_at(
        opportunity.sales_cycle, stage, estimate, before=opportunity.active
    )


def outlook_at(
    cycle: SalesCycle,
    stage: SalesCycleStage,
    estimate: Estimate,
    *,
    before: OpportunityEntry | None = None,
) -> Outlook:
    """What standing at a stage with an estimate comes to."""
    assert estimate.value is not None
    assert estimate.chances_of_success is not None
    chances, completed = estimate.chances_of_success, stage.completed
    share = cycle.probability(chances=chances, completed=completed)
    value = money(estimate.value, minor_unit=minor_unit())
    expected = current_value(value, share, minor_unit=minor_unit())
    entry = OpportunityEntry(
        stage=stage,
        stage_description=stage.description,
        estimated_value=value,
        chances_of_success=chances,
        completed=completed,
        probability=share,
        calculated_current_value=expected,
        estimated_close_date=estimate.close_date,
    )
    formulas = (
        probability_formula(cycle, chances, completed, share),
        _("%(value)s × %(probability)s = %(current)s")
        % {
            "value": formats.money(value),
            "probability": likelihood(share),
            "current": formats.money(expected),
        },
    )
    return Outlook(differences(before, entry), formulas)


def probability_formula(
    cycle: SalesCycle, chances: Decimal, completed: Decimal, share: Decimal
) -> str:
    """How the probability follows, with the values put in (MOV-12)."""
    facts = {
        "chances": percentage(chances),
        "completed": percentage(completed),
        "probability": likelihood(share),
    }
    match ProbabilityCalculation(cycle.probability_calculation):
        case ProbabilityCalculation.MULTIPLY:
            text = _("chances %(chances)s × completed %(completed)s = %(probability)s")
        case ProbabilityCalculation.ADD:
            text = _(
                "(chances %(chances)s + completed %(completed)s) ÷ 2 = %(probability)s"
            )
        case ProbabilityCalculation.CHANCES_OF_SUCCESS:
            text = _("the chances of success: %(probability)s")
        case ProbabilityCalculation.COMPLETED:
            text = _("completed: %(probability)s")
    return text % facts
