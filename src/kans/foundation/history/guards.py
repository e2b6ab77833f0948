"""What an area says about a record that an undo would put back: its own rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db import models

    from kans.foundation.errors import DomainError

    Guard = Callable[[Any, Any], Iterable[DomainError]]

M = TypeVar("M", bound="models.Model")

_guards: dict[type[models.Model], Guard] = {}


def guards_undo(
    model: type[M],
) -> Callable[
    [Callable[[M | None, M | None], Iterable[DomainError]]],
    Callable[[M | None, M | None], Iterable[DomainError]],
]:
    """Let a function judge how a record of this kind is, and would be after an undo.

    It is called with None where there is no record: deleted, or not yet created.
    """

    def register(
        guard: Callable[[M | None, M | None], Iterable[DomainError]],
    ) -> Callable[[M | None, M | None], Iterable[DomainError]]:
        _guards[model] = guard
        return guard

    return register


def guard_of(model: type[models.Model]) -> Guard | None:
    return _guards.get(model)
