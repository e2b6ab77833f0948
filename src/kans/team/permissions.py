"""Who may do what with salespeople."""

from kans.foundation.acting.permissions import Level, grant

grant(Level.READER, "team.view_salesperson")
grant(
    Level.MANAGER,
    "team.create_salesperson",
    "team.edit_salesperson",
    "team.delete_salesperson",
)
