"""When somebody who failed to sign in must wait before trying again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class Limits:
    """How often one may fail at an account before one must wait."""

    # From one place: so many failures within that time block it for this account.
    most_from_here: int
    from_here: timedelta
    # From everywhere: after so many, each makes the next one wait twice as long.
    most_in_all: int
    in_all: timedelta
    first_wait: timedelta
    longest_wait: timedelta


PASSWORDS = Limits(
    most_from_here=5,
    from_here=timedelta(minutes=5),
    most_in_all=10,
    in_all=timedelta(hours=1),
    first_wait=timedelta(seconds=1),
    longest_wait=timedelta(seconds=30),
)
# Who guesses at a code knows the password, and of a million codes one is right at a
# time. Ten and then one an hour are 24 a day; a limit that is lifted once a day by mail
# adds ten: 34 * 365 = 12,400 guesses find it in a year with a chance of 1.2 percent,
# from however many places, in plain sight of administrators. (Half a minute, as for
# passwords, would be 2,880 a day, and a chance of two thirds in a year.)
CODES = Limits(
    most_from_here=5,
    from_here=timedelta(minutes=5),
    most_in_all=10,
    in_all=timedelta(days=1),
    first_wait=timedelta(minutes=1),
    longest_wait=timedelta(hours=1),
)
# Who reads somebody's mail could else lift the limit as often as they like.
BETWEEN_LIFTS_OF_CODES = timedelta(days=1)
MOST_DOUBLINGS = 10


def codes_may_be_lifted(last: datetime | None, at: datetime) -> bool:
    """Whether a mail lifts the limit on codes, too."""
    return last is None or at - last >= BETWEEN_LIFTS_OF_CODES


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
    limits: Limits = PASSWORDS
    free_at: datetime | None = None  # when this place is blocked no longer

    @property
    def blocked(self) -> bool:
        """Whether this place may not try this account for some minutes."""
        return self.from_here >= self.limits.most_from_here

    def blocked_for(self, at: datetime) -> timedelta:
        """How long this place still may not try; a second at least if it may not."""
        if not self.blocked or self.free_at is None:
            return timedelta()
        return max(timedelta(seconds=1), self.free_at - at)

    def wait(self, at: datetime) -> timedelta:
        """How long it takes until the next attempt; a known browser never waits."""
        too_many = self.in_all - self.limits.most_in_all
        if self.known_browser or self.last_at is None or too_many < 0:
            return timedelta()
        longer: timedelta = self.limits.first_wait * 2 ** min(too_many, MOST_DOUBLINGS)
        pause = min(longer, self.limits.longest_wait)
        return max(timedelta(), self.last_at + pause - at)
