"""How mail is set, in words that give no secret away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from kans.foundation.models import WorkerHeartbeat

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class MailSettings:
    """What the variables of the environment come to, and whether a worker lives."""

    facts: tuple[tuple[str, str], ...]
    worker_lives: bool


def mail_settings() -> MailSettings:
    return MailSettings(tuple(_facts()), WorkerHeartbeat.objects.fresh().exists())


def _facts() -> Iterator[tuple[str, str]]:
    if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        yield _("Mail Server"), _("None: mail is only written to the log")
    else:
        yield _("Mail Server"), f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
        yield _("Encryption"), _encryption()
        yield _("Signing In"), _signing_in()
    yield _("From"), settings.DEFAULT_FROM_EMAIL


def _encryption() -> str:
    if settings.EMAIL_USE_SSL:
        return _("TLS")
    return _("STARTTLS") if settings.EMAIL_USE_TLS else _("None")


def _signing_in() -> str:
    user = {"user": settings.EMAIL_HOST_USER}
    if settings.EMAIL_OAUTH:
        return _("As %(user)s, by a token (XOAUTH2)") % user
    if settings.EMAIL_HOST_USER and settings.EMAIL_HOST_PASSWORD:
        return _("As %(user)s, by a password") % user
    return _("None")
