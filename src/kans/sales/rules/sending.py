"""What a message with a quote or order must have."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kans.contacts.rules.communication import emails, may_be_emails
from kans.foundation.errors import DomainError


class MessageStatus(TextChoices):
    """Whether the mail server has a message."""

    WAITING = "Waiting", _("Waiting to Be Sent")
    SENT = "Sent", _("Sent")
    NOT_SENT = "Not Sent", _("Not Sent")


class RecipientMissing(DomainError):
    field = "to"
    message = _("Type the e-mail address that it goes to.")


class SubjectMissing(DomainError):
    field = "subject"
    message = _("Type what the message is about.")


class MessageNotTaken(DomainError):
    message = _(
        "The mail server did not take the message, so it was not sent. Look at the "
        "message: it can be sent again; or ask an administrator."
    )


class MessageIsSent(DomainError):
    status = 409
    message = _("This message is sent. Write a new one from the document instead.")


class MessageUnderWay(DomainError):
    status = 409
    message = _("This message is on its way already.")


def may_go_again(status: MessageStatus) -> tuple[DomainError, ...]:
    """Only what did not arrive at the mail server is sent once more."""
    match status:
        case MessageStatus.SENT:
            return (MessageIsSent(),)
        case MessageStatus.WAITING:
            return (MessageUnderWay(),)
        case MessageStatus.NOT_SENT:
            return ()


def may_be_sent(to: str, subject: str) -> tuple[DomainError, ...]:
    """Whether it has an address, all addresses are such, and it says what it is."""
    found: list[DomainError] = []
    if not emails(to):
        found.append(RecipientMissing())
    for refusal in may_be_emails(to):
        refusal.field = "to"
        found.append(refusal)
    if not subject.strip():
        found.append(SubjectMissing())
    return tuple(found)
