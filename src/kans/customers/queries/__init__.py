"""What people look at: customers, and which of the contacts is one."""

from kans.customers.queries.customers import (
    buyer_of,
    customer_of,
    only_template_of,
    preset_template,
    templates_for,
    templates_of,
    to_be_judged,
    unlinked_customers,
)

__all__ = [
    "buyer_of",
    "customer_of",
    "only_template_of",
    "preset_template",
    "templates_for",
    "templates_of",
    "to_be_judged",
    "unlinked_customers",
]
