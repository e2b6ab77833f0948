"""What the team adds to lower areas: %me in filters is one's own salesperson."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.lists.frame.tokens import stands_for
from kans.team.models import Salesperson


class NoSalespersonOfOneself(DomainError):
    message = _(
        "You are no salesperson, so %me stands for nobody. Choose a salesperson by "
        "code, or ask an administrator to make you one."
    )


@stands_for("%me", "%user")
def oneself() -> tuple[str, ...]:
    """The salesperson that the acting user is, by code and by name (FLT-2)."""
    own = Salesperson.of_who_acts()
    if own is None:
        raise NoSalespersonOfOneself
    return (own.code, own.name) if own.name else (own.code,)
