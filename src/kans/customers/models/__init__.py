"""Customers: contacts who buy, and the templates that they begin with."""

from kans.customers.models.customers import (
    SHARED,
    SHARED_COLUMNS,
    Block,
    Customer,
)
from kans.customers.models.templates import CustomerTemplate
from kans.customers.models.terms import TERMS

__all__ = [
    "SHARED",
    "SHARED_COLUMNS",
    "TERMS",
    "Block",
    "Customer",
    "CustomerTemplate",
]
