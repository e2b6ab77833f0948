"""Who may sign in to a demo company, and with which password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kans.demo.tables import LANGUAGES, read_tables
from kans.foundation.acting.permissions import Level
from kans.security.models import BUILT_IN, User

if TYPE_CHECKING:
    from collections.abc import Iterator

# Known to everybody: given only where nobody else can reach Kans.
PASSWORD = "welcome-to-kans"


def how_to_sign_in(password: str) -> Iterator[str]:
    """Two lines about the users of demo companies who may sign in; none if none may."""
    roles = {
        member.email: BUILT_IN[Level(member.level)]
        for language in LANGUAGES
        for member in read_tables(language).members
    }
    users = User.objects.filter(is_active=True).in_bulk(roles, field_name="email")
    there = [email for email in roles if email in users]
    if not there:
        return
    first, *others = there
    known = users[first].check_password(password)
    what = f"password {password}" if known else "the password it was given"
    yield f"Sign in as {first} with {what} ({roles[first]})."
    if others:
        listed = ", ".join(f"{email} ({roles[email]})" for email in others)
        yield f"The same password: {listed}."
