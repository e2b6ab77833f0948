"""What sales cycles, their stages and close opportunity codes need and may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.text.codes import may_be_code
from kans.opportunities.rules.opening import DescriptionMissing

if TYPE_CHECKING:
    from decimal import Decimal

    from kans.opportunities.rules.closing import Outcome

MOST_STAGES = 1_000_000


class SalesCycleInUse(DomainError):
    message = _(
        "Sales cycle %(code)s is used by opportunities, so it stays. Block it "
        "instead: then no new opportunity follows it."
    )
    cure = "edit_sales_cycle"


class SalesCycleIsDefault(DomainError):
    message = _(
        "Sales cycle %(code)s is the default of the marketing setup. Choose another "
        "default there first."
    )


class StageNumberOutOfRange(DomainError):
    field = "number"
    message = _("Enter a stage number from 1 to 1,000,000.")


class StageNumberTaken(DomainError):
    field = "number"
    message = _("The cycle has a stage %(number)s already. Type another number.")


class PercentageOutOfRange(DomainError):
    message = _("Enter a percentage from 0 to 100.")


class StageInUse(DomainError):
    message = _(
        "Stage %(stage)s stands in the history of opportunities, so it stays. "
        "You can rename it or change its percentages."
    )


class StageAtTheEdge(DomainError):
    message = _("Stage %(stage)s cannot be moved further that way.")


class CloseCodeTypeMissing(DomainError):
    field = "outcome"
    message = _("Choose whether the code is for won or for lost opportunities.")


class CloseCodeInUse(DomainError):
    message = _(
        "Close opportunity code %(code)s is used by opportunities, so it stays."
    )


class CloseCodeTypeFixed(DomainError):
    field = "outcome"
    message = _(
        "Close opportunity code %(code)s is used by opportunities, so its type "
        "cannot change. Add another code for the other type."
    )


def may_delete_cycle(
    code: str, *, used: bool, default: bool
) -> tuple[DomainError, ...]:
    """Nothing follows it (CYC-3), and the set-up does not name it (CYC-7)."""
    return (
        *((SalesCycleInUse(code=code),) if used else ()),
        *((SalesCycleIsDefault(code=code),) if default else ()),
    )


def may_be_stage(
    *,
    number: int | None,
    taken: bool,
    description: str,
    percentages: dict[str, Decimal],
) -> tuple[DomainError, ...]:
    """Everything missing or out of range in a stage, all together (CYC-2)."""
    found: list[DomainError] = []
    if number is None or not 1 <= number <= MOST_STAGES:
        found.append(StageNumberOutOfRange())
    elif taken:
        found.append(StageNumberTaken(number=number))
    if not description.strip():
        found.append(DescriptionMissing())
    found += [
        PercentageOutOfRange(at=name)
        for name, share in percentages.items()
        if not 0 <= share <= 100
    ]
    return tuple(found)


def may_delete_stage(description: str, *, used: bool) -> tuple[DomainError, ...]:
    """No entry refers to it (CYC-4)."""
    return (StageInUse(stage=description),) if used else ()


def may_be_close_code(
    code: str, outcome: Outcome | None, *, taken: bool
) -> tuple[DomainError, ...]:
    """A code and its type (CLO-1)."""
    missing = () if outcome else (CloseCodeTypeMissing(),)
    return (*may_be_code(code, taken=taken), *missing)


def may_change_outcome(code: str, *, used: bool) -> tuple[DomainError, ...]:
    """The type of a code in use stays (CLO-2)."""
    return (CloseCodeTypeFixed(code=code),) if used else ()


def may_delete_close_code(code: str, *, used: bool) -> tuple[DomainError, ...]:
    """A code in use stays (CLO-2)."""
    return (CloseCodeInUse(code=code),) if used else ()
