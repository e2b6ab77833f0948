"""A connection to PostgreSQL that looks, during a statement, whether the server lives.

TCP does not tell: the machine of a frozen server acknowledges all it is sent.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg
from psycopg.errors import ConnectionTimeout
from psycopg.waiting import Ready

from kans.foundation.databases.deadlines import is_overdue

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Self

    from psycopg.abc import PQGen

Result = TypeVar("Result")

LOOKS_EVERY = 0.1  # seconds
SILENCE = 2.5  # seconds without an answer, after which another connection is tried …
ANSWERS_WITHIN = 2  # … which the server must accept in so many: libpq's least
CANCELS_WITHIN = 2.0  # seconds that a statement has to end when it is canceled
# Whoever waits behind one who waited in vain is refused at once, instead of in turn.
REFUSES_FOR = 1.0


class ServerSilent(psycopg.OperationalError):
    """The server accepts no connection, and what it was asked has no answer."""


class WatchedConnection(psycopg.Connection[Any]):
    _refuses_until = 0.0

    @classmethod
    def connect(cls, conninfo: str = "", **options: Any) -> Self:
        if time.monotonic() < WatchedConnection._refuses_until:
            raise ServerSilent
        try:
            return super().connect(conninfo, **options)
        except ConnectionTimeout:
            _refuse_for_a_while()
            raise

    def wait(
        self, gen: PQGen[Result], interval: float = LOOKS_EVERY, timeout: Any = None
    ) -> Result:
        return super().wait(self._watched(gen), interval, timeout)

    def _watched(self, gen: PQGen[Result]) -> Generator[Any, Any, Result]:
        """Pass on what the socket says; look at the clock whenever it says nothing."""
        watch = _Watch(self)
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready:
                    watch.look()
                wanted = gen.send(ready or Ready.NONE)
        except StopIteration as end:
            result: Result = end.value
            return result


class _Watch:
    """Ends a statement that is overdue, and gives up a server that is silent."""

    def __init__(self, connection: WatchedConnection) -> None:
        self._connection = connection
        self._tries_at = time.monotonic() + SILENCE
        self._must_end_by: float | None = None

    def look(self) -> None:
        now = time.monotonic()
        if self._must_end_by is None and is_overdue():
            self._must_end_by = now + CANCELS_WITHIN
            self._connection._try_cancel(timeout=CANCELS_WITHIN)  # noqa: SLF001
        elif self._must_end_by is not None and now > self._must_end_by:
            self._give_up()
        elif now > self._tries_at:
            self._server_must_live()
            self._tries_at = time.monotonic() + SILENCE

    def _server_must_live(self) -> None:
        info = self._connection.info
        try:
            psycopg.connect(
                info.dsn, password=info.password, connect_timeout=ANSWERS_WITHIN
            ).close()
        except ConnectionTimeout:
            self._give_up()
        except psycopg.OperationalError:
            pass  # it said something

    def _give_up(self) -> None:
        _refuse_for_a_while()
        self._connection.pgconn.finish()
        raise ServerSilent


def _refuse_for_a_while() -> None:
    WatchedConnection._refuses_until = time.monotonic() + REFUSES_FOR  # noqa: SLF001
