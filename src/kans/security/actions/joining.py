"""Joining a company by signing in elsewhere, where the installation allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import acting_as
from kans.foundation.errors import DomainError
from kans.foundation.journal.journal import separate_change
from kans.foundation.models import Company
from kans.security.models import Membership, Role
from kans.security.queries import the_system

if TYPE_CHECKING:
    from kans.security.models import User


class NowhereToJoin(DomainError):
    message = _("KANS_OIDC_JOIN must name a company and a role of it: cronus:READER.")


def join(user: User, where: str) -> Membership:
    """Let a user into a company, written `slug:ROLE`."""
    slug, _colon, code = where.partition(":")
    company = Company.objects.filter(slug=slug).first()
    if company is None:
        raise NowhereToJoin

    with (
        acting_as(the_system(company)),
        transaction.atomic(),
        separate_change("join_company") as change,
    ):
        role = Role.objects.filter(code=code).first()
        if role is None:
            raise NowhereToJoin
        membership = Membership(user=user, role=role)
        change.about(membership)
        membership.save()
    return membership
