"""The message with which a document is sent, in the language of the document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import pgettext

from kans.sales.printing.content import PrintedKind
from kans.sales.printing.wording import language_of

if TYPE_CHECKING:
    from kans.sales.printing.content import PrintedDocument


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str


def letter_of(document: PrintedDocument) -> Letter:
    """What is proposed to be written; who sends it may change every word."""
    facts = {"number": document.number, "sender": document.sender.name}
    attention = document.recipient.attention.strip()
    with translation.override(language_of(document)):
        if document.kind is PrintedKind.QUOTE:
            subject = pgettext("printed", "Quote %(number)s from %(sender)s")
            message = pgettext("printed", "Attached is our quote %(number)s.")
        else:
            subject = pgettext("printed", "Order confirmation %(number)s of %(sender)s")
            message = pgettext(
                "printed", "Attached is the confirmation of your order, %(number)s."
            )
        greeting = (
            pgettext("printed", "Dear %(name)s,") % {"name": attention}
            if attention
            else pgettext("printed", "Dear Sir or Madam,")
        )
        regards = pgettext("printed", "Kind regards,")
    signed = "\n".join(filter(None, (document.our_reference.name, facts["sender"])))
    text = "\n\n".join((greeting, message % facts, regards, signed))
    return Letter(subject % facts, text)
