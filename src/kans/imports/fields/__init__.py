"""The fields that a file can fill, and what their columns are called elsewhere."""

from kans.imports.fields.customers import OF_CUSTOMERS
from kans.imports.fields.declared import Fields, ImportField
from kans.imports.fields.kept import OF_CONTACTS, OF_ITEMS, OF_SALESPEOPLE
from kans.imports.fields.opportunities import OF_OPPORTUNITIES

__all__ = ["KINDS", "Fields", "ImportField"]

KINDS = {
    "salespeople": OF_SALESPEOPLE,
    "contacts": OF_CONTACTS,
    "items": OF_ITEMS,
    "customers": OF_CUSTOMERS,
    "opportunities": OF_OPPORTUNITIES,
}
