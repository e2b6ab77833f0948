"""Takes in the bodies of requests, within bounds of time, number and bytes.

Anybody may send one. A body that comes too slowly is not waited for; and when too many
come in at once, what began first makes way: a form is there in a moment, so what is
still coming after many others is a large file, or somebody who means to hold us up.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING

from django.conf import settings

from kans.site import errors

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Callable

    from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
LARGEST_BODY = settings.LARGEST_UPLOAD + 10 * MEGABYTE  # a file, and its form
IN_MEMORY = MEGABYTE // 4  # of one body; what is longer lies on the disk
BODY_SECONDS = 30.0  # for each megabyte
# In one process, of everybody together:
MOST_BODIES = 128  # that are still coming
MOST_BYTES = 4 * LARGEST_BODY  # of those, and of those that wait for their answer


class ClientGone(Exception):
    pass


class Refused(Exception):
    """Not taken in; it says which page tells the client so."""

    def __init__(self, page: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(page.__name__)
        self.page = page


@dataclass(eq=False)
class _Body:
    file: IO[bytes]
    deadline: asyncio.Timeout
    received: int = 0
    kept: int = 0
    makes_way: bool = False


class Intake:
    """The bodies under way in this process."""

    def __init__(self) -> None:
        self._coming: dict[_Body, None] = {}  # in the order in which they began
        self._bytes = 0

    @asynccontextmanager
    async def received(
        self, pieces: AsyncIterable[bytes], length: int
    ) -> AsyncIterator[IO[bytes]]:
        """Give the body once it is there, whole; forget it afterwards."""
        with SpooledTemporaryFile(IN_MEMORY) as file:
            body = _Body(file, asyncio.timeout(BODY_SECONDS))
            try:
                await self._receive(body, pieces)
                _judge(body, length)
                file.seek(0)
                yield file
            finally:
                self._forget(body)

    async def _receive(self, body: _Body, pieces: AsyncIterable[bytes]) -> None:
        self._coming[body] = None
        try:
            async with body.deadline:
                self._make_room()
                async for piece in pieces:
                    self._take(body, piece)
        except TimeoutError:
            if not body.makes_way:
                raise Refused(errors.too_slow) from None
        except OSError:
            logger.exception("A body could not be put aside.")
            body.makes_way = True
        finally:
            self._coming.pop(body, None)

    def _take(self, body: _Body, piece: bytes) -> None:
        """Keep a piece, unless the whole is too large or makes way."""
        before = body.received // MEGABYTE
        body.received += len(piece)
        if body.received <= LARGEST_BODY and not body.makes_way:
            body.file.write(piece)
            body.kept += len(piece)
            self._bytes += len(piece)
            self._make_room()
        if body.received // MEGABYTE > before:
            _expire_in(body, BODY_SECONDS)

    def _make_room(self) -> None:
        while self._coming and self._is_too_full():
            first = next(iter(self._coming))
            del self._coming[first]
            first.makes_way = True
            self._forget(first)
            _expire_in(first, 0)

    def _is_too_full(self) -> bool:
        return len(self._coming) > MOST_BODIES or self._bytes > MOST_BYTES

    def _forget(self, body: _Body) -> None:
        self._bytes -= body.kept
        body.kept = 0


def _expire_in(body: _Body, seconds: float) -> None:
    if not body.deadline.expired():
        body.deadline.reschedule(asyncio.get_running_loop().time() + seconds)


def _judge(body: _Body, length: int) -> None:
    if body.makes_way:
        raise Refused(errors.busy)
    if body.received != length:
        raise ClientGone
    if body.received > LARGEST_BODY:
        raise Refused(errors.too_large)
