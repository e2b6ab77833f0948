"""Which VAT a group of customers pays on a group of items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from kans.trade.models import VatCustomerGroup, VatItemGroup, VatRate


class NoVatRate(DomainError):
    field = "item"
    message = _(
        "There is no VAT rate for customers of group %(customers)s and items of group "
        "%(items)s. Ask an administrator to add it under VAT Rates."
    )


class VatGroupMissing(DomainError):
    message = _("Choose a VAT group.")


class VatRateTaken(DomainError):
    field = "item_group"
    message = _(
        "There is a VAT rate for %(customers)s and %(items)s already. Change that one."
    )


class VatOutOfRange(DomainError):
    field = "percent"
    message = _("Enter a VAT percentage from 0 to 100.")


def vat_percent(
    customers: VatCustomerGroup,
    items: VatItemGroup,
    rates: Iterable[VatRate],
    *,
    at: str | None = None,
) -> Decimal:
    """What these customers pay on these items; `at` names what was typed of it."""
    pair = customers.pk, items.pk
    for rate in rates:
        if (rate.customer_group_id, rate.item_group_id) == pair:
            percent: Decimal = rate.percent
            return percent
    raise NoVatRate(customers=customers.code, items=items.code, at=at)


def may_be_rate(
    customers: VatCustomerGroup | None,
    items: VatItemGroup | None,
    percent: Decimal | None,
    *,
    taken: bool,
) -> tuple[DomainError, ...]:
    """A rate is a percentage of one pair of groups, and there is one of each pair."""
    found: list[DomainError] = []
    if customers is None:
        found.append(VatGroupMissing(at="customer_group"))
    if items is None:
        found.append(VatGroupMissing(at="item_group"))
    if customers and items and taken:
        found.append(VatRateTaken(customers=customers.code, items=items.code))
    if percent is None or not 0 <= percent <= 100:
        found.append(VatOutOfRange())
    return tuple(found)
