"""What a salesperson must have to be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from decimal import Decimal


class SalespersonCodeMissing(DomainError):
    field = "code"
    message = _("Enter a code for the salesperson.")


class SalespersonCodeTaken(DomainError):
    field = "code"
    message = _("There is a salesperson %(code)s already. Type another code.")


class CommissionOutOfRange(DomainError):
    field = "commission"
    message = _("Enter a commission from 0 to 100 percent.")


def may_be_kept(
    code: str, commission: Decimal | int, *, taken: bool = False
) -> tuple[DomainError, ...]:
    """What stands in the way of keeping a salesperson like this, all together."""
    refusals: list[DomainError] = []
    if not code:
        refusals.append(SalespersonCodeMissing())
    elif taken:
        refusals.append(SalespersonCodeTaken(code=code))
    if not 0 <= commission <= 100:
        refusals.append(CommissionOutOfRange())
    return tuple(refusals)
