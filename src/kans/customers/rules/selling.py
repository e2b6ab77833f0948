"""Whether quotes and orders may be made for a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from kans.customers.models import Customer


class CustomerPrivacyBlocked(DomainError):
    field = "customer"
    message = _(
        "Customer %(number)s %(name)s is blocked for privacy. Choose another customer, "
        "or lift the block on the customer's card."
    )


class CustomerBlocked(DomainError):
    field = "customer"
    message = _(
        "Customer %(number)s %(name)s is blocked: %(block)s. Choose another customer, "
        "or lift the block on the customer's card."
    )


def may_be_sold_to(
    customer: Customer, *, at: str | None = None
) -> tuple[DomainError, ...]:
    """No quote and no order for who is blocked, in whatever way (CUS-5)."""
    named = {"number": customer.number, "name": customer.name}
    if customer.privacy_blocked:
        return (CustomerPrivacyBlocked(at=at, **named),)
    if customer.blocked:
        block = customer.get_blocked_display()
        return (CustomerBlocked(at=at, **named, block=block),)
    return ()
