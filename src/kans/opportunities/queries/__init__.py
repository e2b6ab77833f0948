"""What people look at: opportunities, their verdicts, stories and figures."""

from kans.opportunities.queries.differences import Difference
from kans.opportunities.queries.figures import (
    CycleFigures,
    close_codes_with_figures,
    closing_within,
    cycle_figures,
    cycles_with_figures,
    opportunity_figures,
)
from kans.opportunities.queries.many import with_standing
from kans.opportunities.queries.outlook import Outlook, outlook, outlook_at
from kans.opportunities.queries.story import Story, story
from kans.opportunities.queries.verdicts import verdicts

__all__ = [
    "CycleFigures",
    "Difference",
    "Outlook",
    "Story",
    "close_codes_with_figures",
    "closing_within",
    "cycle_figures",
    "cycles_with_figures",
    "opportunity_figures",
    "outlook",
    "outlook_at",
    "story",
    "verdicts",
    "with_standing",
]
