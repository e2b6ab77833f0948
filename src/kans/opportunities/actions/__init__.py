"""What people do with opportunities. Each action looks, decides, then writes."""

from kans.opportunities.actions.close_codes import (
    create_close_code,
    delete_close_code,
    edit_close_code,
)
from kans.opportunities.actions.closing import (
    close_opportunity,
    delete_opportunities,
    delete_opportunity,
    reopen_opportunity,
)
from kans.opportunities.actions.cycles import (
    create_sales_cycle,
    create_stage,
    delete_sales_cycle,
    delete_stage,
    edit_sales_cycle,
    edit_stage,
    move_stage,
)
from kans.opportunities.actions.moving import activate_first_stage, move_opportunity
from kans.opportunities.actions.opening import create_opportunity, edit_opportunity

__all__ = [
    "activate_first_stage",
    "close_opportunity",
    "create_close_code",
    "create_opportunity",
    "create_sales_cycle",
    "create_stage",
    "delete_close_code",
    "delete_opportunities",
    "delete_opportunity",
    "delete_sales_cycle",
    "delete_stage",
    "edit_close_code",
    "edit_opportunity",
    "edit_sales_cycle",
    "edit_stage",
    "move_opportunity",
    "move_stage",
    "reopen_opportunity",
]
