"""Sealing what must not lie open in the database: links and codes that let one in."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac


def seal(content: dict[str, Any]) -> str:
    """Return the content encrypted with a key that only this installation has."""
    return _box().encrypt(json.dumps(content).encode()).decode()


def unseal(sealed: str) -> dict[str, Any] | None:
    """Return what was sealed; nothing if the secret key has changed since."""
    try:
        content: dict[str, Any] = json.loads(_box().decrypt(sealed.encode()))
    except InvalidToken:
        return None
    return content


def _box() -> Fernet:
    key = salted_hmac("kans.foundation.mail", "outbox", algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key))
