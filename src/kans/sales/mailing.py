"""The e-mail that takes a quote or order along."""

from __future__ import annotations

from email.utils import formataddr, parseaddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage

from kans.contacts.rules.communication import emails

if TYPE_CHECKING:
    from kans.sales.models import DocumentMessage


def letter_with(message: DocumentMessage) -> EmailMessage:
    """Return it as the mail server gets it: if it comes twice, it is the same one."""
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
