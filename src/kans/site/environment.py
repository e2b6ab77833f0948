"""How settings are read from the environment. What they mean is in settings.py."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Sequence

SHORTEST_SECRET = 16

_secrets: set[str] = set()
_YES = {"1", "true", "yes", "on"}
_NO = {"", "0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str) -> bool:
    value = text(name).lower()
    if value not in _YES | _NO:
        message = f"{name} must be 1 or 0, not “{value}”."
        raise ImproperlyConfigured(message)
    return value in _YES


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal():
        message = f"{name} must be a whole number, not “{value}”."
        raise ImproperlyConfigured(message)
    return int(value)


def words(name: str) -> list[str]:
    return [word.strip() for word in text(name).split(",") if word.strip()]


def web_address(name: str, default: str) -> str:
    """Return an address that a page may link to."""
    value = text(name, default)
    if value and not value.startswith(("https://", "http://")):
        message = f"{name} must begin with https:// or http://, not be “{value}”."
        raise ImproperlyConfigured(message)
    return value


def secret(name: str) -> str:
    """Return a secret given as it is, or in a file named by `<name>_FILE`."""
    value = _given_or_in_file(name)
    if value:
        _secrets.add(value)
    return value


def secrets_read() -> frozenset[str]:
    """Return every secret that was read so far: none of them is for the log."""
    return frozenset(_secrets)


def _given_or_in_file(name: str) -> str:
    if file := text(f"{name}_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as problem:
            message = f"The file that {name}_FILE names cannot be read: {problem}."
            raise ImproperlyConfigured(message) from problem
    return text(name)


def long_secret(name: str) -> str:
    """Return a secret that nobody guesses, or nothing if there is none."""
    value = secret(name)
    if value and len(value) < SHORTEST_SECRET:
        message = f"{name} must have at least {SHORTEST_SECRET} characters."
        raise ImproperlyConfigured(message)
    return value


def choice(name: str, choices: Sequence[str]) -> str:
    """Return one of these words; the first when nothing is set."""
    value = text(name, choices[0]).lower()
    if value not in choices:
        message = f"{name} must be {' or '.join(choices)}, not “{value}”."
        raise ImproperlyConfigured(message)
    return value


def database(url: str, *, folder: Path) -> dict[str, Any]:
    """Return Django's settings for `sqlite:///file` or `postgresql://…/name`."""
    parts = urlsplit(url)
    match parts.scheme:
        case "sqlite":
            return _sqlite(parts, folder)
        case "postgresql" | "postgres":
            return _postgresql(parts)
    message = (
        "KANS_DATABASE_URL must begin with sqlite:/// or postgresql://, "
        f"not with “{parts.scheme}:”."
    )
    raise ImproperlyConfigured(message)


def _sqlite(parts: SplitResult, folder: Path) -> dict[str, Any]:
    return {
        "ENGINE": "kans.foundation.databases.sqlite",
        # sqlite:///file is relative to the folder, sqlite:////file is not.
        "NAME": folder / unquote(parts.path.removeprefix("/")),
        # Reused by the thread that opened it.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # Take the write lock at once, and wait for it: a transaction that
            # first reads and then writes would fail instead of waiting.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; "
                "PRAGMA synchronous=NORMAL; "
                "PRAGMA temp_store=MEMORY;"
            ),
        },
    }


def _postgresql(parts: SplitResult) -> dict[str, Any]:
    user, password, hosts = _authority(parts.netloc)
    return {
        "ENGINE": "kans.foundation.databases.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": user,
        "PASSWORD": password,
        # Several hosts are tried in order: postgresql://one:5432,two:5432/name
        "HOST": ",".join(host for host, port in hosts),
        "PORT": ",".join(port for host, port in hosts),
        # Reused by the thread that opened it, while it lives.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 3,
            # A server that the network lost is noticed within seconds.
            "keepalives_idle": 2,
            "keepalives_interval": 1,
            "keepalives_count": 3,
            "tcp_user_timeout": 5000,
            # Statements are prepared by the server and kept (1.1 to 1.4 times faster).
            "server_side_binding": True,
            "prepare_threshold": 5,
            **_options(parts.query),
        },
    }


def _authority(netloc: str) -> tuple[str, str, list[tuple[str, str]]]:
    credentials, _, places = netloc.rpartition("@")
    user, _, password = credentials.partition(":")
    return unquote(user), unquote(password), [_place(p) for p in places.split(",")]


def _place(place: str) -> tuple[str, str]:
    if place.startswith("["):  # an IPv6 address
        host, _, port = place[1:].partition("]")
        return host, port.removeprefix(":") or "5432"
    host, _, port = place.partition(":")
    return unquote(host), port or "5432"


def _options(query: str) -> dict[str, Any]:
    """Take libpq's options as they are, and the two that are not libpq's."""
    options: dict[str, Any] = dict(parse_qsl(query))
    if "server_side_binding" in options:
        options["server_side_binding"] = options["server_side_binding"].lower() in _YES
    if "prepare_threshold" in options:
        threshold = int(options["prepare_threshold"])
        options["prepare_threshold"] = threshold or None
    return options


def email(url: str) -> dict[str, Any]:
    """Return Django's settings for `smtp://`, `smtp+tls://`, `smtps://`, `console:`."""
    parts = urlsplit(url)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme not in {"smtp", "smtp+tls", "smtps"}:
        message = (
            "KANS_EMAIL_URL must begin with smtp://, smtp+tls://, smtps:// or "
            f"console:, not with “{parts.scheme}:”."
        )
        raise ImproperlyConfigured(message)
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    return {
        "EMAIL_BACKEND": "kans.foundation.mail.smtp.Backend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or ports[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 10,
    }


def email_oauth() -> dict[str, str]:
    """Return how to ask for a token to send mail with; nothing if none is needed."""
    url = text("KANS_EMAIL_OAUTH_TOKEN_URL")
    if not url:
        return {}
    if urlsplit(url).scheme not in {"https", "http"}:
        message = "KANS_EMAIL_OAUTH_TOKEN_URL must begin with https://."
        raise ImproperlyConfigured(message)
    return {
        "token_url": url,
        "client_id": text("KANS_EMAIL_OAUTH_CLIENT_ID"),
        "client_secret": secret("KANS_EMAIL_OAUTH_CLIENT_SECRET"),
        "refresh_token": secret("KANS_EMAIL_OAUTH_REFRESH_TOKEN"),
        "scope": text(
            "KANS_EMAIL_OAUTH_SCOPE", "https://outlook.office365.com/.default"
        ),
    }
