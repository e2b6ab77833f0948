"""What may be done to a role."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError


class BuiltIn(DomainError):
    message = _(
        "This role is built in and follows the program. Copy it, and change the copy."
    )
    cure = "copy_role"


class RoleInUse(DomainError):
    message = _("This role is given to users (%(count)s). Give them another one first.")


def may_change(*, built_in: bool) -> tuple[DomainError, ...]:
    return (BuiltIn(),) if built_in else ()


def may_delete(*, built_in: bool, users: int) -> tuple[DomainError, ...]:
    found: tuple[DomainError, ...] = may_change(built_in=built_in)
    return (*found, RoleInUse(count=users)) if users else found
