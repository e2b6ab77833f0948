"""Actions: the only doors through which records change."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import wraps
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import who_acts
from kans.foundation.actions.idempotency import all_or_nothing, note_record
from kans.foundation.actions.preview import (
    OnlyForeseen,
    keeping_nothing,
    rehearsal,
    rehearsed,
)
from kans.foundation.errors import DomainError
from kans.foundation.journal.journal import open_change
from kans.foundation.journal.verbs import ACTIONS, Action

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from uuid import UUID

    from django_stubs_ext import StrOrPromise

logger = logging.getLogger(__name__)

DEADLOCK = "40P01"  # what PostgreSQL calls it

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


__all__ = [
    "ACTIONS",
    "Action",
    "OvertakenByAnother",
    "RowRefused",
    "action",
    "for_each",
]


def action(
    *, permission: str, caption: StrOrPromise, irrevocable: StrOrPromise = ""
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function an action: permitted to who acts, all or nothing, journaled.

    The first argument, if it is a record, is what the history says it was done to;
    otherwise the record that the action returns. It can be undone, unless
    `irrevocable` says why not; while somebody only looks ahead, it keeps nothing.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        name = function.__name__
        assert name not in ACTIONS, f"two actions are called {name}"
        ACTIONS[name] = Action(name, permission, caption, irrevocable)

        def once(*args: P.args, **kwargs: P.kwargs) -> R:
            with all_or_nothing(), open_change(name) as change:
                change.about(args[0] if args else None)
                result = function(*args, **kwargs)
                change.about(result)
            note_record(change.subject)
            return result

        @wraps(function)
        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            who_acts().must_hold(permission)
            if keeping_nothing():
                return rehearsed(once, *args, **kwargs)
            try:
                return once(*args, **kwargs)
            except DatabaseError as error:
                # Somebody came between the look and the write: look again, so that
                # the rules see what they did, and refuse in their own words.
                if not _came_between(error):
                    raise
                return _again(once, *args, **kwargs)

        return act

    return decorate


class OvertakenByAnother(DomainError):
    status = 409
    message = _(
        "Somebody changed or deleted what this needs at the same moment. "
        "Look at it again, and try once more."
    )


def _again(once: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    try:
        return once(*args, **kwargs)
    except DatabaseError as error:
        if not _came_between(error):
            raise
        logger.exception("The database refused what the rules allowed, twice.")
        raise OvertakenByAnother from error


def _came_between(error: DatabaseError) -> bool:
    """Whether somebody wrote at the same moment, or waited for us as we for them.

    Who waits within a larger action still holds what that has: it is done again whole.
    """
    if isinstance(error, IntegrityError):
        return True
    is_deadlock = getattr(error.__cause__, "sqlstate", "") == DEADLOCK
    return is_deadlock and not connection.in_atomic_block


@dataclass(frozen=True)
class RowRefused(Generic[T]):
    """A row that an action refused, with what stood in its way."""

    row: T
    error: DomainError


def for_each(
    verb: str,
    act: Callable[[T], Any],
    rows: Iterable[T],
    *,
    chunk: int = 500,
    batch: UUID | None = None,
) -> Iterator[list[RowRefused[T]]]:
    """Perform an action on each row, a transaction and one change per chunk.

    Every row has its own savepoint: a refused one leaves no trace, and the rest
    goes in. Yields the refused rows of each chunk once that chunk is committed.
    While somebody only looks ahead, nothing is kept and all is told at the end.
    """
    if not keeping_nothing():
        yield from _in_chunks(verb, act, rows, chunk, batch)
        return
    with rehearsal() as seen:
        for _refused in _in_chunks(verb, act, rows, chunk, batch):
            pass
    raise OnlyForeseen(seen)


def _in_chunks(
    verb: str,
    act: Callable[[T], Any],
    rows: Iterable[T],
    chunk: int,
    batch: UUID | None,
) -> Iterator[list[RowRefused[T]]]:
    remaining = iter(rows)
    while some := list(islice(remaining, chunk)):
        refused = []
        with all_or_nothing(), open_change(verb, batch=batch) as change:
            for row in some:
                try:
                    with transaction.atomic(), change.savepoint():
                        act(row)
                except DomainError as error:
                    refused.append(RowRefused(row, error))
        yield refused
