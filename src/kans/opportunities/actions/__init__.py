"""What people do with opportunities. Each action looks, decides, then writes."""

from kans.opportunities.actions.closing import (
    close_opportunity,
    delete_opportunity,
    reopen_opportunity,
)
from kans.opportunities.actions.moving import activate_first_stage, move_opportunity
from kans.opportunities.actions.opening import create_opportunity, edit_opportunity

__all__ = [
    "activate_first_stage",
    "close_opportunity",
    "create_opportunity",
    "delete_opportunity",
    "edit_opportunity",
    "move_opportunity",
    "reopen_opportunity",
]
