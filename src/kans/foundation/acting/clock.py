"""What time it is: in the world, and on the calendar of the acting company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from kans.foundation.acting.actors import who_acts

if TYPE_CHECKING:
    from datetime import date, datetime


def now() -> datetime:
    """The moment, in UTC: for stamps. Days are asked of `today` and `work_date`."""
    return timezone.now()


def today() -> date:
    """The date on the wall of the acting company's office."""
    return on_the_calendar(now())


def on_the_calendar(moment: datetime) -> date:
    """The date of a moment in the acting company's office."""
    return moment.astimezone(who_acts().company.zone).date()


def work_date() -> date:
    """The date the user works on: today, unless another was set (WD-1)."""
    return who_acts().work_date or today()


def local_currency() -> str:
    """The code of the local currency of the acting company."""
    return str(who_acts().company.currency)


def minor_unit() -> int:
    """Decimals of the acting company's currency (MOV-12)."""
    return who_acts().company.minor_unit
