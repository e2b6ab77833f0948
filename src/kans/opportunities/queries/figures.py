"""Figures: of one opportunity, of a cycle and its stages, of close codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import translation

from kans.foundation.acting.clock import today, work_date
from kans.foundation.records.sums import NO_MONEY, MoneySum
from kans.lists.filtering import condition
from kans.lists.rules.filters import FilterContext, Kind, parse
from kans.opportunities.models import (
    ZERO,
    CloseOpportunityCode,
    Opportunity,
    OpportunityEntry,
    SalesCycle,
    SalesCycleStage,
)
from kans.opportunities.queries.outlook import probability_formula
from kans.opportunities.rules.closing import Status
from kans.opportunities.rules.estimates import half_up
from kans.opportunities.rules.moves import ActionTaken

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from django.db.models import QuerySet

    Entries = QuerySet[OpportunityEntry]


TENTH = Decimal("0.1")


@dataclass(frozen=True)
class OpportunityFigures:
    """What one wants to know of an opportunity at a glance (OPP-2, DEF-5)."""

    days_in_stage: int | None
    days_since_change: int | None
    days_open: int
    formula: str


def opportunity_figures(opportunity: Opportunity) -> OpportunityFigures:
    """How long it stands where it stands, how old it is, why it is so likely."""
    day = opportunity.date_closed or work_date()
    standing = opportunity.status == Status.IN_PROGRESS
    return OpportunityFigures(
        days_in_stage=_days_since(opportunity.in_stage_since),
        days_since_change=_days_since(opportunity.date_of_change if standing else None),
        days_open=max((day - opportunity.creation_date).days, 0),
        formula=probability_formula(
            opportunity.sales_cycle,
            opportunity.chances_of_success,
            opportunity.completed,
            opportunity.probability,
        )
        if standing
        else "",
    )


def _days_since(since: date | None) -> int | None:
    return None if since is None else max((work_date() - since).days, 0)


@dataclass(frozen=True)
class Sums:
    """Opportunities in progress: how many, and what they come to (CYC-6)."""

    count: int = 0
    estimated_value: Decimal = ZERO
    current_value: Decimal = ZERO
    average_days: Decimal | None = None


@dataclass(frozen=True)
class CycleFigures:
    """The sums of a cycle, and those of each of its stages by the stage's id."""

    total: Sums
    stages: dict[Any, Sums] = field(default_factory=dict)

    def at(self, stage_id: Any) -> Sums:
        return self.stages.get(stage_id, Sums())


def closing_within(text: str) -> Q:
    """Estimated closing dates as a filter says them: `..t`, `2026-03` (LST-2)."""
    context = FilterContext(
        today=today(),
        work_date=work_date(),
        language=translation.get_language() or "en",
    )
    return condition(parse(text, Kind.DATE, context), "estimated_close_date")


def cycle_figures(cycle: SalesCycle, closing: Q | None = None) -> CycleFigures:
    """The figures of a cycle and its stages, of all or of a period (CYC-6)."""
    standing = Opportunity.objects.filter(
        closing or Q(), sales_cycle=cycle, status=Status.IN_PROGRESS
    )
    averages = average_days_of(cycle)
    rows = standing.values("stage").annotate(
        count=Count("pk"),
        value=MoneySum("estimated_value"),
        current=MoneySum("calculated_current_value"),
    )
    at = {row["stage"]: (row["count"], row["value"], row["current"]) for row in rows}
    stages = {
        pk: Sums(*at.get(pk, (0, ZERO, ZERO)), average_days=averages.get(pk))
        for pk in {*at, *averages}
    }
    total = Sums(
        sum(s.count for s in stages.values()),
        sum((s.estimated_value for s in stages.values()), ZERO),
        sum((s.current_value for s in stages.values()), ZERO),
    )
    return CycleFigures(total, stages)


def average_days_of(cycle: SalesCycle) -> dict[Any, Decimal]:
    """Return the mean length of the finished stays at each stage (CYC-6, DEF-5)."""
    entries = OpportunityEntry.objects.of_stays().filter(sales_cycle=cycle)
    running = dict(
        _of_running_stays(entries)
        .values("stage")
        .annotate(days=Sum("days_open"))
        .values_list("stage", "days")
    )
    rows = entries.values("stage").annotate(
        days=Sum("days_open"),
        begun=Count("pk", filter=~Q(action_taken=ActionTaken.UPDATED)),
        unfinished=Count("pk", filter=Q(active=True)),
    )
    return {
        row["stage"]: half_up(
            Decimal(row["days"] - running.get(row["stage"], 0)) / finished, TENTH
        )
        for row in rows
        if (finished := row["begun"] - row["unfinished"])
    }


def _of_running_stays(entries: Entries) -> Entries:
    """Return what an opportunity in progress left since it came to its stage."""
    later = OpportunityEntry.objects.exclude(action_taken=ActionTaken.UPDATED).filter(
        opportunity=OuterRef("opportunity"), number__gt=OuterRef("number")
    )
    return entries.filter(
        ~Exists(later),
        active=False,
        opportunity__status=Status.IN_PROGRESS,
        opportunity__stage=F("stage"),
    )


def cycles_with_figures() -> QuerySet[SalesCycle]:
    """Sales cycles with what is in progress on them (CYC-6), and their stages."""
    standing = Opportunity.objects.filter(
        sales_cycle=OuterRef("pk"), status=Status.IN_PROGRESS
    )
    grouped = standing.order_by().values("sales_cycle")
    stages = (
        SalesCycleStage.objects.filter(sales_cycle=OuterRef("pk"))
        .order_by()
        .values("sales_cycle")
        .annotate(n=Count("pk"))
    )
    return SalesCycle.objects.annotate(
        stage_count=Coalesce(Subquery(stages.values("n")), 0),
        open_count=Coalesce(Subquery(grouped.annotate(n=Count("pk")).values("n")), 0),
        open_value=Coalesce(
            Subquery(grouped.annotate(n=MoneySum("estimated_value")).values("n")),
            NO_MONEY,
        ),
        open_current=Coalesce(
            Subquery(
                grouped.annotate(n=MoneySum("calculated_current_value")).values("n")
            ),
            NO_MONEY,
        ),
    )


def close_codes_with_figures() -> QuerySet[CloseOpportunityCode]:
    """Close codes with the number of opportunities that carry each (CLO-1)."""
    carried = (
        OpportunityEntry.objects.filter(active=True, close_code=OuterRef("pk"))
        .order_by()
        .values("close_code")
        .annotate(n=Count("pk"))
    )
    return CloseOpportunityCode.objects.annotate(
        used=Coalesce(Subquery(carried.values("n")), 0)
    )


def with_last_stage(opportunities: QuerySet[Opportunity]) -> QuerySet[Opportunity]:
    """Opportunities with the stage at which a closed one stood before."""
    closing = OpportunityEntry.objects.filter(
        active=True, opportunity=OuterRef("pk"), stage=None
    )
    return opportunities.annotate(
        last_stage=Subquery(closing.values("previous_stage__description"))
    )
