"""What a number series and its lines must have to be kept (NS-1 to NS-3)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

LARGEST_STEP = 1_000_000


class StartingNumberMissing(DomainError):
    field = "starting_number"
    message = _("Enter the first number of the line, as in OP00001.")


class IncrementOutOfRange(DomainError):
    field = "increment_by"
    message = _("Enter a step from 1 to 1,000,000.")


def may_count(starting_number: str, increment_by: int) -> tuple[DomainError, ...]:
    """What a line lacks before its numbers can be looked at."""
    refusals: list[DomainError] = []
    if not starting_number:
        refusals.append(StartingNumberMissing())
    if not 1 <= increment_by <= LARGEST_STEP:
        refusals.append(IncrementOutOfRange())
    return tuple(refusals)


def one_way_open(
    *, default: bool, manual: bool, before: tuple[bool, bool]
) -> tuple[bool, bool]:
    """Numbers are given or typed: what is left when one is switched off (NS-3).

    `before` is both as they were; when both are switched off, manual was the last.
    """
    if default or manual:
        return default, manual
    was_manual = before[1]
    return was_manual, not was_manual
