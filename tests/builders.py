"""Builders: `a_thing()` makes a valid one; a test names only what it is about.

A builder writes as whoever acts, in a change of its own called "test", or in the
one that is open.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from kans.foundation.actors import Actor, acting_as, who_acts
from kans.foundation.journal import open_change
from kans.foundation.models import Company
from kans.foundation.permissions import Level, every_permission
from kans.security.models import Membership, Role, User
from kans.team.models import Salesperson

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

JANUARY_1, FEBRUARY_1 = date(2026, 1, 1), date(2026, 2, 1)
MARCH_1, MARCH_2, MARCH_8 = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 8)
MARCH_31, APRIL_1, JUNE_30 = date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30)
DECEMBER_31 = date(2026, 12, 31)
PASSWORD = "Bicycle-lane-17"


# Who acts ------------------------------------------------------------------


def a_company(name: str = "CRONUS", **facts: Any) -> Company:
    """A company with the four built-in roles; it acts by itself to come into being."""
    company = Company(
        name=name, slug=facts.pop("slug", name.lower().replace(" ", "-")), **facts
    )
    with acting_as(an_actor(company, name="System")), open_change("test"):
        company.save()
        Role.seed()
    return company


def an_actor(
    company: Company,
    *,
    without: str | Collection[str] = (),
    only: Collection[str] | None = None,
    name: str = "Ann",
    user_id: UUID | None = None,
) -> Actor:
    """Somebody at work in a company who may everything, but for what is named."""
    lacking = {without} if isinstance(without, str) else set(without)
    held = every_permission() if only is None else frozenset(only)
    return Actor(name, company, held - lacking, user_id)


def ann_without(*permissions: str) -> Actor:
    """The person at work, lacking these permissions."""
    return an_actor(who_acts().company, without=permissions)


def a_user(
    name: str = "Ben", *, email: str = "", password: str = PASSWORD, **facts: Any
) -> User:
    email = email or f"{name.lower().replace(' ', '.')}@cronus.example"
    with open_change("test"):
        return User.objects.create_user(email, password, name=name, **facts)


def a_role(
    code: str = "ASSISTANT", *permissions: str, level: Level | None = None
) -> Role:
    """A role of one's own with these permissions, or (by level) a built-in one."""
    if level:
        return Role.objects.get(level=level)
    with open_change("test"):
        role = Role(code=code, name=code.title(), permissions=sorted(permissions))
        role.save()
    return role


def a_membership(
    user: User | None = None,
    *,
    role: Role | None = None,
    level: Level = Level.ADMINISTRATOR,
    **facts: Any,
) -> Membership:
    """A user in the company at work there, as an administrator unless told."""
    membership = Membership(
        user=user or a_user(), role=role or a_role(level=level), **facts
    )
    with open_change("test"):
        membership.save()
    return membership


# The team ------------------------------------------------------------------


def a_salesperson(code: str = "JO", name: str = "Johanna", **facts: Any) -> Salesperson:
    salesperson = Salesperson(code=code, name=name, **facts)
    with open_change("test"):
        salesperson.save()
    return salesperson
