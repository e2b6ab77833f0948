"""Handing a message to the mail server: once, or known to be uncertain."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from smtplib import (
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from typing import TYPE_CHECKING, Any

from django.core.mail import get_connection
from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.mail.smtp import LostAfterHandOver
from kans.foundation.mail.tokens import TokenDelayed, TokenRefused
from kans.foundation.models.mail import MailStatus
from kans.foundation.rules.retrying import has_tries_left

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from kans.foundation.jobs.kinds import PointOfNoReturn

logger = logging.getLogger(__name__)

FOR_GOOD = 500  # answers of a mail server from here on; those below are for now


class MailServerAway(DomainError):
    message = _("The mail server could not be reached.")


class TokenServerAway(DomainError):
    message = _(
        "The server that gives tokens for the mail server could not be reached."
    )


@dataclass(frozen=True)
class Outcome:
    """What became of a message, and why; it still waits if it is tried again."""

    status: MailStatus
    answer: str = ""

    def as_json(self) -> dict[str, str]:
        return {"status": str(self.status), "answer": self.answer}

    @classmethod
    def from_json(cls, told: dict[str, str]) -> Outcome:
        return cls(MailStatus(told["status"]), told["answer"])


def hand_over(letter: EmailMessage, point: PointOfNoReturn, *, tries: int) -> Outcome:
    """Give a message to the mail server, if that was not begun before.

    What the server cannot take just now it does not have: after so many `tries`,
    another follows.

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
        _log_not_sent(error)
        again = _is_for_now(error) and has_tries_left(tries)
        status = MailStatus.WAITING if again else MailStatus.NOT_SENT
        return Outcome(status, _said(error))
    finally:
        with suppress(OSError):
            connection.close()
    others = "; ".join(f"{to}: {_in_words([said])}" for to, said in refused.items())
    return Outcome(MailStatus.SENT, others)


def _is_for_now(error: Exception) -> bool:
    """Return whether the same message may be taken later; all this is nothing sent."""
    match error:
        case TokenRefused():
            return isinstance(error, TokenDelayed)
        case SMTPRecipientsRefused(recipients=refused):
            return any(code < FOR_GOOD for code, _said in refused.values())
        case SMTPResponseException(smtp_code=code):
            return 0 < code < FOR_GOOD
        case SMTPServerDisconnected():
            return True
        case SMTPException():
            return False
    return isinstance(error, OSError)


def _log_not_sent(error: Exception) -> None:
    """Log a refusal, or a server that is away, as one line; else all that is known."""
    match error:
        case SMTPRecipientsRefused() | SMTPResponseException():
            why = _said(error)
        case SMTPException() if not isinstance(error, SMTPServerDisconnected):
            why = ""
        case OSError():
            why = str(error) or str(error.__cause__ or type(error).__name__)
        case _:
            why = ""
    if why:
        logger.warning("A message was not sent: %s", " ".join(why.split()))
    else:
        logger.error("A message was not sent", exc_info=error)


def _said(error: Exception) -> str:
    """The words of the server; where it is and what it runs is nobody's business."""
    match error:
        case SMTPRecipientsRefused(recipients=refused):
            return _in_words(refused.values())
        case SMTPResponseException(smtp_code=code, smtp_error=said):
            return _in_words([(code, said)])
        case TokenDelayed(args=("",)):
            return str(TokenServerAway())
        case TokenRefused(args=(said,)):
            return str(said)
        case SMTPException() if not isinstance(error, SMTPServerDisconnected):
            return ""
        case OSError():
            return str(MailServerAway())
    return ""


def _in_words(told: Any) -> str:
    return "; ".join(f"{code} {_text(said)}" for code, said in told)


def _text(said: bytes | str) -> str:
    """Mostly bytes; of what some servers do, the library makes text."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return " ".join(text.split())
