"""Who the users of the acting company are, as the foundation asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kans.foundation.acting.colleagues import Colleague
from kans.foundation.records.search_index.searching import search_condition
from kans.security.models import Membership, User

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID


class Members:
    """The members of the company, who may sign in."""

    def colleagues(self, *, like: str = "", most: int | None = None) -> list[Colleague]:
        members = (
            Membership.objects.select_related("user", "role")
            .filter(user__is_active=True)
            .filter(search_condition(Membership, ("user__name", "user__email"), like))
            .order_by("user__name_key", "user__email")
        )
        return [
            Colleague(
                id=member.user_id,
                name=member.user.name,
                email=member.user.email,
                language=member.user.language,
                mail_mentions=member.user.mail_mentions,
                permissions=member.role.held(),
            )
            for member in members[:most]
        ]

    def names_of(self, users: Collection[UUID]) -> dict[UUID, str]:
        if not users:
            return {}
        return {user.pk: str(user) for user in User.objects.in_bulk(users).values()}
