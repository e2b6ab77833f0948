"""The mail server: signing in there, and knowing how far a message got."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from kans.foundation.mail.tokens import access_token

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

GO_AHEAD = 354  # what a server says when it waits for the message itself
REFUSES = 400  # what it says from here on; less than that, or no number, is unclear


class LostAfterHandOver(OSError):
    """The connection broke, or went wrong, when the server may have had the message."""


class _Watching(smtplib.SMTP):
    """A connection that knows whether a message has begun to leave."""

    leaving = False
    refused: dict[str, tuple[int, bytes]]  # recipients that were not taken with others

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.leaving = False
        return super().data(msg)

    def getreply(self) -> tuple[int, bytes]:
        code, text = super().getreply()
        self.leaving = self.leaving or code == GO_AHEAD
        return code, text

    def sendmail(self, *args: Any, **options: Any) -> dict[str, tuple[int, bytes]]:
        self.refused = super().sendmail(*args, **options)
        return self.refused


class _WatchingOverTls(_Watching, smtplib.SMTP_SSL):
    pass


class Backend(EmailBackend):
    """Django's way to a mail server, which may ask for a token instead of a password.

    Raises `LostAfterHandOver` where nobody can know whether the message arrived.
    """

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _WatchingOverTls if self.use_ssl else _Watching

    def open(self) -> bool | None:
        opened = super().open()
        if opened and settings.EMAIL_OAUTH:
            self._sign_in_by_token()
        return opened

    def _sign_in_by_token(self) -> None:
        """Sign in by XOAUTH2; a token that is refused is asked for anew, once."""
        connection: Any = self.connection
        connection.ehlo_or_helo_if_needed()
        try:
            connection.auth("XOAUTH2", self._words_of(access_token()))
        except smtplib.SMTPAuthenticationError:
            connection.auth("XOAUTH2", self._words_of(access_token(anew=True)))

    def _words_of(self, token: str) -> Any:
        said = f"user={self.username}\1auth=Bearer {token}\1\1"
        # A server that refuses says why in a challenge, which is answered with nothing.
        return lambda challenge=None: said if challenge is None else ""

    def _send(self, email_message: EmailMessage) -> bool:
        connection: Any = self.connection
        connection.leaving = False
        try:
            sent: bool = super()._send(email_message)  # type: ignore[misc]
        except smtplib.SMTPServerDisconnected as lost:
            if connection.leaving:
                raise LostAfterHandOver from lost
            raise
        except smtplib.SMTPDataError as answer:
            if connection.leaving and answer.smtp_code < REFUSES:
                raise LostAfterHandOver from answer
            raise
        except smtplib.SMTPException:
            raise  # the server has answered: it does not have the message
        except OSError as lost:
            if connection.leaving:
                raise LostAfterHandOver from lost
            raise
        return sent

    @property
    def refused(self) -> dict[str, tuple[int, bytes]]:
        """The recipients whom the server refused, though it took the message."""
        return getattr(self.connection, "refused", {})
