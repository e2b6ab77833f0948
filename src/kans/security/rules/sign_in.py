"""When somebody who failed to sign in must wait before trying again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from datetime import datetime

# From one place: so many failures within that time block it for this account.
MOST_FROM_HERE, FROM_HERE = 5, timedelta(minutes=5)
# From everywhere: after so many, each makes the next one wait longer, up to a limit.
MOST_IN_ALL, IN_ALL = 10, timedelta(hours=1)
LONGEST_WAIT = timedelta(seconds=30)
LONGEST_EXPONENT = 5


class NoLimitToLift(DomainError):
    status = 409
    message = _("%(who)s can sign in: no limit is in force.")


@dataclass(frozen=True)
class Failures:
    """Failed attempts at one account of late, before the one that is judged."""

    from_here: int = 0
    in_all: int = 0
    last_at: datetime | None = None
    known_browser: bool = False

    @property
    def blocked(self) -> bool:
        """Whether this place may not try this account for some minutes."""
        return self.from_here >= MOST_FROM_HERE

    def wait(self, at: datetime) -> timedelta:
        """How long it takes until the next attempt; a known browser never waits."""
        if self.known_browser or self.last_at is None or self.in_all < MOST_IN_ALL:
            return timedelta()
        exponent = min(self.in_all - MOST_IN_ALL, LONGEST_EXPONENT)
        pause = min(timedelta(seconds=2**exponent), LONGEST_WAIT)
        return max(timedelta(), self.last_at + pause - at)
