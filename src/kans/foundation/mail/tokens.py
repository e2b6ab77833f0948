"""Tokens with which one signs in to a mail server: of Microsoft 365, of Google."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from threading import Lock
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.conf import settings

EARLY = 60  # seconds before its end at which a token is no longer used


class TokenRefused(OSError):
    """The token server gave none, for a reason in its own words."""


class TokenDelayed(TokenRefused):
    """The token server could give none just now, or was not reached."""


class TokenUnclear(TokenDelayed):
    """What the token server answered is no token."""


@dataclass
class _Kept:
    """The token of this process, as long as it is good."""

    token: str = ""
    until: float = 0.0
    asked: tuple[tuple[str, str], ...] = ()


_kept = _Kept()
_lock = Lock()


def access_token(*, anew: bool = False) -> str:
    """Return a token that is good now; asked for when there is none, or `anew`."""
    asked = tuple(sorted(settings.EMAIL_OAUTH.items()))
    with _lock:
        if anew or asked != _kept.asked or time.monotonic() > _kept.until:
            given = _ask(settings.EMAIL_OAUTH)
            _kept.token = given["access_token"]
            _kept.until = time.monotonic() + _seconds(given) - EARLY
            _kept.asked = asked
        return _kept.token


def _ask(oauth: dict[str, str]) -> dict[str, Any]:
    """Ask by refresh token (Google) or else by client credentials (Microsoft 365)."""
    asked = {
        "client_id": oauth["client_id"],
        "client_secret": oauth["client_secret"],
        "grant_type": "client_credentials",
        "scope": oauth["scope"],
    }
    if oauth["refresh_token"]:
        asked["grant_type"] = "refresh_token"
        asked["refresh_token"] = oauth["refresh_token"]
        del asked["scope"]  # what was agreed to
    request = Request(oauth["token_url"], urlencode(asked).encode())  # noqa: S310
    try:
        with urlopen(request, timeout=settings.EMAIL_TIMEOUT) as answer:  # noqa: S310
            given = json.load(answer)
    except HTTPError as refusal:
        raise _kind_of(refusal)(_said(refusal)) from refusal
    except (OSError, HTTPException) as away:
        raise TokenDelayed("") from away
    except ValueError as error:
        raise TokenUnclear("") from error
    if not isinstance(given, dict) or not _is_token(given.get("access_token")):
        raise TokenUnclear("")
    return given


def _is_token(given: Any) -> bool:
    """Whether a mail server can be told it; what is kept must not spoil the next."""
    if not isinstance(given, str):
        return False
    return bool(given) and given.isascii() and given.isprintable()


def _seconds(given: dict[str, Any]) -> float:
    """Return for how long a token is good; where that is unclear, it serves once."""
    try:
        return float(given.get("expires_in") or 0)
    except (TypeError, ValueError):
        return 0


def _kind_of(refusal: HTTPError) -> type[TokenRefused]:
    """Return how the server refused: for good, or because it is busy or broken."""
    of_itself = refusal.code >= HTTPStatus.INTERNAL_SERVER_ERROR or (
        refusal.code == HTTPStatus.TOO_MANY_REQUESTS
    )
    return TokenDelayed if of_itself else TokenRefused


def _said(refusal: HTTPError) -> str:
    """Return the error and, if it is described, the first line of that."""
    try:
        told = json.loads(refusal.read(10_000))
    except (ValueError, OSError):
        told = None
    if not isinstance(told, dict) or not told.get("error"):
        return f"{refusal.code} {refusal.reason}"
    description = str(told.get("error_description", "")).partition("\n")[0].strip()
    return ": ".join(filter(None, [str(told["error"]), description]))
