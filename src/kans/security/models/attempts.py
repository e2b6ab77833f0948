"""Attempts to sign in, from which limits are counted and which administrators see."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from kans.foundation.acting.clock import now
from kans.security.models.users import User

if TYPE_CHECKING:
    from datetime import datetime


class AttemptOutcome(models.TextChoices):
    """What became of an attempt to sign in."""

    SIGNED_IN = "SIGNED_IN", _("Signed In")
    WRONG_PASSWORD = "WRONG_PASSWORD", _("Wrong Password")
    WRONG_CODE = "WRONG_CODE", _("Wrong Code")
    REFUSED = "REFUSED", _("Refused for a While")


class SignInAttempt(models.Model):
    """Somebody tried to sign in. Of an unknown address only a hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        User,
        verbose_name=_("User"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
        help_text=_("As whom somebody tried to sign in."),
    )
    address_hash = models.CharField(max_length=64)
    network = models.CharField(
        _("From"),
        max_length=50,
        help_text=_("The address it came from; of IPv6, the network."),
    )
    known_browser = models.BooleanField(
        _("Known Browser"),
        default=False,
        help_text=_("Whether this user signed in with that browser before."),
    )
    outcome = models.CharField(
        _("Outcome"),
        max_length=20,
        choices=AttemptOutcome,
        help_text=_("Whether the user was signed in."),
    )
    at = models.DateTimeField(_("At"), help_text=_("When somebody tried to sign in."))

    objects: ClassVar[models.Manager[SignInAttempt]] = models.Manager()

    class Meta:
        verbose_name = _("Sign-In")
        verbose_name_plural = _("Sign-Ins")
        indexes = [
            models.Index(fields=["address_hash", "at"], name="attempt_at_address"),
            models.Index(fields=["user", "at", "id"], name="attempt_of_user"),
            models.Index(fields=["at"], name="attempt_at"),
        ]

    def __str__(self) -> str:
        return f"{self.user or '?'}: {self.get_outcome_display()}"

    def write(self, outcome: AttemptOutcome) -> None:
        self.outcome = outcome
        self.at = now()
        self.save()

    def refuse(self) -> None:
        """Say that the password was not even looked at."""
        self.write(AttemptOutcome.REFUSED)

    def withdraw(self) -> None:
        """Forget it: the password was right."""
        self.delete()

    @classmethod
    def failed(
        cls, outcome: AttemptOutcome, address_hash: str, *, since: datetime
    ) -> models.QuerySet[SignInAttempt]:
        """Return the failures of that kind at an address, the latest first."""
        rows = cls.objects.filter(address_hash=address_hash, at__gt=since)
        return rows.filter(outcome=outcome).order_by("-at")

    @classmethod
    def forget_before(cls, moment: datetime, *, most: int) -> int:
        """Delete so many of those before that moment; return how many there were."""
        old = cls.objects.filter(at__lt=moment).values_list("pk", flat=True)[:most]
        count, _kinds = cls.objects.filter(pk__in=list(old)).delete()
        return count
