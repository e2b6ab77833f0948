"""Sales cycles, opportunities and the entries that tell their history."""

from kans.opportunities.models.entries import OpportunityEntry
from kans.opportunities.models.figures import Figures
from kans.opportunities.models.opportunities import (
    Opportunity,
    OpportunityQuerySet,
    Priority,
)
from kans.opportunities.models.setup import (
    ZERO,
    CloseOpportunityCode,
    SalesCycle,
    SalesCycleStage,
)

__all__ = [
    "ZERO",
    "CloseOpportunityCode",
    "Figures",
    "Opportunity",
    "OpportunityEntry",
    "OpportunityQuerySet",
    "Priority",
    "SalesCycle",
    "SalesCycleStage",
]
