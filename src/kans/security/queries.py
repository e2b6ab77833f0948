"""Who somebody is, and in which companies they may work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kans.foundation.actors import Actor
from kans.foundation.permissions import every_permission
from kans.security.models import Membership

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from kans.foundation.models import Company


def actor_of(
    user_id: UUID, company_slug: str, work_date: date | None = None
) -> Actor | None:
    """The user at work in that company; none when they do not belong to it."""
    membership = (
        Membership.before_anyone_acts.select_related("company", "role", "user")
        .filter(user_id=user_id, company__slug=company_slug)
        .first()
    )
    if membership is None:
        return None
    return Actor(
        name=str(membership.user),
        company=membership.company,
        permissions=membership.role.held(),
        user_id=user_id,
        salesperson_id=membership.salesperson_id,
        work_date=work_date,
    )


def the_system(company: Company) -> Actor:
    """The system itself at work in a company: for jobs and commands."""
    return Actor(name=_("System"), company=company, permissions=every_permission())


def companies_of(user_id: UUID) -> list[Company]:
    """The companies a user belongs to, by name: what the header offers."""
    memberships = Membership.before_anyone_acts.select_related("company")
    found = memberships.filter(user_id=user_id).order_by("company__name_key")
    return [membership.company for membership in found]
