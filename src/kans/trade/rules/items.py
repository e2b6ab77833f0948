"""What an item needs before it can be sold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.trade.rules.keeping import may_describe
from kans.trade.rules.prices import may_be_price
from kans.trade.rules.vat import VatGroupMissing

if TYPE_CHECKING:
    from decimal import Decimal


class ItemNumberMissing(DomainError):
    field = "number"
    message = _("Enter the number of the item.")


class UnitMissing(DomainError):
    field = "unit"
    message = _("Choose a unit of measure.")


class ItemBlocked(DomainError):
    field = "item"
    message = _(
        "Item %(number)s is blocked. Choose another, or lift the block on the item's "
        "card."
    )


def may_be_item(
    *, description: str, has_unit: bool, has_group: bool, price: Decimal | None
) -> tuple[DomainError, ...]:
    """Everything that an item lacks, all together."""
    return (
        *may_describe(description),
        *(() if has_unit else (UnitMissing(),)),
        *(() if has_group else (VatGroupMissing(at="vat_group"),)),
        *may_be_price(price),
    )
