"""What people do with items and the set-up of selling."""

from kans.trade.actions.currencies import (
    create_currency,
    create_exchange_rate,
    delete_currency,
    delete_exchange_rate,
    edit_currency,
    edit_exchange_rate,
)
from kans.trade.actions.items import create_item, delete_item, edit_item
from kans.trade.actions.setup import edit_sales_setup
from kans.trade.actions.tables import (
    create_payment_terms,
    create_unit_of_measure,
    delete_payment_terms,
    delete_unit_of_measure,
    edit_payment_terms,
    edit_unit_of_measure,
)
from kans.trade.actions.vat import (
    create_vat_customer_group,
    create_vat_item_group,
    create_vat_rate,
    delete_vat_customer_group,
    delete_vat_item_group,
    delete_vat_rate,
    edit_vat_customer_group,
    edit_vat_item_group,
    edit_vat_rate,
)

__all__ = [
    "create_currency",
    "create_exchange_rate",
    "create_item",
    "create_payment_terms",
    "create_unit_of_measure",
    "create_vat_customer_group",
    "create_vat_item_group",
    "create_vat_rate",
    "delete_currency",
    "delete_exchange_rate",
    "delete_item",
    "delete_payment_terms",
    "delete_unit_of_measure",
    "delete_vat_customer_group",
    "delete_vat_item_group",
    "delete_vat_rate",
    "edit_currency",
    "edit_exchange_rate",
    "edit_item",
    "edit_payment_terms",
    "edit_sales_setup",
    "edit_unit_of_measure",
    "edit_vat_customer_group",
    "edit_vat_item_group",
    "edit_vat_rate",
]
