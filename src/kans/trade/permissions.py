"""Who may do what with items and the set-up of selling."""

from kans.foundation.acting.permissions import Level, grant

grant(
    Level.READER,
    "trade.view_item",
    "trade.view_unit_of_measure",
    "trade.view_currency",
    "trade.view_vat_rate",
    "trade.view_payment_terms",
)
grant(
    Level.MANAGER,
    "trade.create_item",
    "trade.edit_item",
    "trade.delete_item",
    "trade.edit_unit_of_measure",
    "trade.edit_currency",
    "trade.edit_vat_rate",
    "trade.edit_payment_terms",
)
grant(Level.ADMINISTRATOR, "trade.view_salessetup", "trade.edit_salessetup")
