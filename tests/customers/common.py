"""What tests of customers look at: the two that are to be in step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from kans.contacts.models import Contact
from kans.customers.models import SHARED, Customer
from kans.foundation.errors import DomainError
from kans.foundation.models import Change

if TYPE_CHECKING:
    from collections.abc import Callable


def are_in_step(customer: Customer) -> bool:
    """Whether customer and contact say the same of all that they share."""
    customer.refresh_from_db()
    contact = Contact.objects.get(pk=customer.contact_id)
    return customer.type == contact.type and all(
        getattr(customer, name) == getattr(contact, name) for name in SHARED
    )


def everything() -> list[Any]:
    """All customers and contacts as they are, and how many changes there were."""
    rows = [
        list(model.objects.order_by("pk").values()) for model in (Customer, Contact)
    ]
    return [*rows, Change.objects.count()]


def refused(
    act: Callable[..., Any], *given: Any, **facts: Any
) -> tuple[DomainError, ...]:
    """What an act is refused by, having changed nothing."""
    before = everything()
    with pytest.raises(DomainError) as raised:
        act(*given, **facts)
    assert everything() == before
    return raised.value.refusals
