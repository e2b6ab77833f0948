"""What a user opened lately, and what they pinned: for Tell me. No business record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import acting_user
from kans.foundation.acting.clock import now
from kans.foundation.errors import DomainError
from kans.foundation.records.records import CompanyManager, CompanyRow

if TYPE_CHECKING:
    from datetime import datetime

MOST_OPENED = 15
MOST_PINNED = 20


class TooManyPinned(DomainError):
    message = _(
        "You have pinned %(most)s pages and records already, which is as many as fit. "
        "Unpin one first."
    )


class KeptQuerySet(models.QuerySet["Kept"]):
    def own(self) -> KeptQuerySet:
        """Those of the user at work; the system itself has none."""
        return self.filter(user=acting_user())

    def pinned(self) -> KeptQuerySet:
        """In the order in which they were pinned."""
        return self.exclude(pinned_at=None).order_by("pinned_at", "id")

    def opened(self) -> KeptQuerySet:
        """The last opened first."""
        return self.exclude(opened_at=None).order_by("-opened_at", "-id")

    def note(self, what: str) -> None:
        """Keep that this was opened just now, and forget what was long ago."""
        with transaction.atomic():
            self._keep(what, opened_at=now())
            kept = self.own().opened().values_list("pk", flat=True)
            if old := list(kept[MOST_OPENED:]):
                self.filter(pk__in=old).update(opened_at=None)
                self._tidy()

    def pin(self, what: str) -> None:
        with transaction.atomic():
            others = self.own().pinned().exclude(what=what)
            if others.count() >= MOST_PINNED:
                raise TooManyPinned(most=MOST_PINNED)
            self._keep(what, pinned_at=now())

    def unpin(self, what: str) -> None:
        with transaction.atomic():
            self.own().filter(what=what).update(pinned_at=None)
            self._tidy()

    def _keep(self, what: str, **when: datetime) -> None:
        user = acting_user()
        assert user, "the system opens nothing"
        row = Kept(user_id=user, what=what, **when)
        row.stamp()
        self.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["company", "user", "what"],
            update_fields=list(when),
        )

    def _tidy(self) -> None:
        self.own().filter(opened_at=None, pinned_at=None).delete()


class Kept(CompanyRow):
    """A page or record that a user opened lately, or has pinned."""

    user = models.ForeignKey(
        "security.User",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    what = models.CharField(max_length=150)  # see tell_me.places
    opened_at = models.DateTimeField(null=True)
    pinned_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = CompanyManager.from_queryset(KeptQuerySet)()

    class Meta(CompanyRow.Meta):
        app_label = "foundation"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "user", "what"], name="one_row_of_what_is_kept"
            )
        ]

    def __str__(self) -> str:
        return self.what
