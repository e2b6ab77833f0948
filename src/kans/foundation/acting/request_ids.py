"""The id of a request: in its log lines, in its answer, and on its error page."""

from __future__ import annotations

import re
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER = "X-Request-ID"
META_NAME = "HTTP_X_REQUEST_ID"  # of that header, among what a web server hands over
# It stands in the log and on a page: nothing that could mean something there.
_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}", re.ASCII)

_current: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """Return the id of the request that is being answered; blank outside of one."""
    return _current.get()


def well_formed(proposed: str) -> str:
    """Return the id that a proxy gave a request, or else a new one."""
    return proposed if _WELL_FORMED.fullmatch(proposed) else uuid4().hex


@contextmanager
def answering(proposed: str) -> Iterator[str]:
    """Answer a request under the id that a proxy gave it, or else under a new one."""
    chosen = well_formed(proposed)
    before = _current.set(chosen)
    try:
        yield chosen
    finally:
        _current.reset(before)
