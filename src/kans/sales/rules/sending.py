"""What a message with a quote or order must have."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kans.contacts.rules.communication import emails, may_be_emails
from kans.foundation.errors import DomainError


class RecipientMissing(DomainError):
    field = "to"
    message = _("Type the e-mail address that it goes to.")


class SubjectMissing(DomainError):
    field = "subject"
    message = _("Type what the message is about.")


class MessageNotTaken(DomainError):
    message = _(
        "The mail server did not take the message, so nothing was sent. Check the "
        "address and try again, or ask an administrator."
    )


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
