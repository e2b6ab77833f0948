"""What people should know of what was just done, though it was done.

A record that is being changed gives notice to the change; once that is written
down, a page shows it and a command prints it.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_given: ContextVar[Mapping[str, str]] = ContextVar("notices", default={})  # noqa: B039


def give_notices(notices: Mapping[str, str]) -> None:
    """Keep what was said by what it is about: the last word on it counts."""
    if notices:
        _given.set({**_given.get(), **notices})


def take_notices() -> tuple[str, ...]:
    """What has been said since the last time, and forget it."""
    given = _given.get()
    if given:
        _given.set({})
    return tuple(given.values())


@contextmanager
def notices_apart() -> Iterator[None]:
    """What is said inside is taken inside, or nobody hears of it."""
    token = _given.set({})
    try:
        yield
    finally:
        _given.reset(token)
