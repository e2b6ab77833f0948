"""What an undo may not do to users and roles: no way to more power, no company that
nobody administers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kans.foundation.acting.actors import NotPermitted, held_now, is_oneself
from kans.foundation.history import guards_undo
from kans.security.actions.users import in_the_way_of_deciding
from kans.security.models import Membership, Role, User
from kans.security.rules.memberships import may_give

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kans.foundation.errors import DomainError


@guards_undo(Role)
def may_have_role_back(now: Role | None, then: Role | None) -> Iterator[DomainError]:
    """Nobody gives a role more than they may themselves."""
    held = now.held() if now else frozenset()
    if then is not None:
        yield from may_give(then.held() - held, held_now())


@guards_undo(Membership)
def may_have_membership_back(
    now: Membership | None, then: Membership | None
) -> Iterator[DomainError]:
    """A role is given as it is when it is chosen, and the last administrator stays."""
    if then is not None and (now is None or then.role_id != now.role_id):
        yield from may_give(then.role.held(), held_now())
    if now is None:
        return
    standing = now.standing(hold=True)
    if then is None:
        yield from standing.may_leave()
    elif not then.role.administers:
        yield from standing.may_give_up_administration()


@guards_undo(User)
def may_have_facts_back(now: User | None, then: User | None) -> Iterator[DomainError]:
    """A user's own facts are theirs, and those who administer all their companies."""
    member = Membership.objects.filter(user=now).first() if now else None
    if now is None or then is None or is_oneself(now.pk):
        return
    if member is None or "security.edit_user" not in held_now():
        yield NotPermitted()
        return
    yield from in_the_way_of_deciding(member)
    if now.is_active and not then.is_active:
        yield from member.standing(hold=True).may_leave()
