"""What a line of a document must be like (AMT-1 to AMT-4)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.trade.rules.items import ItemBlocked

if TYPE_CHECKING:
    from kans.trade.models import Item

LARGEST = Decimal("999999999.99999")
HUNDRED = 100
MOST_LINES = 1000


class LineIsBlank(DomainError):
    field = "item"
    message = _("Choose an item, or type a text in the description.")


class OnlyOfAnItem(DomainError):
    """What a text does not have; `at` names the field."""

    message = _("A text has no quantity, price and discount. Choose an item first.")


class QuantityTooLarge(DomainError):
    field = "quantity"
    message = _("Enter a quantity from -999,999,999 to 999,999,999.")


class UnitPriceOutOfRange(DomainError):
    field = "unit_price"
    message = _("Enter a unit price from 0 to 999,999,999.")


class LineDiscountOutOfRange(DomainError):
    field = "discount_percent"
    message = _("Enter a discount from 0 to 100 percent.")


class LineGone(DomainError):
    message = _(
        "Somebody deleted this line meanwhile. To have it again, type it in the empty "
        "row at the end."
    )


class TooManyLines(DomainError):
    message = _("A document has at most %(most)s lines.")


class VatGroupOfDocumentMissing(DomainError):
    field = "item"
    message = _(
        "The document has no VAT customer group, so it is not known which VAT is paid "
        "on an item. Choose the group in the document."
    )


def may_be_line(
    *,
    item: Item | None,
    description: str,
    quantity: Decimal,
    unit_price: Decimal,
    discount_percent: Decimal,
    is_chosen: bool,
) -> tuple[DomainError, ...]:
    """An item in some quantity, or a text; what is wrong with it, all together.

    What was blocked after it had been chosen stays on the document (AMT-1).
    """
    found: list[DomainError] = []
    if item is None:
        if not description.strip():
            found.append(LineIsBlank())
        numbers = {"quantity": quantity, "unit_price": unit_price}
        numbers["discount_percent"] = discount_percent
        found += [OnlyOfAnItem(at=name) for name, value in numbers.items() if value]
        return tuple(found)
    if item.blocked and is_chosen:
        found.append(ItemBlocked(number=item.number))
    if abs(quantity) > LARGEST:
        found.append(QuantityTooLarge())
    found += may_be_priced(unit_price)
    if not 0 <= discount_percent <= HUNDRED:
        found.append(LineDiscountOutOfRange())
    return tuple(found)


def may_be_priced(unit_price: Decimal) -> tuple[DomainError, ...]:
    """A price that people know, and that a column holds."""
    return () if 0 <= unit_price <= LARGEST else (UnitPriceOutOfRange(),)


def may_have(count: int) -> tuple[DomainError, ...]:
    """A document is something that people read."""
    return (TooManyLines(most=MOST_LINES),) if count > MOST_LINES else ()
