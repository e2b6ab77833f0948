"""Many opportunities with where they stand, for the rules to judge each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Prefetch

from kans.opportunities.models import (
    Opportunity,
    OpportunityEntry,
    SalesCycle,
    SalesCycleStage,
)
from kans.team.models import Salesperson

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

JUDGED_BY = (
    *("number", "description", "status", "creation_date", "number_of_entries"),
    *("estimated_value", "chances_of_success", "estimated_close_date", "priority"),
    *("contact", "salesperson", "sales_cycle", "company"),
    *("sales_document_type", "sales_document_number", "sales_document_value"),
)
STANDING = ("opportunity", "number", "active", "stage", "date_of_change", "days_open")


def with_standing(ids: Sequence[UUID]) -> list[Opportunity]:
    """These opportunities with cycle, salesperson and last entry: in six queries."""
    found = Opportunity.objects.filter(pk__in=ids).only(*JUDGED_BY)
    opportunities = list(found.order_by("pk"))
    _attach_salespeople(opportunities)
    _tell_cycles(opportunities)
    _tell_last_entries(opportunities)
    return opportunities


def _attach_salespeople(opportunities: Iterable[Opportunity]) -> None:
    known = Salesperson.objects.in_bulk({o.salesperson_id for o in opportunities})
    for opportunity in opportunities:
        opportunity.salesperson = known[opportunity.salesperson_id]


def _tell_cycles(opportunities: Iterable[Opportunity]) -> None:
    """Those that follow the same cycle share its stages."""
    wanted = {o.sales_cycle_id for o in opportunities}
    known = SalesCycle.objects.prefetch_related(
        Prefetch("stages", SalesCycleStage.objects.order_by("number"))
    ).in_bulk(wanted)
    for cycle in known.values():
        cycle.stages_in_order = tuple(cycle.stages.all())
    for opportunity in opportunities:
        opportunity.sales_cycle = known[opportunity.sales_cycle_id]


def _tell_last_entries(opportunities: Sequence[Opportunity]) -> None:
    """The active one of each or, where a closing was taken back, the one before."""
    entries = OpportunityEntry.objects.only(*STANDING)
    active = entries.filter(active=True, opportunity__in=[o.pk for o in opportunities])
    known = {entry.opportunity_id: entry for entry in active}
    left = [o.pk for o in opportunities if o.number_of_entries and o.pk not in known]
    last = entries.filter(
        opportunity__in=left, number=F("opportunity__number_of_entries")
    )
    known |= {entry.opportunity_id: entry for entry in last}
    for opportunity in opportunities:
        entry = known.get(opportunity.pk)
        opportunity.last_entry = entry
        opportunity.active = entry if entry and entry.active else None
        if entry and entry.stage_id:
            stages = opportunity.sales_cycle.stages_in_order
            entry.stage = next(s for s in stages if s.pk == entry.stage_id)
