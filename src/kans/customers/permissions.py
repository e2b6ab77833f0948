"""Who may do what with customers and their templates."""

from kans.foundation.acting.permissions import Level, grant

grant(Level.READER, "customers.view_customer", "customers.view_customer_template")
grant(
    Level.SALESPERSON,
    "customers.create_customer",
    "customers.edit_customer",
    "customers.link_customer",
)
grant(
    Level.MANAGER,
    "customers.delete_customer",
    "customers.edit_customer_template",
)
