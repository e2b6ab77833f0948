"""What people do with VAT: groups of customers, groups of items, and their rates."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.trade.actions.keeping import held, judge_row, keep, may_delete, take_away
from kans.trade.models import VatCustomerGroup, VatItemGroup, VatRate
from kans.trade.rules import vat as rules

if TYPE_CHECKING:
    from decimal import Decimal

    from kans.foundation.errors import DomainError
    from kans.trade.actions.tables import RowFacts


class VatRateFacts(TypedDict, total=False):
    """What one tells of a rate; what is absent stays as it is."""

    customer_group: VatCustomerGroup | None
    item_group: VatItemGroup | None
    percent: Decimal | None


@action(permission="trade.edit_vat_rate", caption=_("New VAT Customer Group"))
def create_vat_customer_group(**facts: Unpack[RowFacts]) -> VatCustomerGroup:
    """Add a group of customers who pay VAT alike."""
    return keep(VatCustomerGroup(), facts, judge_row)


@action(permission="trade.edit_vat_rate", caption=_("Edit VAT Customer Group"))
def edit_vat_customer_group(
    group: VatCustomerGroup, *, version: int | None = None, **facts: Unpack[RowFacts]
) -> VatCustomerGroup:
    """Change what a group of customers is called."""
    return keep(held(group, version), facts, judge_row)


@action(permission="trade.edit_vat_rate", caption=_("Delete VAT Customer Group"))
def delete_vat_customer_group(
    group: VatCustomerGroup, *, version: int | None = None
) -> None:
    """Delete a group that no customer is in, with its rates."""
    _delete_with_rates(held(group, version))


@action(permission="trade.edit_vat_rate", caption=_("New VAT Item Group"))
def create_vat_item_group(**facts: Unpack[RowFacts]) -> VatItemGroup:
    """Add a group of items that are taxed alike."""
    return keep(VatItemGroup(), facts, judge_row)


@action(permission="trade.edit_vat_rate", caption=_("Edit VAT Item Group"))
def edit_vat_item_group(
    group: VatItemGroup, *, version: int | None = None, **facts: Unpack[RowFacts]
) -> VatItemGroup:
    """Change what a group of items is called."""
    return keep(held(group, version), facts, judge_row)


@action(permission="trade.edit_vat_rate", caption=_("Delete VAT Item Group"))
def delete_vat_item_group(group: VatItemGroup, *, version: int | None = None) -> None:
    """Delete a group that no item is in, with its rates."""
    _delete_with_rates(held(group, version))


@action(permission="trade.edit_vat_rate", caption=_("New VAT Rate"))
def create_vat_rate(**facts: Unpack[VatRateFacts]) -> VatRate:
    """Say what a group of customers pays on a group of items."""
    return keep(VatRate(), facts, _judge_rate)


@action(permission="trade.edit_vat_rate", caption=_("Edit VAT Rate"))
def edit_vat_rate(
    rate: VatRate, *, version: int | None = None, **facts: Unpack[VatRateFacts]
) -> VatRate:
    """Change a rate; documents that are made keep theirs."""
    return keep(held(rate, version), facts, _judge_rate)


@action(permission="trade.edit_vat_rate", caption=_("Delete VAT Rate"))
def delete_vat_rate(rate: VatRate, *, version: int | None = None) -> None:
    """Delete a rate: these customers buy none of these items any more."""
    held(rate, version).delete()


def _delete_with_rates(group: VatCustomerGroup | VatItemGroup) -> None:
    refuse_if_any(may_delete(group))

    group.rates.all().delete()
    take_away(group)


def _judge_rate(rate: VatRate) -> tuple[DomainError, ...]:
    customers = rate.customer_group if rate.customer_group_id else None
    items = rate.item_group if rate.item_group_id else None
    others = VatRate.objects.exclude(pk=rate.pk)
    taken = others.filter(customer_group=customers, item_group=items).exists()
    return rules.may_be_rate(customers, items, rate.percent, taken=taken)
