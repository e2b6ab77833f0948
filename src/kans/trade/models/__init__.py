"""What is sold, in which currency, with which VAT, on which terms."""

from kans.trade.models.currencies import Currency, ExchangeRate
from kans.trade.models.items import Item, ItemType, UnitOfMeasure
from kans.trade.models.seed import seed_selling
from kans.trade.models.setup import SalesSetup
from kans.trade.models.terms import PaymentTerms
from kans.trade.models.vat import VatCustomerGroup, VatItemGroup, VatRate

__all__ = [
    "Currency",
    "ExchangeRate",
    "Item",
    "ItemType",
    "PaymentTerms",
    "SalesSetup",
    "UnitOfMeasure",
    "VatCustomerGroup",
    "VatItemGroup",
    "VatRate",
    "seed_selling",
]
