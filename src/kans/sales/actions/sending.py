"""Sending a quote or an order confirmation to its customer by e-mail.

The worker hands it to the mail server: nobody waits for that, and nothing is held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from kans.contacts.rules.communication import emails
from kans.foundation.acting.clock import now
from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged
from kans.foundation.jobs import start_job
from kans.foundation.jobs.kinds import JOB_KINDS
from kans.foundation.jobs.retrying import wait_after
from kans.foundation.mail import Outcome
from kans.foundation.models import Job, MailStatus
from kans.sales.actions.held import held
from kans.sales.actions.versions import save_version
from kans.sales.models import DocumentMessage, SalesDocument
from kans.sales.models.versions import VersionReason
from kans.sales.printing.from_document import printed
from kans.sales.printing.pdf import pdf_of
from kans.sales.printing.wording import file_name_of
from kans.sales.rules.sending import MessageStatus, may_be_sent, may_go_again

if TYPE_CHECKING:
    from datetime import timedelta
    from uuid import UUID

    from kans.foundation.errors import DomainError
    from kans.foundation.jobs.kinds import EarlyEnd

PERMISSION = "sales.send_document"
SEND = "send_message"  # the job
GONE = _("the message was sent; write to the customer again instead")


@action(permission=PERMISSION, caption=_("Send by E-Mail"), irrevocable=GONE)
def send_document(
    document: SalesDocument,
    *,
    version: int | None = None,
    to: str,
    subject: str,
    text: str,
) -> SalesDocument:
    """Mail the document as PDF; what it is at this moment is kept as a version."""
    document = held(document)
    must_be_unchanged(document, version)

    refuse_if_any(may_be_sent(to, subject))

    save_version(document, VersionReason.SENT)
    message = _message_with(document)
    message.recipient = "; ".join(emails(to))
    message.subject = " ".join(subject.split())
    message.text = text
    message.save()
    document.sent_at = message.written_at
    document.save()
    _leave_to_the_worker(message)
    return document


@action(permission=PERMISSION, caption=_("Send Again"), irrevocable=GONE)
def send_again(message: DocumentMessage) -> DocumentMessage:
    """Try once more what the mail server did not take, as it was written."""
    message = DocumentMessage.objects.locked(message)

    refuse_if_any(may_be_sent_again(message))

    message.wait_again()
    message.save()
    if (document := _document_of(message)) is not None:
        document.sent_at = now()
        document.save()
    _leave_to_the_worker(message)
    return message


def may_be_sent_again(message: DocumentMessage) -> tuple[DomainError, ...]:
    """What stands in the way of trying it once more."""
    jobs = Job.objects.filter(kind=SEND, arguments__message=str(message.pk))
    under_way = jobs.filter(ended_at=None).exists()
    return may_go_again(MessageStatus(message.status), under_way=under_way)


def try_later(message_id: UUID, answer: str) -> timedelta:
    """Part of the job: the mail server cannot take it just now; how long to wait."""
    message = _held(message_id)
    wait = wait_after(message.tries)
    message.try_later(wait, answer)
    return wait


def note_early_end(message_id: UUID, end: EarlyEnd) -> None:
    """Part of a job that was canceled or failed: nothing waits for it any more."""
    if _held(message_id).is_waiting:
        note_what_became_of(message_id, Outcome.of_early_end(end))


def note_what_became_of(message_id: UUID, outcome: Outcome) -> DocumentMessage:
    """Part of the job: the mail server has it, or not, or nobody knows."""
    message = _held(message_id)
    match outcome.status:
        case MailStatus.SENT:
            message.went(outcome.answer)
        case MailStatus.UNCERTAIN:
            message.may_have_gone()
        case _:
            message.did_not_go(outcome.answer)
    message.save()
    if outcome.status is MailStatus.NOT_SENT:
        _mark_as_sent_before(message)
    return message


def _held(message_id: UUID) -> DocumentMessage:
    rows = DocumentMessage.objects.select_for_update()
    message: DocumentMessage = rows.get(pk=message_id)
    return message


def _message_with(document: SalesDocument) -> DocumentMessage:
    content = printed(document)
    message = DocumentMessage.with_document(
        document, pdf=pdf_of(content), file_name=file_name_of(content)
    )
    message.sender_name = content.sender.name
    message.reply_to = content.our_reference.email or content.sender.email
    return message


def _leave_to_the_worker(message: DocumentMessage) -> None:
    start_job(JOB_KINDS[SEND], {"message": str(message.pk)}, about=str(message))


def _mark_as_sent_before(message: DocumentMessage) -> None:
    """Have the document say when another message of it was sent for the last time.

    Only if this did not go: whoever edits it meanwhile need not be told of a success.
    """
    document = _document_of(message)
    if document is not None:
        others = DocumentMessage.objects.filter(
            type=message.type, number=message.number
        ).exclude(status=MessageStatus.NOT_SENT)
        sent = Coalesce("sent_at", "written_at")  # as long as it is on its way
        document.sent_at = others.aggregate(last=Max(sent))["last"]
        document.save()


def _document_of(message: DocumentMessage) -> SalesDocument | None:
    """The document that it was sent with, held, if that is still there."""
    rows = SalesDocument.objects.select_for_update()
    named = rows.filter(type=message.type, number=message.number)
    document: SalesDocument | None = named.first()
    return document
