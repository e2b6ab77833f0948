"""Who somebody is, and in which companies they may work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.actors import Actor, acting_user
from kans.foundation.errors import DomainError
from kans.foundation.models import Company
from kans.foundation.permissions import Level, every_permission
from kans.security.models import Membership, User

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID


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
    return Actor(name=str(_("System")), company=company, permissions=every_permission())


class CompanyUnknown(DomainError):
    message = _("There is no company %(slug)s. Choose from: %(known)s.")


class UserUnknown(DomainError):
    message = _("No user %(email)s belongs to company %(slug)s. Check the address.")


def actor_for_command(slug: str, email: str = "") -> Actor:
    """Who a command acts as: that member of the company, or else the system."""
    company = Company.objects.filter(slug=slug).first()
    if company is None:
        known = Company.objects.order_by("slug").values_list("slug", flat=True)
        raise CompanyUnknown(slug=slug, known=", ".join(known))
    if not email:
        return the_system(company)
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    actor = actor_of(user.pk, slug) if user else None
    if actor is None:
        raise UserUnknown(email=email, slug=slug)
    return actor


def others_decide_about(user: User, *, here: Company) -> bool:
    """Whether the user also belongs to a company that who acts does not administer."""
    acting = acting_user()
    if acting is None or acting == user.pk:
        return False
    everywhere = Membership.before_anyone_acts
    mine = everywhere.filter(user_id=acting, role__level=Level.ADMINISTRATOR)
    elsewhere = everywhere.filter(user=user).exclude(company=here)
    return elsewhere.exclude(company__in=mine.values("company")).exists()


def may_in(company: Company, permission: str) -> bool:
    """Whether who acts holds a permission in that other company too."""
    acting = acting_user()
    if acting is None:
        return True
    actor = actor_of(acting, company.slug)
    return actor is not None and actor.may(permission)


def companies_of(user_id: UUID) -> list[Company]:
    """The companies a user belongs to, by name: what the header offers."""
    memberships = Membership.before_anyone_acts.select_related("company")
    found = memberships.filter(user_id=user_id).order_by("company__name_key")
    return [membership.company for membership in found]
