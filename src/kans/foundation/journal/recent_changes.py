"""The changes that were just written down: what a page tells of and offers to undo."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID


@dataclass(frozen=True)
class RecentChange:
    """A change that was just written down, in the journal of a company."""

    change_id: UUID
    verb: str
    company_id: UUID
    undoes: UUID | None = None


_recent: ContextVar[tuple[RecentChange, ...]] = ContextVar("recent_changes", default=())
_observer: ContextVar[Callable[[RecentChange], None] | None] = ContextVar(
    "observer", default=None
)


def record(change: RecentChange) -> None:
    """Note that a change was written down, and tell who observes."""
    _recent.set((*_recent.get(), change))
    if observe := _observer.get():
        observe(change)


def pop_all() -> tuple[RecentChange, ...]:
    """Return the changes written since the last time, oldest first; forget them."""
    changes = _recent.get()
    if changes:
        _recent.set(())
    return changes


def so_far() -> tuple[RecentChange, ...]:
    """Return the same, and leave them to whoever tells of them."""
    return _recent.get()


@contextmanager
def observing(observe: Callable[[RecentChange], None]) -> Iterator[None]:
    """Call `observe` with each change written inside, which nobody else learns of."""
    tokens = _observer.set(observe), _recent.set(())
    try:
        yield
    finally:
        _observer.reset(tokens[0])
        _recent.reset(tokens[1])
