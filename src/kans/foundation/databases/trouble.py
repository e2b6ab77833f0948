"""What to say when the database could not do what it was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext_lazy as _

from kans.foundation.databases.deadlines import is_overdue

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

AWAY = _(
    "The database cannot be reached just now. Nothing was saved. "
    "Try again in a moment; what you typed is still there when you go back."
)
BUSY = _(
    "The database is busy. Nothing was saved. "
    "Try again in a moment; what you typed is still there when you go back."
)
TOO_LONG = _(
    "This took too long, so it was ended. Nothing was saved. "
    "Ask for less at once, for instance with a filter, or try again later."
)
# What passes by itself, by PostgreSQL's states and SQLite's names.
_PASSING = {
    "08": AWAY,  # the connection
    "53": AWAY,  # no room for more
    "57": AWAY,  # stopped by somebody, or starting up
    "40": BUSY,  # two waited for each other
    "55P03": BUSY,
    "57014": TOO_LONG,
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_CANTOPEN": AWAY,
    "SQLITE_FULL": AWAY,
    "SQLITE_IOERR": AWAY,
    "SQLITE_INTERRUPT": TOO_LONG,
}


def passing_trouble(error: BaseException | None) -> StrPromise | None:
    """Return what to say of an error whose cause will pass; None of a defect."""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return None
    if is_overdue():
        return TOO_LONG
    cause = error.__cause__
    name: str = (
        getattr(cause, "sqlstate", None)
        or getattr(cause, "sqlite_errorname", None)
        or "08"  # libpq names no state when the connection is lost
    )
    known = [start for start in _PASSING if name.startswith(start)]
    return _PASSING[max(known, key=len)] if known else None
