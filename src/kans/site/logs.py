"""The lines of the log: as text or as JSON, with the request, without secrets."""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pythonjsonlogger.json import JsonFormatter

from kans.foundation.acting.request_ids import META_NAME, request_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FORMATS = ("text", "json")
HIDDEN = "[hidden]"
_SHORTEST = 6  # of a secret; a shorter one would be found in ordinary words
# What lets somebody in, wherever it stands in a line: links by mail, parameters.
_TOKENS = re.compile(
    r"(?P<before>"
    r"/accounts/(?:password/reset/key|confirm-email)/"
    r"|\b(?:password\d?|passwd|secret|token|api_?key|csrfmiddlewaretoken)"
    r"[\"']?(?:=|:\s*)[\"']?"
    r"|[?&](?:code|state)="
    r"|\b(?:Bearer|Basic)\s+"
    r"|\b(?:sessionid|csrftoken)="
    r")(?P<token>[^\s/&\"',;})]+)",
    re.IGNORECASE,
)
# What Django logs as an error with a traceback, though whoever asks can cause it.
_OF_CLIENTS = (
    "django.security.DisallowedHost",
    "django.security.RequestDataTooBig",
    "django.security.TooManyFieldsSent",
    "django.security.TooManyFilesSent",
)
_CREDENTIALS = re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)")


class WithRequest(logging.Filter):
    """Gives every line the id of the request that it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id() or _id_beside(record) or "-"
        return True


def _id_beside(record: logging.LogRecord) -> str:
    """Return the id of the request that a line bears; the last is written after it."""
    request = getattr(record, "request", None)
    given: str = getattr(request, "META", {}).get(META_NAME, "")
    return given


class NoDefect(logging.Filter):
    """Makes a warning of one line of what only a client can have done wrong."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.levelno = logging.WARNING
        record.levelname = logging.getLevelName(record.levelno)
        record.exc_info = record.exc_text = None
        return logging.getLogger(record.name).isEnabledFor(record.levelno)


class NotUnderstood(NoDefect):
    """Does so with a request that nobody could read, whatever was wrong with it."""

    def filter(self, record: logging.LogRecord) -> bool:
        unread = getattr(record, "status_code", None) == HTTPStatus.BAD_REQUEST
        return super().filter(record) if unread else True


class Redacted:
    """Leaves secrets out of a text: those that are set, and what looks like one."""

    def __init__(self, secrets: Iterable[str]) -> None:
        known = {secret for secret in secrets if len(secret) >= _SHORTEST}
        # The longest first: one may stand within another.
        ordered = sorted(known, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, ordered))) if known else None

    def __call__(self, text: str) -> str:
        if self._known:
            text = self._known.sub(HIDDEN, text)
        text = _TOKENS.sub(rf"\g<before>{HIDDEN}", text)
        return _CREDENTIALS.sub(HIDDEN, text)


class TextLines(logging.Formatter):
    """A line of text for each event, and its cause below."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s [%(request_id)s]: %(message)s"
        )
        self._redacted = Redacted(secrets)

    def format(self, record: logging.LogRecord) -> str:
        return self._redacted(super().format(record))


class JsonLines(JsonFormatter):
    """A JSON object for each event, on one line."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__(
            ["levelname", "name", "request_id", "message"],
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="time",
            json_ensure_ascii=False,
            # Objects that Django adds for its own handlers; they are not for a log.
            reserved_attrs=[*logging.makeLogRecord({}).__dict__, "request", "response"],
        )
        self._redacted = Redacted(secrets)

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        return {
            name: self._redacted(value) if isinstance(value, str) else value
            for name, value in super().process_log_record(log_data).items()
        }


def logging_in(shape: str, *, level: str, secrets: Iterable[str]) -> Mapping[str, Any]:
    """Return the configuration of Python's logging: all to standard error."""
    formatter = JsonLines if shape == "json" else TextLines
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": formatter, "secrets": tuple(secrets)}},
        "filters": {
            "request": {"()": WithRequest},
            "no_defect": {"()": NoDefect},
            "not_understood": {"()": NotUnderstood},
        },
        "loggers": {
            **{name: {"filters": ["no_defect"]} for name in _OF_CLIENTS},
            "django.request": {"filters": ["not_understood"]},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "lines",
                "filters": ["request"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
    }
