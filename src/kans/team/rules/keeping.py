"""What a salesperson must have to be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.text.codes import may_be_code

if TYPE_CHECKING:
    from decimal import Decimal


class CommissionOutOfRange(DomainError):
    field = "commission"
    message = _("Enter a commission from 0 to 100 percent.")


def may_be_kept(
    code: str, commission: Decimal | int | None, *, taken: bool = False
) -> tuple[DomainError, ...]:
    """What stands in the way of keeping a salesperson like this, all together."""
    is_stated = commission is not None and 0 <= commission <= 100
    out_of_range = () if is_stated else (CommissionOutOfRange(),)
    return (*may_be_code(code, taken=taken), *out_of_range)
