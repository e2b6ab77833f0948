"""Sending a quote or an order confirmation to its customer by e-mail."""

from __future__ import annotations

import logging
from email.utils import formataddr, parseaddr
from smtplib import SMTPException
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext_lazy as _

from kans.contacts.rules.communication import emails
from kans.foundation.actions import action
from kans.foundation.clock import now
from kans.foundation.errors import refuse_if_any
from kans.foundation.preview import rehearsing
from kans.sales.actions.held import held
from kans.sales.actions.versions import kept
from kans.sales.models.versions import WhyKept
from kans.sales.printing.from_document import printed
from kans.sales.printing.pdf import pdf_of
from kans.sales.printing.wording import file_name_of
from kans.sales.rules.sending import MessageNotTaken, may_be_sent

if TYPE_CHECKING:
    from kans.sales.models import SalesDocument

logger = logging.getLogger(__name__)


@action(
    permission="sales.send_document",
    caption=_("Send by E-Mail"),
    irrevocable=_("the message was sent; write to the customer again instead"),
)
def send_document(
    document: SalesDocument, *, to: str, subject: str, text: str
) -> SalesDocument:
    """Mail the document as PDF; what it is at this moment is kept as a version."""
    document = held(document)

    refuse_if_any(may_be_sent(to, subject))

    kept(document, WhyKept.SENT)
    document.sent_at = now()
    document.save()
    if not rehearsing():
        # Last, so that what the server does not take was not sent for us either.
        _mail(document, to=emails(to), subject=" ".join(subject.split()), text=text)
    return document


def _mail(document: SalesDocument, *, to: list[str], subject: str, text: str) -> None:
    content = printed(document)
    answer_to = content.our_reference.email or content.sender.email
    message = EmailMessage(
        subject,
        text,
        _from(content.sender.name),
        to,
        reply_to=emails(answer_to),
    )
    message.attach(file_name_of(content), pdf_of(content), "application/pdf")
    try:
        message.send()
    except (SMTPException, OSError) as error:
        logger.exception("%s was not sent to %s", document.number, ", ".join(to))
        raise MessageNotTaken from error


def _from(name: str) -> str:
    """The address that our mail comes from, under the name of the company."""
    _named, mailbox = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((" ".join(name.split()), mailbox))
