"""What follows once a transaction is committed, and can no longer undo it."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")


def after_commit(act: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    """Do this once the transaction is committed; a failure is logged, and no more.

    Django logs it by the name of the function, which a `partial` does not have.
    """

    @wraps(act)
    def afterwards() -> None:
        act(*args, **kwargs)

    transaction.on_commit(afterwards, robust=True)
