"""How long until something is tried again that could not be done just now."""

from __future__ import annotations

from datetime import timedelta

# A server that restarts is back soon, one that defers new senders within the hour;
# then hourly, a day in all.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, *[60] * 23))


def wait_after(tries: int) -> timedelta:
    """Return the wait after so many tries that had to be waited for, and this one."""
    return WAITS[min(tries, len(WAITS) - 1)]


def has_tries_left(tries: int) -> bool:
    """Return whether it is tried once more, where that ends after a day."""
    return tries < len(WAITS)
