"""E-mails with a quote or order: what was written to whom, and whether it went."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.clock import now
from kans.foundation.records.fields import CodeField
from kans.foundation.records.records import CompanyRecord
from kans.opportunities.models import Opportunity
from kans.opportunities.rules.documents import DocumentType
from kans.sales.rules.sending import MessageStatus

if TYPE_CHECKING:
    from datetime import timedelta
    from uuid import UUID

    from kans.sales.models.documents import SalesDocument


class DocumentMessage(CompanyRecord):
    """An e-mail with a document, which it outlives: of a quote an order is made."""

    type = models.CharField(
        _("Type"),
        max_length=5,
        choices=DocumentType,
        editable=False,
        help_text=_("Whether a quote or an order was sent."),
    )
    number = CodeField(
        _("No."),
        max_length=20,
        editable=False,
        help_text=_("The number of the document that was sent."),
    )
    opportunity = models.ForeignKey(
        Opportunity,
        verbose_name=_("Opportunity"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="messages",
        help_text=_("The opportunity that the document was of when it was sent."),
    )
    sender_name = models.CharField(
        _("From"),
        max_length=100,
        editable=False,
        help_text=_("The name under which it was sent."),
    )
    reply_to = models.CharField(
        _("Reply To"),
        max_length=200,
        blank=True,
        editable=False,
        help_text=_("Where an answer goes."),
    )
    recipient = models.CharField(
        _("To"), max_length=600, editable=False, help_text=_("Where it went.")
    )
    subject = models.CharField(
        _("Subject"),
        max_length=200,
        editable=False,
        help_text=_("What the message is about."),
    )
    text = models.TextField(
        _("Message"),
        max_length=10_000,
        blank=True,
        editable=False,
        help_text=_("What the customer reads."),
    )
    file_name = models.CharField(
        _("File"),
        max_length=200,
        editable=False,
        help_text=_("The document that went along."),
    )
    # As text, so that the journal keeps it, as it does the logo.
    pdf_base64 = models.TextField(
        _("PDF"), editable=False, help_text=_("What is in the file.")
    )
    status = models.CharField(
        _("Status"),
        max_length=8,
        choices=MessageStatus,
        default=MessageStatus.WAITING,
        editable=False,
        help_text=_("Whether the mail server has it."),
    )
    written_at = models.DateTimeField(
        _("Written At"), editable=False, help_text=_("When somebody chose to send it.")
    )
    sent_at = models.DateTimeField(
        _("Sent At"),
        null=True,
        editable=False,
        help_text=_("When the mail server took it."),
    )

    answer = models.CharField(
        _("Reason"),
        max_length=200,
        blank=True,
        editable=False,
        help_text=_(
            "What the mail server answered, or what else kept the message from being "
            "sent."
        ),
    )
    # Of a message that could not be sent just now.
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    retry_at = models.DateTimeField(
        _("Next Attempt At"),
        null=True,
        editable=False,
        help_text=_("When a message is tried again that could not be sent just now."),
    )

    secret: ClassVar = frozenset({"pdf_base64"})  # shown as a file only
    hidden_in_history: ClassVar = frozenset({"tries", "retry_at"})
    told_to: ClassVar = "sales.view_salesdocument"

    class Meta(CompanyRecord.Meta):
        verbose_name = _("E-Mail Message")
        verbose_name_plural = _("E-Mail Messages")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status=MessageStatus.SENT, sent_at__isnull=False)
                | ~models.Q(status=MessageStatus.SENT) & models.Q(sent_at=None),
                name="a_sent_message_has_its_moment",
            )
        ]
        indexes = [
            models.Index(
                fields=["company", "number", "id"], name="message_of_document"
            ),
            models.Index(
                fields=["company", "opportunity", "id"], name="message_of_opportunity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} → {self.recipient}"

    @classmethod
    def with_document(
        cls, document: SalesDocument, *, pdf: bytes, file_name: str
    ) -> DocumentMessage:
        """A message that takes a document along as it is now, still to be written."""
        return cls(
            type=document.type,
            number=document.number,
            opportunity=document.opportunity,
            file_name=file_name,
            pdf_base64=b64encode(pdf).decode(),
            written_at=now(),
        )

    @classmethod
    def sent_with(cls, *numbers: str) -> models.QuerySet[DocumentMessage]:
        """Those with these documents, the latest first, without what went along."""
        rows = cls.objects.filter(number__in=numbers)
        return rows.defer("pdf_base64").order_by("-pk")

    def parent(self) -> UUID | None:
        """The history of the opportunity tells of it."""
        return self.opportunity_id

    @property
    def pdf(self) -> bytes:
        return b64decode(self.pdf_base64)

    @property
    def is_waiting(self) -> bool:
        return self.status == MessageStatus.WAITING

    def went(self, answer: str = "") -> None:
        """Some recipients may have been refused: the answer says which and why."""
        self.status = MessageStatus.SENT
        self.sent_at, self.retry_at = now(), None
        self.answer = answer[:200]

    def may_have_gone(self) -> None:
        self.status = MessageStatus.UNCERTAIN
        self.answer, self.retry_at = "", None

    def did_not_go(self, answer: str) -> None:
        self.status = MessageStatus.NOT_SENT
        self.answer, self.retry_at = answer[:200], None

    def wait_again(self) -> None:
        self.status = MessageStatus.WAITING
        self.answer, self.tries = "", 0

    def try_later(self, wait: timedelta, answer: str) -> None:
        """Note when it is tried again: no business, so it is not journaled."""
        row = DocumentMessage.objects.filter(pk=self.pk)
        later = {"tries": self.tries + 1, "retry_at": now() + wait}
        models.QuerySet.update(row, answer=answer[:200], **later)
