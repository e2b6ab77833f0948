"""Handing a message to the mail server: once, or known to be uncertain."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import TYPE_CHECKING, Any

from django.core.mail import get_connection

from kans.foundation.mail.smtp import LostAfterHandOver
from kans.foundation.mail.tokens import TokenRefused
from kans.foundation.models.mail import MailStatus

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from kans.foundation.jobs.kinds import PointOfNoReturn

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What became of a message, and what the mail server said of it."""

    status: MailStatus
    answer: str = ""

    def as_json(self) -> dict[str, str]:
        return {"status": str(self.status), "answer": self.answer}

    @classmethod
    def from_json(cls, told: dict[str, str]) -> Outcome:
        return cls(MailStatus(told["status"]), told["answer"])


def hand_over(letter: EmailMessage, point: PointOfNoReturn) -> Outcome:
    """Give a message to the mail server, if that was not begun before.

    Who dies between the hand-over and writing it down leaves it uncertain: a second
    message would be worse than one that somebody has to ask about.
    """
    if point.passed:
        return Outcome(MailStatus.UNCERTAIN)
    connection: Any = get_connection()
    try:
        connection.open()
        point.go_past()
        connection.send_messages([letter])
        refused = getattr(connection, "refused", {})
    except LostAfterHandOver:
        logger.exception("It is uncertain whether a message was sent")
        return Outcome(MailStatus.UNCERTAIN)
    except (SMTPException, OSError, ValueError) as error:  # ValueError: its address
        logger.exception("A message was not sent")
        return Outcome(MailStatus.NOT_SENT, _said(error))
    finally:
        with suppress(OSError):
            connection.close()
    others = "; ".join(f"{to}: {_in_words([said])}" for to, said in refused.items())
    return Outcome(MailStatus.SENT, others)


def _said(error: Exception) -> str:
    """The words of the server; where it is and what it runs is nobody's business."""
    match error:
        case SMTPRecipientsRefused(recipients=refused):
            return _in_words(refused.values())
        case SMTPResponseException(smtp_code=code, smtp_error=said):
            return _in_words([(code, said)])
        case TokenRefused(args=(said,)):
            return str(said)
    return ""


def _in_words(told: Any) -> str:
    return "; ".join(f"{code} {_text(said)}" for code, said in told)


def _text(said: bytes | str) -> str:
    """Mostly bytes; of what some servers do, the library makes text."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return " ".join(text.split())
