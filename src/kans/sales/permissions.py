"""Who may do what with quotes and orders."""

from kans.foundation.acting.permissions import Level, grant

grant(Level.READER, "sales.view_salesdocument", "sales.view_documentversion")
grant(
    Level.SALESPERSON,
    "sales.create_quote",
    "sales.edit_document",
    "sales.release_document",
    "sales.make_order",
    "sales.send_document",
)
grant(
    Level.MANAGER,
    "sales.complete_order",
    "sales.cancel_order",
    "sales.delete_document",
)
grant(
    Level.ADMINISTRATOR,
    "sales.view_companyinformation",
    "sales.edit_companyinformation",
)
