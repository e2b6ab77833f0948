"""What people do with items: create, edit, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.clock import work_date
from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.foundation.records import contributions
from kans.number_series.models import SetupMissing, may_be_typed
from kans.trade.actions.keeping import held, may_be_so_long, take, take_away
from kans.trade.models import Item, SalesSetup
from kans.trade.rules import items as rules

if TYPE_CHECKING:
    from decimal import Decimal

    from kans.foundation.errors import DomainError
    from kans.trade.models import ItemType, UnitOfMeasure, VatItemGroup


class ItemFacts(TypedDict, total=False):
    """What one tells of an item; what is absent stays as it is."""

    type: ItemType
    description: str
    unit: UnitOfMeasure | None
    unit_price: Decimal | None
    price_includes_vat: bool
    vat_group: VatItemGroup | None
    blocked: bool
    external_id: str


@action(permission="trade.create_item", caption=_("Create Item"))
def create_item(*, number: str = "", **facts: Unpack[ItemFacts]) -> Item:
    """Add something that is sold; its number is typed, or the next of the series."""
    setup, item = SalesSetup.current(), take(Item(number=number.strip()), facts)

    refuse_if_any((*may_be_numbered(setup, item.number), *judge(item)))

    item.number = item.number or _next_number(setup)
    item.save()
    return item


@action(permission="trade.edit_item", caption=_("Edit Item"))
def edit_item(
    item: Item,
    *,
    version: int | None = None,
    number: str | None = None,
    **facts: Unpack[ItemFacts],
) -> Item:
    """Change what is given; documents that are made keep their prices."""
    item = take(held(item, version), facts)
    typed = item.number if number is None else number.strip().upper()
    renumbered = typed != item.number

    refuse_if_any((*(may_be_renumbered(typed) if renumbered else ()), *judge(item)))

    former, item.number = item.number, typed
    item.save()
    if renumbered:
        contributions.follow(item, {"number": former})
    return item


@action(permission="trade.delete_item", caption=_("Delete Item"))
def delete_item(item: Item, *, version: int | None = None) -> None:
    """Delete an item that stands on no document."""
    take_away(held(item, version))


def judge(item: Item) -> tuple[DomainError, ...]:
    """Everything that an item lacks, all together."""
    lacking = rules.may_be_item(
        description=item.description,
        has_unit=item.unit_id is not None,
        has_group=item.vat_group_id is not None,
        price=item.unit_price,
    )
    return (*lacking, *may_be_so_long(item))


def may_be_numbered(setup: SalesSetup, typed: str) -> tuple[DomainError, ...]:
    """What stands in the way of that number, or of the next one (NS-2)."""
    series, number = setup.item_numbers, typed.strip().upper()
    if number:
        return may_be_typed(number, series, taken=Item.has_number)
    if series is None:
        return (SetupMissing(what=SalesSetup._meta.get_field("item_numbers")),)
    return ()


def may_be_renumbered(number: str) -> tuple[DomainError, ...]:
    if not number:
        return (rules.ItemNumberMissing(),)
    series = SalesSetup.current().item_numbers
    return may_be_typed(number, series, taken=Item.has_number)


def _next_number(setup: SalesSetup) -> str:
    assert setup.item_numbers
    number: str = setup.item_numbers.next_number(work_date(), taken=Item.has_number)
    return number
