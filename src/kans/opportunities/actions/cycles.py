"""Setting up sales cycles and their stages."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, TypedDict, Unpack

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kans.contacts.models import MarketingSetup
from kans.foundation.acting.clock import today
from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged
from kans.foundation.text.codes import may_be_code
from kans.foundation.text.date_formulas import as_formula
from kans.notes.actions.belongings import delete_belongings_of
from kans.opportunities.models import (
    ZERO,
    Opportunity,
    OpportunityEntry,
    SalesCycle,
    SalesCycleStage,
)
from kans.opportunities.rules import setup as rules

if TYPE_CHECKING:
    from decimal import Decimal

    from kans.foundation.errors import DomainError
    from kans.opportunities.rules.estimates import ProbabilityCalculation


class CycleFacts(TypedDict, total=False):
    """What one sets up of a sales cycle; what is absent stays as it is."""

    code: str
    description: str
    probability_calculation: ProbabilityCalculation
    blocked: bool


class StageFacts(TypedDict, total=False):
    """What one sets up of a stage; what is absent stays as it is."""

    number: int | None
    description: str
    completed: Decimal
    chances_of_success: Decimal
    quote_required: bool
    allow_skip: bool
    date_formula: str


class Towards(Enum):
    """Which way a stage moves in its cycle."""

    START = "start"
    END = "end"


@action(permission="opportunities.edit_sales_cycle", caption=_("New Sales Cycle"))
def create_sales_cycle(**facts: Unpack[CycleFacts]) -> SalesCycle:
    """Set up a sales cycle; its stages are added to it (CYC-1)."""
    cycle = SalesCycle(**facts)

    refuse_if_any(_judge_cycle(cycle))

    cycle.save()
    return cycle


@action(permission="opportunities.edit_sales_cycle", caption=_("Edit Sales Cycle"))
def edit_sales_cycle(
    cycle: SalesCycle, *, version: int | None = None, **facts: Unpack[CycleFacts]
) -> SalesCycle:
    """Change a sales cycle; opportunities on it go on (CYC-5)."""
    cycle = SalesCycle.objects.locked(cycle)
    must_be_unchanged(cycle, version)
    for name, value in facts.items():
        setattr(cycle, name, value)

    refuse_if_any(_judge_cycle(cycle))

    cycle.save()
    return cycle


@action(permission="opportunities.edit_sales_cycle", caption=_("Delete"))
def delete_sales_cycle(cycle: SalesCycle, *, version: int | None = None) -> None:
    """Delete a cycle that nothing follows, with its stages and comments (CYC-3)."""
    cycle = SalesCycle.objects.locked(cycle)
    must_be_unchanged(cycle, version)

    refuse_if_any(may_delete_cycle(cycle))

    delete_belongings_of(*cycle.stages_in_order)
    cycle.stages.all().delete()
    delete_belongings_of(cycle)
    cycle.delete()


@action(permission="opportunities.edit_sales_cycle", caption=_("New Stage"))
def create_stage(cycle: SalesCycle, **facts: Unpack[StageFacts]) -> SalesCycleStage:
    """Add a stage to a cycle (CYC-2)."""
    cycle = SalesCycle.objects.locked(cycle)
    stage = SalesCycleStage(sales_cycle=cycle, **facts)

    refuse_if_any(_judge_stage(stage, before=""))

    _save(stage)
    return stage


@action(permission="opportunities.edit_sales_cycle", caption=_("Edit Stage"))
def edit_stage(
    stage: SalesCycleStage, *, version: int | None = None, **facts: Unpack[StageFacts]
) -> SalesCycleStage:
    """Change a stage; what entries have recorded of it stays as it was.

    The cycle is held, so that nobody else gives another stage the same number.
    """
    SalesCycle.objects.locked(stage.sales_cycle)
    stage = SalesCycleStage.objects.locked(stage)
    must_be_unchanged(stage, version)
    before = stage.date_formula
    for name, value in facts.items():
        setattr(stage, name, value)

    refuse_if_any(_judge_stage(stage, before=before))

    _save(stage)
    return stage


@action(permission="opportunities.edit_sales_cycle", caption=_("Move Stage"))
def move_stage(stage: SalesCycleStage, towards: Towards) -> SalesCycleStage:
    """Let a stage change places with the one before or after it."""
    cycle = SalesCycle.objects.locked(stage.sales_cycle)
    stages = cycle.stages_in_order
    place = next(n for n, other in enumerate(stages) if other.pk == stage.pk)
    target = place + (1 if towards is Towards.END else -1)

    refuse_if_any(may_move_stage(stage, towards, place=place, count=len(stages)))

    stage, other = stages[place], stages[target]
    number, stage.number = stage.number, stages[-1].number + 1
    stage.save()
    other.number, number = number, other.number
    other.save()
    stage.number = number
    stage.save()
    return stage


@action(permission="opportunities.edit_sales_cycle", caption=_("Delete"))
def delete_stage(stage: SalesCycleStage, *, version: int | None = None) -> None:
    """Delete a stage at which no opportunity ever stood, with its comments (CYC-4)."""
    stage = SalesCycleStage.objects.locked(stage)
    must_be_unchanged(stage, version)

    refuse_if_any(may_delete_stage(stage))

    delete_belongings_of(stage)
    stage.delete()


def may_delete_cycle(cycle: SalesCycle) -> tuple[DomainError, ...]:
    """Whether anything still follows or names the cycle (CYC-3)."""
    followed = Opportunity.objects.filter(sales_cycle=cycle).exists()
    recorded = OpportunityEntry.objects.filter(sales_cycle=cycle).exists()
    default = MarketingSetup.objects.filter(default_sales_cycle=cycle).exists()
    return rules.may_delete_cycle(
        cycle.code, used=followed or recorded, default=default
    )


def may_delete_stage(stage: SalesCycleStage) -> tuple[DomainError, ...]:
    """Whether an entry refers to the stage (CYC-4)."""
    entries = OpportunityEntry.objects.filter(Q(stage=stage) | Q(previous_stage=stage))
    return rules.may_delete_stage(stage.description, used=entries.exists())


def may_move_stage(
    stage: SalesCycleStage, towards: Towards, *, place: int, count: int
) -> tuple[DomainError, ...]:
    """Whether there is another stage on that side, to change places with."""
    edge = count - 1 if towards is Towards.END else 0
    return (rules.StageAtTheEdge(stage=stage.description),) if place == edge else ()


def _judge_cycle(cycle: SalesCycle) -> tuple[DomainError, ...]:
    code = cycle.code.strip().upper()
    others = SalesCycle.objects.exclude(pk=cycle.pk)
    return may_be_code(code, taken=others.filter(code=code).exists())


def _judge_stage(stage: SalesCycleStage, *, before: str) -> tuple[DomainError, ...]:
    """What stands in the way of a stage, whose date formula was that `before`."""
    others = stage.sales_cycle.stages.exclude(pk=stage.pk)
    stage.date_formula, unread = as_formula(
        stage.date_formula, before=before, on=today(), at="date_formula"
    )
    refusals = rules.may_be_stage(
        number=stage.number,
        taken=others.filter(number=stage.number or 0).exists(),
        description=stage.description,
        percentages={
            "completed": stage.completed or ZERO,
            "chances_of_success": stage.chances_of_success or ZERO,
        },
    )
    return (*refusals, *unread)


def _save(stage: SalesCycleStage) -> None:
    stage.completed = stage.completed or ZERO
    stage.chances_of_success = stage.chances_of_success or ZERO
    stage.description = stage.description.strip()
    stage.save()
