"""The keys of forms that were sent and done, each with its first answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import apps
from django.db import models

from kans.foundation.acting.actors import acting_user
from kans.foundation.acting.clock import now
from kans.foundation.records.records import CompanyManager, CompanyRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

KEPT = timedelta(days=1)
LONGEST = 128


class IdempotencyKeyQuerySet(models.QuerySet["IdempotencyKey"]):
    def own(self, key: str) -> IdempotencyKey | None:
        """What the user at work did with that key, if it is not forgotten yet."""
        return self.filter(user_id=_who_sends(), key=key).first()

    def expired(self) -> IdempotencyKeyQuerySet:
        return self.filter(created_at__lte=now() - KEPT)


class IdempotencyKey(CompanyRow):
    """A key that was used up by a change, in the transaction of that change.

    It belongs to a user, a company and an action: the method and path it was sent to.
    Of the answer it holds what leads on, and no page.
    """

    user_id = models.UUIDField(editable=False)
    key = models.CharField(max_length=LONGEST, editable=False)
    action = models.TextField(editable=False)
    digest = models.CharField(max_length=64, editable=False)
    status = models.PositiveSmallIntegerField(default=0, editable=False)
    location = models.TextField(blank=True, editable=False)
    told = models.JSONField(default=list, editable=False)  # level, text, what it offers
    record_type = models.CharField(max_length=100, blank=True, editable=False)
    record_id = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField(editable=False)

    objects: ClassVar[Any] = CompanyManager.from_queryset(IdempotencyKeyQuerySet)()

    class Meta(CompanyRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["company", "user_id", "key"], name="one_answer_per_key"
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_expired(self) -> bool:
        created: datetime = self.created_at
        return created <= now() - KEPT

    def spend(self) -> None:
        """Use the key up; whoever uses it at the same moment waits for the outcome."""
        self.stamp()
        self.user_id = _who_sends()
        self.created_at = now()
        self.save(force_insert=True)

    def answer(
        self, status: int, location: str, told: Iterable[tuple[int, str, str]]
    ) -> None:
        """Keep what was answered."""
        self.status, self.location, self.told = status, location, list(told)
        self.save(
            update_fields=["status", "location", "told", "record_type", "record_id"]
        )

    def record(self) -> models.Model | None:
        """The record it was done to, or that was made, if it is still there."""
        if not self.record_type:
            return None
        model: type[models.Model] = apps.get_model(self.record_type)
        return model._default_manager.filter(pk=self.record_id).first()


def _who_sends() -> UUID:
    user_id = acting_user()
    assert user_id, "the system sends no forms"
    return user_id
