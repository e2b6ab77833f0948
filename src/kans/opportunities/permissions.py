"""Who may do what with opportunities."""

from kans.foundation.acting.permissions import Level, grant

grant(
    Level.READER,
    "opportunities.view_opportunity",
    "opportunities.view_sales_cycle",
    "opportunities.view_close_code",
)
grant(
    Level.SALESPERSON,
    "opportunities.create_opportunity",
    "opportunities.edit_opportunity",
    "opportunities.move_opportunity",
    "opportunities.close_opportunity",
    "opportunities.create_close_code",
)
grant(
    Level.MANAGER,
    "opportunities.reopen_opportunity",
    "opportunities.delete_opportunity",
    "opportunities.edit_sales_cycle",
    "opportunities.edit_close_code",
)
