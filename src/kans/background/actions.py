"""What administrators do about mail: see whether it arrives."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kans.foundation.acting.actors import acting_name
from kans.foundation.actions.action import action
from kans.foundation.mail.outbox import SEND_MAIL, Letter, post
from kans.foundation.models.mail import MailKind, MailMessage


@action(
    permission=SEND_MAIL,
    caption=gettext_lazy("Send Test Message"),
    irrevocable=gettext_lazy("the message was sent"),
)
def send_test_message(*, to: str) -> MailMessage:
    """Mail a line to an address, in the way in which all mail goes."""
    text = _("%(who)s asked Kans to send this message, to see whether mail arrives.")
    letter = Letter(to, _("Test message of Kans"), f"{text % {'who': acting_name()}}\n")
    return post(letter, MailKind.TEST)
