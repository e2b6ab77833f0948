"""What a message with a quote or order must have."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kans.contacts.rules.communication import emails, may_be_emails
from kans.foundation.errors import DomainError

MOST_RECIPIENTS = 20  # so that a slow mail server takes minutes, not the worker's day


class MessageStatus(TextChoices):
    """Whether the mail server has a message."""

    WAITING = "Waiting", _("Waiting to Be Sent")
    SENT = "Sent", _("Sent")
    NOT_SENT = "Not Sent", _("Not Sent")
    UNCERTAIN = "Doubtful", _("Uncertain")


class RecipientMissing(DomainError):
    field = "to"
    message = _("Type the e-mail address that it goes to.")


class RecipientsTooMany(DomainError):
    field = "to"
    message = _("A message goes to %(most)s addresses at most. Send several messages.")


class SubjectMissing(DomainError):
    field = "subject"
    message = _("Type what the message is about.")


class MessageNotTaken(DomainError):
    message = _(
        "The mail server did not take the message, so it was not sent. Look at the "
        "message: it can be sent again; or ask an administrator."
    )


class MessageIsUncertain(DomainError):
    message = _(
        "It is uncertain whether the message was sent: the connection broke, or the "
        "worker stopped, just then. Ask the customer before you send it again."
    )


class MessageIsSent(DomainError):
    status = 409
    message = _("This message is sent. Write a new one from the document instead.")


class MessageUnderWay(DomainError):
    status = 409
    message = _("This message is on its way already.")


def may_go_again(status: MessageStatus, *, under_way: bool) -> tuple[DomainError, ...]:
    """What the mail server has is not sent once more, nor what a job still sends.

    A message may wait without a job: that was canceled, or could not go on.
    """
    if status is MessageStatus.SENT:
        return (MessageIsSent(),)
    return (MessageUnderWay(),) if under_way else ()


def may_be_sent(to: str, subject: str) -> tuple[DomainError, ...]:
    """Whether it has an address, all addresses are such, and it says what it is."""
    found: list[DomainError] = []
    if not emails(to):
        found.append(RecipientMissing())
    if len(emails(to)) > MOST_RECIPIENTS:
        found.append(RecipientsTooMany(most=MOST_RECIPIENTS))
    for refusal in may_be_emails(to):
        refusal.field = "to"
        found.append(refusal)
    if not subject.strip():
        found.append(SubjectMissing())
    return tuple(found)
