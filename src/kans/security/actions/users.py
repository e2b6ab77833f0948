"""What is done with the users of a company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import held_now, is_oneself
from kans.foundation.actions.action import action
from kans.foundation.errors import DomainError, refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged
from kans.lists.models import ListView
from kans.notes.actions.belongings import delete_belongings_of
from kans.security import limits
from kans.security.invitations import send_invitation
from kans.security.models import Membership, User
from kans.security.queries import others_decide_about
from kans.security.rules.memberships import (
    AddressTaken,
    AlreadyMember,
    AlsoElsewhere,
    NobodyToInvite,
    NotYourself,
    RoleMissing,
    may_give,
)
from kans.security.rules.sign_in import NoLimitToLift

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kans.security.models import Role
    from kans.team.models import Salesperson

OF_THE_USER = {"name", "email", "phone"}


@action(
    permission="security.create_user",
    caption=_("New User"),
    irrevocable=_(
        "the user knows how to sign in; remove them from the company instead"
    ),
)
def create_user(
    *,
    email: str,
    name: str,
    role: Role | None,
    salesperson: Salesperson | None = None,
    phone: str = "",
    password: str = "",
    invite_at: str = "",
) -> Membership:
    """Let somebody into the company: a new user, or one who signs in here already.

    A new user gets a first password, or an invitation that leads to `invite_at`.
    """
    email = email.lower()
    user = User.objects.filter(email=email).first()
    membership = Membership(user=user, role=role, salesperson=salesperson)

    refuse_if_any(
        _in_the_way_of_joining(membership, has_key=bool(password or invite_at))
    )

    if user is None:
        user = User.objects.create_user(email, password, name=name, phone=phone)
        if invite_at:
            send_invitation(user, invite_at)
    membership.user = user
    membership.save()
    _tell_salesperson(membership)
    return membership


def _in_the_way_of_joining(
    membership: Membership, *, has_key: bool
) -> Iterator[DomainError]:
    user = membership.user if membership.user_id else None
    if user and Membership.objects.filter(user=user).exists():
        yield AlreadyMember(who=str(user))
    if user is None and not has_key:
        yield NobodyToInvite()
    if membership.role_id is None:
        yield RoleMissing()
    else:
        yield from may_give(membership.role.held(), held_now())
    if membership.salesperson:
        yield from membership.may_be(membership.salesperson)


@action(permission="security.edit_user", caption=_("Edit"))
def edit_user(
    membership: Membership, *, version: int | None = None, **changes: Any
) -> Membership:
    """Change who a user is, their role in this company, and which salesperson."""
    membership = Membership.objects.locked(membership)
    must_be_unchanged(membership, version)
    was = membership.role, membership.salesperson_id
    facts = {n: v for n, v in changes.items() if n in OF_THE_USER}
    if "email" in facts:
        facts["email"] = facts["email"].lower()
    facts = {n: v for n, v in facts.items() if v != getattr(membership.user, n)}
    standing = membership.standing(hold=True)

    for name in changes.keys() - OF_THE_USER:
        setattr(membership, name, changes[name])
    refusals = list(_in_the_way_of_facts(membership, facts))
    if membership.role != was[0]:
        refusals += may_give(membership.role.held(), held_now())
        if not membership.role.administers:
            refusals += standing.may_give_up_administration()
    if membership.salesperson and membership.salesperson_id != was[1]:
        refusals += membership.may_be(membership.salesperson)
    refuse_if_any(refusals)

    membership.user.become(**facts)
    if "email" in facts:
        membership.user.confirm_address()
    membership.save()
    if membership.salesperson_id != was[1]:
        _tell_salesperson(membership)
    return membership


def _in_the_way_of_facts(
    membership: Membership, facts: dict[str, Any]
) -> Iterator[DomainError]:
    if facts:
        yield from in_the_way_of_deciding(membership)
    others = User.objects.exclude(pk=membership.user_id)
    if "email" in facts and others.filter(email=facts["email"]).exists():
        yield AddressTaken(email=facts["email"])


def in_the_way_of_deciding(membership: Membership) -> tuple[DomainError, ...]:
    """Whoever administers all companies of a user decides about the user's sign-in."""
    user = membership.user
    if others_decide_about(user, here=membership.company):
        return (AlsoElsewhere(who=str(user)),)
    return ()


def _tell_salesperson(membership: Membership) -> None:
    user = membership.user
    if membership.salesperson:
        membership.salesperson.be_reached_at(email=user.email, phone=user.phone)


@action(
    permission="security.edit_user",
    caption=_("Set Password"),
    irrevocable=_("nobody knows the former password; set another one instead"),
)
def set_password(membership: Membership, *, password: str) -> Membership:
    """Give a user a new password; who is signed in with the old one is signed out."""
    refuse_if_any(in_the_way_of_deciding(membership))

    membership.user.become(password=password)
    return membership


@action(
    permission="security.edit_user",
    caption=_("Send Invitation"),
    irrevocable=_("the message was sent; deactivate the user instead"),
)
def invite_user(membership: Membership, *, invite_at: str) -> Membership:
    """Send a user the link at which they choose a password."""
    refuse_if_any(in_the_way_of_deciding(membership))

    send_invitation(membership.user, invite_at)
    return membership


@action(
    permission="security.edit_user",
    caption=_("Lift Sign-In Limits"),
    irrevocable=_("failed sign-ins before it no longer count"),
)
def lift_sign_in_limits(membership: Membership) -> Membership:
    """Let a user sign in at once where wrong passwords or codes keep them waiting."""
    refuse_if_any(in_the_way_of_lifting(membership))

    membership.user.lift_limits()
    return membership


def in_the_way_of_lifting(membership: Membership) -> tuple[DomainError, ...]:
    user = membership.user
    return () if limits.is_limited(user) else (NoLimitToLift(who=str(user)),)


@action(permission="security.edit_user", caption=_("Deactivate"))
def deactivate_user(membership: Membership) -> Membership:
    """Keep a user from signing in, to any company."""
    refuse_if_any(in_the_way_of_deactivating(membership, hold=True))

    membership.user.become(is_active=False)
    return membership


def in_the_way_of_deactivating(
    membership: Membership, *, hold: bool = False
) -> tuple[DomainError, ...]:
    decided = in_the_way_of_deciding(membership)
    return (*decided, *membership.standing(hold=hold).may_leave())


@action(permission="security.edit_user", caption=_("Activate"))
def activate_user(membership: Membership) -> Membership:
    refuse_if_any(in_the_way_of_deciding(membership))

    membership.user.become(is_active=True)
    return membership


@action(permission="security.remove_user", caption=_("Remove from Company"))
def remove_user(membership: Membership, *, version: int | None = None) -> None:
    """End somebody's membership; their user and what they did here stay."""
    membership = Membership.objects.locked(membership)
    must_be_unchanged(membership, version)
    refuse_if_any(membership.standing(hold=True).may_leave())

    delete_belongings_of(membership)
    ListView.forget_those_of(membership.user_id)
    membership.delete()


@action(permission="security.edit_own_settings", caption=_("My Settings"))
def edit_own_settings(user: User, **changes: Any) -> User:
    """Choose one's own name, language, theme and shortcuts."""
    if not is_oneself(user.pk):
        raise NotYourself

    user.become(**changes)
    return user
