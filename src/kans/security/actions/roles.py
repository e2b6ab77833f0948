"""What is done with roles: copying one, and changing one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import held_now
from kans.foundation.acting.permissions import every_permission
from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged
from kans.foundation.text.codes import may_be_code
from kans.lists.models import ListView
from kans.notes.actions.belongings import delete_belongings_of
from kans.security.models import Role
from kans.security.rules.memberships import may_give
from kans.security.rules.roles import may_change, may_delete

if TYPE_CHECKING:
    from collections.abc import Collection

    from kans.foundation.errors import DomainError


@action(permission="security.edit_role", caption=_("Copy Role"))
def copy_role(role: Role, *, code: str, name: str) -> Role:
    """Make a role of one's own that may do what another may."""
    copy = Role(code=code, name=name, permissions=sorted(role.held()))

    refuse_if_any([*may_give(role.held(), held_now()), *_may_be_called(copy)])

    copy.save()
    return copy


@action(permission="security.edit_role", caption=_("Edit"))
def edit_role(role: Role, *, version: int | None = None, **changes: Any) -> Role:
    """Change a role of one's own; adding only what one may do oneself."""
    role = Role.objects.locked(role)
    must_be_unchanged(role, version)
    held = role.held()

    for name, value in changes.items():
        setattr(role, name, value)
    role.permissions = _known(role.permissions)
    added = role.held() - held
    refuse_if_any(
        [
            *may_change(built_in=bool(role.level)),
            *may_give(added, held_now()),
            *_may_be_called(role),
        ]
    )

    role.save()
    return role


@action(permission="security.delete_role", caption=_("Delete Role"))
def delete_role(role: Role, *, version: int | None = None) -> None:
    role = Role.objects.locked(role)
    must_be_unchanged(role, version)

    refuse_if_any(in_the_way_of_deleting(role))

    delete_belongings_of(role)
    ListView.unshare(role.pk)
    role.delete()


def in_the_way_of_deleting(role: Role) -> tuple[DomainError, ...]:
    return may_delete(built_in=bool(role.level), users=role.memberships.count())


def _known(permissions: Collection[str]) -> list[str]:
    return sorted(every_permission() & set(permissions))


def _may_be_called(role: Role) -> tuple[DomainError, ...]:
    code = role.code.strip().upper()
    others = Role.objects.exclude(pk=role.pk)
    return may_be_code(code, taken=others.filter(code=code).exists())
