"""Customers: contacts who buy, and the templates that they begin with."""

from kans.customers.models.customers import Block, Customer
from kans.customers.models.templates import CustomerTemplate

__all__ = ["Block", "Customer", "CustomerTemplate"]
