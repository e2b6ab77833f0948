"""Handing a message with a quote or order to the mail server."""

from __future__ import annotations

import logging
from email.utils import formataddr, parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage

from kans.contacts.rules.communication import emails

if TYPE_CHECKING:
    from kans.sales.models import DocumentMessage

logger = logging.getLogger(__name__)


def mail(message: DocumentMessage) -> str | None:
    """Send it; nothing, or what the server said when it did not take the message.

    That may be no words at all, as when there is no server.
    """
    try:
        _letter(message).send()
    except (SMTPException, OSError, ValueError) as error:  # ValueError: its address
        logger.exception("The message %s was not sent", message.pk)
        return _said(error)
    return None


def _letter(message: DocumentMessage) -> EmailMessage:
    """As the mail server gets it: should it come twice, it is one and the same."""
    _named, mailbox = parseaddr(settings.DEFAULT_FROM_EMAIL)
    letter = EmailMessage(
        message.subject,
        message.text,
        formataddr((" ".join(message.sender_name.split()), mailbox)),
        emails(message.recipient),
        reply_to=emails(message.reply_to),
        headers={"Message-ID": f"<{message.pk}@{mailbox.rpartition('@')[2]}>"},
    )
    letter.attach(message.file_name, message.pdf, "application/pdf")
    return letter


def _said(error: Exception) -> str:
    """The words of the server; where it is and what it runs is nobody's business."""
    told: list[tuple[int, bytes | str]] = []
    match error:
        case SMTPRecipientsRefused(recipients=refused):
            told.extend(refused.values())
        case SMTPResponseException(smtp_code=code, smtp_error=said):
            told.append((code, said))
    return "; ".join(f"{code} {_text(said)}" for code, said in told)


def _text(said: bytes | str) -> str:
    """Mostly bytes; of what some servers do, the library makes text."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return " ".join(text.split())
