"""Who may be let into a company, and what keeps it in safe hands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet


class AlreadyMember(DomainError):
    field = "email"
    message = _("%(who)s belongs to this company already. Open their card instead.")


class SalespersonTaken(DomainError):
    field = "salesperson"
    message = _(
        "Salesperson %(code)s is %(who)s already. A salesperson is one user at most."
    )


class LastAdministrator(DomainError):
    field = "role"
    message = _(
        "%(who)s is the last administrator of this company. "
        "Give another user the role Administrator first."
    )


class RoleMissing(DomainError):
    field = "role"
    message = _("Choose a role: it says what the user may do.")


class MoreThanYouMay(DomainError):
    field = "role"
    message = _(
        "This role may do what you may not yourself. Ask somebody who may to give it."
    )


class AlsoElsewhere(DomainError):
    message = _(
        "%(who)s also belongs to companies that you do not administer. "
        "There others decide about name, address, password and signing in."
    )


class NotYourself(DomainError):
    message = _("You cannot do this to yourself. Ask another administrator.")


class NobodyToInvite(DomainError):
    field = "password"
    message = _(
        "Type a first password, or let an invitation be sent to the e-mail address."
    )


class AddressTaken(DomainError):
    field = "email"
    message = _("Another user signs in with %(email)s.")


@dataclass(frozen=True)
class Standing:
    """How a member stands in the company, as far as it must stay in safe hands."""

    who: str
    administers: bool
    other_administrators: int
    oneself: bool = False

    def may_give_up_administration(self) -> tuple[DomainError, ...]:
        if self.administers and not self.other_administrators:
            return (LastAdministrator(who=self.who),)
        return ()

    def may_leave(self) -> tuple[DomainError, ...]:
        """Removing and deactivating are done to others, and never to the last."""
        if self.oneself:
            return (NotYourself(),)
        return self.may_give_up_administration()


def may_give(
    held: AbstractSet[str], giver: AbstractSet[str]
) -> tuple[DomainError, ...]:
    """Nobody hands out what they do not hold: a role is no way to more power."""
    return () if held <= giver else (MoreThanYouMay(),)
