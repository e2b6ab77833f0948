"""The outbox: mail to users that the worker sends, or has sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.clock import now
from kans.foundation.records.records import CompanyManager, CompanyRow

if TYPE_CHECKING:
    from datetime import timedelta


class MailKind(models.TextChoices):
    """What a message is about; what it says is nobody else's business."""

    MENTION = "MENTION", _("Mention in a Comment")
    INVITATION = "INVITATION", _("Invitation")
    SIGNING_IN = "SIGNING_IN", _("Signing In")
    TEST = "TEST", _("Test Message")


class MailStatus(models.TextChoices):
    """Whether the mail server has a message."""

    WAITING = "WAITING", _("Waiting to Be Sent")
    SENT = "SENT", _("Sent")
    NOT_SENT = "NOT_SENT", _("Not Sent")
    UNCERTAIN = "UNCERTAIN", _("Uncertain")


class MailMessage(CompanyRow):
    """A message to a user. What it says is sealed, and goes once it is sent.

    No business record: what led to it is in the journal.
    """

    kind = models.CharField(
        _("About"),
        max_length=20,
        choices=MailKind,
        help_text=_("What the message is about."),
    )
    recipient = models.EmailField(_("To"), help_text=_("Where it goes."))
    sealed = models.TextField(blank=True)
    status = models.CharField(
        _("Status"),
        max_length=10,
        choices=MailStatus,
        default=MailStatus.WAITING,
        help_text=_("Whether the mail server has it."),
    )
    answer = models.CharField(
        _("Reason"),
        max_length=200,
        blank=True,
        help_text=_(
            "What the mail server answered, or what else kept the message from being "
            "sent."
        ),
    )
    tries = models.PositiveSmallIntegerField(default=0)  # that had to be waited for
    retry_at = models.DateTimeField(
        _("Next Attempt At"),
        null=True,
        help_text=_("When a message is tried again that could not be sent just now."),
    )
    written_at = models.DateTimeField(
        _("Written At"), help_text=_("When it was left to the worker.")
    )
    ended_at = models.DateTimeField(
        _("Ended At"), null=True, help_text=_("When the worker was done with it.")
    )

    objects: ClassVar[CompanyManager[Self]] = CompanyManager()

    class Meta(CompanyRow.Meta):
        verbose_name = _("E-Mail to a User")
        verbose_name_plural = _("E-Mail to Users")
        default_manager_name = "objects"
        indexes = [
            models.Index(fields=["company", "written_at", "id"], name="mail_written")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} → {self.recipient}"

    @property
    def is_waiting(self) -> bool:
        return self.status == MailStatus.WAITING

    def enter(self) -> None:
        """Become a message that waits to be sent."""
        self.stamp()
        self.written_at = now()
        self.save(force_insert=True)

    def end(self, status: MailStatus, answer: str) -> None:
        """Note what became of it; what it said is kept no longer."""
        self.status, self.answer, self.sealed = status, answer[:200], ""
        self.ended_at, self.retry_at = now(), None
        self.save(update_fields=["status", "answer", "sealed", "ended_at", "retry_at"])

    def try_later(self, wait: timedelta, answer: str) -> None:
        """Note when it is tried again, and why it must."""
        self.tries, self.answer = self.tries + 1, answer[:200]
        self.retry_at = now() + wait
        self.save(update_fields=["tries", "answer", "retry_at"])
