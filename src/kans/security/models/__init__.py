"""Users, the roles they hold, the companies they belong to, and how they sign in."""

from kans.security.models.attempts import AttemptOutcome, SignInAttempt
from kans.security.models.users import (
    BUILT_IN,
    Membership,
    Role,
    Theme,
    User,
    UserManager,
)

__all__ = [
    "BUILT_IN",
    "AttemptOutcome",
    "Membership",
    "Role",
    "SignInAttempt",
    "Theme",
    "User",
    "UserManager",
]
