"""By when the work at hand must be done. Requests have a deadline, jobs have none."""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.db import OperationalError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


class Overdue(OperationalError):
    """The deadline has passed; the database is asked nothing more."""


@contextmanager
def to_be_done_within(seconds: float) -> Iterator[None]:
    """Let the databases end what still runs after so many seconds."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


def has_deadline() -> bool:
    return _deadline.get() is not None


def is_overdue() -> bool:
    deadline = _deadline.get()
    return deadline is not None and time.monotonic() > deadline


def must_not_be_overdue(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
) -> Any:
    """Start no statement after the deadline (a wrapper, as Django calls it)."""
    if is_overdue():
        raise Overdue
    return execute(sql, params, many, context)
