"""Who acts, and for which company.

Somebody must be acting before any record can be read, written or changed. Only
the foundation asks who it is: an area never does, so an area cannot forget to.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from uuid import UUID

    from kans.foundation.models import Company


class NobodyActs(DomainError):
    status = 401
    message = _("Sign in to a company first.")


class NotPermitted(DomainError):
    status = 403
    message = _("You do not have permission to do this. Ask an administrator for it.")


@dataclass(frozen=True)
class Actor:
    """A user (or the system itself) at work in one company."""

    name: str
    company: Company
    permissions: frozenset[str]
    user_id: UUID | None = None
    salesperson_id: UUID | None = None
    role_id: UUID | None = None
    work_date: date | None = None  # none: it follows the calendar (WD-1)

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def must_hold(self, permission: str) -> None:
        if not self.may(permission):
            raise NotPermitted


_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)


def who_acts() -> Actor:
    actor = _acting.get()
    if actor is None:
        raise NobodyActs
    return actor


def somebody_acts() -> bool:
    return _acting.get() is not None


def own_salesperson_id() -> UUID | None:
    """The salesperson that the acting user is, if any (SP-4)."""
    return who_acts().salesperson_id


def acting_user() -> UUID | None:
    """Whose sign-in this is; none while the system itself is at work."""
    return who_acts().user_id


def acting_name() -> str:
    """What who acts is called, for what bears their name."""
    return who_acts().name


def is_oneself(user_id: UUID) -> bool:
    return acting_user() == user_id


def who_acts_in(company: Company) -> bool:
    """Whether that company is the one at work in."""
    return who_acts().company.pk == company.pk


def held_now() -> frozenset[str]:
    """What who acts may do: nobody gives away more than that."""
    return who_acts().permissions


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    token = _acting.set(actor)
    try:
        yield actor
    finally:
        _acting.reset(token)


def act_as(actor: Actor) -> None:
    """Let somebody act for the rest of this request; see `nobody_acts`."""
    _acting.set(actor)


@contextmanager
def nobody_acts() -> Iterator[None]:
    """Begin with nobody, and forget afterwards whoever acted inside."""
    token = _acting.set(None)
    try:
        yield
    finally:
        _acting.reset(token)
