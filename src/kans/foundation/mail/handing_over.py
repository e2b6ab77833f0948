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
from kans.foundation.jobs.retrying import has_tries_left
from kans.foundation.mail.smtp import LostAfterHandOver
from kans.foundation.mail.tokens import TokenDelayed, TokenRefused, TokenUnclear
from kans.foundation.models.mail import MailStatus

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from kans.foundation.jobs.kinds import EarlyEnd, PointOfNoReturn

logger = logging.getLogger(__name__)

MAIL_LANE = "mail"  # of the jobs that hand messages over
FOR_GOOD = 500  # answers of a mail server from here on; those below are for now


class MailServerAway(DomainError):
    message = _("The mail server could not be reached.")


class TokenServerAway(DomainError):
    message = _(
        "The server that gives tokens for the mail server could not be reached."
    )


class TokenNotUnderstood(DomainError):
    message = _(
        "The server that gives tokens for the mail server answered something else. "
        "The log says more."
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

    @classmethod
    def of_early_end(cls, end: EarlyEnd) -> Outcome:
        """Return what became of a message whose job was canceled, or failed."""
        if end.uncertain:
            return cls(MailStatus.UNCERTAIN)
        return cls(MailStatus.NOT_SENT, end.why)


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
        failure = _failure_of(error)
        _log(failure, error)
        again = failure.is_for_now and has_tries_left(tries)
        status = MailStatus.WAITING if again else MailStatus.NOT_SENT
        return Outcome(status, failure.answer)
    finally:
        with suppress(OSError):
            connection.close()
    others = "; ".join(f"{to}: {_in_words([said])}" for to, said in refused.items())
    return Outcome(MailStatus.SENT, others)


@dataclass(frozen=True)
class _Failure:
    """Why a message was not sent, as people and as the log are told."""

    is_for_now: bool = False  # the same message may be taken later
    answer: str = ""
    line: str = ""  # blank: all that is known is logged


def _failure_of(error: Exception) -> _Failure:
    """Judge an error of which it is certain that nothing was sent.

    Where the server is, and what it runs, is for the log alone.
    """
    match error:
        case TokenUnclear():
            answer = str(TokenNotUnderstood())
            return _Failure(is_for_now=True, answer=answer, line=_line_of(error))
        case TokenDelayed():
            answer = str(error) or str(TokenServerAway())
            return _Failure(is_for_now=True, answer=answer, line=_line_of(error))
        case TokenRefused():
            return _Failure(answer=str(error), line=_line_of(error))
        case SMTPRecipientsRefused(recipients=refused):
            words = _in_words(refused.values())
            some_later = any(code < FOR_GOOD for code, _said in refused.values())
            return _Failure(is_for_now=some_later, answer=words, line=words)
        case SMTPResponseException(smtp_code=code, smtp_error=said):
            words = _in_words([(code, said)])
            return _Failure(is_for_now=0 < code < FOR_GOOD, answer=words, line=words)
        case SMTPException() if not isinstance(error, SMTPServerDisconnected):
            # What it does not offer: encryption, a way to sign in.
            return _Failure(answer=str(error), line=_line_of(error))
        case OSError():
            away = str(MailServerAway())
            return _Failure(is_for_now=True, answer=away, line=_line_of(error))
        case _:
            return _Failure()


def _line_of(error: Exception) -> str:
    return str(error) or str(error.__cause__ or type(error).__name__)


def _log(failure: _Failure, error: Exception) -> None:
    if failure.line:
        logger.warning("A message was not sent: %s", " ".join(failure.line.split()))
    else:
        logger.error("A message was not sent", exc_info=error)


def _in_words(told: Any) -> str:
    return "; ".join(f"{code} {_text(said)}" for code, said in told)


def _text(said: bytes | str) -> str:
    """Mostly bytes; of what some servers do, the library makes text."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return " ".join(text.split())
