"""Which changes were written since one last asked: what a page offers to undo."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID


@dataclass(frozen=True)
class Written:
    """A change that was just written down, in the journal of a company."""

    change_id: UUID
    verb: str
    company_id: UUID
    undoes: UUID | None = None


_written: ContextVar[tuple[Written, ...]] = ContextVar("written", default=())
_watched: ContextVar[Callable[[Written], None] | None] = ContextVar(
    "watched", default=None
)


def keep_written(change: Written) -> None:
    """Note that a change was written down."""
    _written.set((*_written.get(), change))
    if watch := _watched.get():
        watch(change)


def take_written() -> tuple[Written, ...]:
    """The changes written since the last time, oldest first; and forget them."""
    written = _written.get()
    if written:
        _written.set(())
    return written


def written_so_far() -> tuple[Written, ...]:
    """The same, to be taken by whoever tells of them."""
    return _written.get()


@contextmanager
def watching(watch: Callable[[Written], None]) -> Iterator[None]:
    """Hear of each change as it is written inside, which nobody hears of outside."""
    tokens = _watched.set(watch), _written.set(())
    try:
        yield
    finally:
        _watched.reset(tokens[0])
        _written.reset(tokens[1])
