"""When a quote may become again what a version of it says (ON-6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.customers.rules.selling import may_be_sold_to
from kans.foundation.errors import DomainError
from kans.sales.rules.quoting import ContactIsPrivacyBlocked
from kans.trade.rules.items import ItemBlocked

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from django_stubs_ext import StrOrPromise


class GoneSince(DomainError):
    message = _(
        "%(what)s %(named)s is no longer there, and the version says it. Restore "
        "another version."
    )


class OrderWasMade(DomainError):
    message = _(
        "An order was made of %(document)s, so the quote does not come back. Go on "
        "with the order."
    )


def may_come_back(document: str, *, was_ordered: bool) -> tuple[DomainError, ...]:
    """A quote that was deleted does; one that became an order does not."""
    return (OrderWasMade(document=document),) if was_ordered else ()


def gone(missing: Iterable[tuple[StrOrPromise, str]]) -> tuple[DomainError, ...]:
    """What the version names and nobody finds, each once."""
    return tuple(
        GoneSince(what=what, named=named) for what, named in dict.fromkeys(missing)
    )


def blocked(header: dict[str, Any], items: Iterable[Any]) -> tuple[DomainError, ...]:
    """Who and what no quote is made for or with any more."""
    found: list[DomainError] = []
    contact = header.get("contact")
    if contact and contact.privacy_blocked:
        found.append(ContactIsPrivacyBlocked(contact=contact.name))
    if customer := header.get("customer"):
        found += may_be_sold_to(customer)
    if salesperson := header.get("salesperson"):
        found += salesperson.may_be_chosen()
    numbers = {item.number for item in items if item and item.blocked}
    found += [ItemBlocked(number=number) for number in sorted(numbers)]
    return tuple(found)
