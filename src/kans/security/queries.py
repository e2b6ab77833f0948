"""Who somebody is, and in which companies they may work."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import Actor, acting_user
from kans.foundation.acting.permissions import Level, every_permission
from kans.foundation.actions.action import ACTIONS
from kans.foundation.errors import DomainError
from kans.foundation.models import Company
from kans.security.models import Membership, Role, User

if TYPE_CHECKING:
    from collections.abc import Collection
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
        role_id=membership.role_id,
        work_date=work_date,
    )


def actor_at_work(
    user_id: UUID, company: Company, work_date: date | None
) -> Actor | None:
    """The user at work without being there, in a job: none if they may not sign in."""
    if not User.objects.filter(pk=user_id, is_active=True).exists():
        return None
    return actor_of(user_id, company.slug, work_date)


def is_user(email: str) -> bool:
    """Whether somebody signs in with that address, in whichever company."""
    return User.objects.filter(email=email.lower()).exists()


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


def roles_by_name() -> list[tuple[UUID, str]]:
    """The roles of the acting company, and what they are called."""
    found = [(role.pk, str(role)) for role in Role.objects.all()]
    return sorted(found, key=lambda role: role[1].casefold())


@dataclass(frozen=True)
class Permission:
    """One permission, as people read it, and whether a role holds it."""

    name: str
    caption: str
    held: bool


@dataclass(frozen=True)
class PermissionGroup:
    """What may be done with one kind of record."""

    caption: str
    permissions: tuple[Permission, ...]

    @property
    def held(self) -> list[Permission]:
        return [permission for permission in self.permissions if permission.held]


def permission_groups(held: Collection[str]) -> list[PermissionGroup]:
    """Every permission by the kind of record it is about, seeing before doing."""
    kinds = _kinds()
    groups: dict[str, list[Permission]] = defaultdict(list)
    for name in sorted(every_permission(), key=_seeing_first):
        noun = name.partition(".")[2].partition("_")[2]
        kind = kinds.get(noun) or kinds.get(noun.removesuffix("s")) or str(_("Other"))
        groups[kind].append(Permission(name, _caption(name), name in held))
    return [PermissionGroup(kind, tuple(groups[kind])) for kind in sorted(groups)]


def _kinds() -> dict[str, str]:
    """The captions of the kinds of records, by their names in permissions."""
    return {
        name: str(model._meta.verbose_name_plural)
        for model in apps.get_models()
        if model.__module__.startswith("kans.")
        for name in (_snake(model.__name__), model._meta.model_name or "")
    }


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


def _seeing_first(permission: str) -> tuple[bool, str]:
    return ".view_" not in permission, permission


def _caption(permission: str) -> str:
    """What holds the permission may do: the captions of the actions that ask for it."""
    if ".view_" in permission:
        return str(_("See"))
    asked = [str(a.caption) for a in ACTIONS.values() if a.permission == permission]
    plain = permission.partition(".")[2].replace("_", " ").capitalize()
    return ", ".join(sorted(set(asked))) or plain
