"""What people do with customers. Each action looks, decides, then writes."""

from kans.customers.actions.becoming import (
    create_as_customer,
    link_customer,
    unlink_customer,
)
from kans.customers.actions.keeping import (
    create_customer,
    delete_customer,
    edit_customer,
)
from kans.customers.actions.templates import (
    create_customer_template,
    delete_customer_template,
    edit_customer_template,
)

__all__ = [
    "create_as_customer",
    "create_customer",
    "create_customer_template",
    "delete_customer",
    "delete_customer_template",
    "edit_customer",
    "edit_customer_template",
    "link_customer",
    "unlink_customer",
]
