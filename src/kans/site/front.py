"""What the web server runs: takes requests in and hands answers out, while Django works
in a thread. So a slow client costs a connection, and keeps nobody from that thread.
"""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import os
import signal
import time
from contextlib import closing
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponseNotFound
from django.middleware.security import SecurityMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware

# Sets Django up, which what follows has need of.
from kans.site.wsgi import application

# isort: split
from kans.foundation.acting.request_ids import HEADER, META_NAME, answering, well_formed
from kans.foundation.databases.deadlines import to_be_done_within
from kans.site import errors, health, intake, monitors
from kans.site.environ import wsgi_environ
from kans.site.lifeline import end_with_parent, web_server
from kans.site.threads import Threads

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)

LARGE = 1024 * 1024  # bytes of an answer, which the server had better read itself
REQUEST_SECONDS = settings.REQUEST_SECONDS
STUCK_SECONDS = REQUEST_SECONDS + 30
GRACE = 6  # seconds more, in which Django can say itself that it took too long
LOOKS_EVERY = 0.25  # seconds

Environ = dict[str, Any]
Answer = tuple[int, list[tuple[str, str]], bytes | str]  # the body, or its path

_intake = intake.Intake()
_django = Threads()
_static_files = WhiteNoiseMiddleware(lambda _request: HttpResponseNotFound())
_static_page = convert_exception_to_response(SecurityMiddleware(_static_files))

end_with_parent()


class Front:
    """The application, as RSGI calls it."""

    def __init__(self) -> None:
        self._is_replaced = False

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        health.begin()
        loop.call_soon(self._look, loop)

    def __rsgi_del__(self, _: asyncio.AbstractEventLoop) -> None:
        """Let Django end what nobody waits for any more; the server's patience ends."""
        while _django.longest():
            time.sleep(LOOKS_EVERY)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        environ = wsgi_environ(scope)
        try:
            answer = await _answer(protocol, environ)
        except intake.ClientGone:
            protocol.response_empty(400, [])
        except intake.Refused as refused:
            _send(protocol, _answer_here(refused.page, environ), environ)
        else:
            _send(protocol, answer, environ)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """See to it that nothing that takes long holds up others."""
        loop.call_later(LOOKS_EVERY, self._look, loop)
        _django.look()
        # A thread that never lets go of the interpreter keeps us from coming here: then
        # the process ends, says in the log what it was at, and another takes its place.
        faulthandler.dump_traceback_later(STUCK_SECONDS, exit=True)
        if _django.longest() > 2 * REQUEST_SECONDS and not self._is_replaced:
            self._is_replaced = True
            _have_processes_replaced()


app = Front()


def _have_processes_replaced() -> None:
    """Ask the web server for new processes; it ends the old ones when those answer."""
    if server := web_server():
        logger.error("A request does not end: the processes of the web are replaced.")
        os.kill(server, signal.SIGHUP)


async def _answer(protocol: Any, environ: Environ) -> Answer:
    path = environ["PATH_INFO"]
    if path == monitors.HEALTHZ:
        return _answer_here(monitors.healthz, environ)
    if path == monitors.READYZ:
        return _answer_here(partial(monitors.readyz, ready=await _is_ready()), environ)
    if "HTTP_TRANSFER_ENCODING" in environ:  # nobody would see that its end is missing
        raise intake.Refused(errors.length_required)
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if not length:
        environ["wsgi.input"] = BytesIO()
        return await _answer_whole(environ)
    if length > intake.LARGEST_BODY and "HTTP_EXPECT" in environ:
        raise intake.Refused(errors.too_large)  # it waits for our leave to send
    async with _intake.received(protocol, length) as environ["wsgi.input"]:
        return await _answer_whole(environ)


async def _is_ready() -> bool:
    look = asyncio.wrap_future(health.look())
    await asyncio.wait({look}, timeout=health.PATIENCE)
    return look.done() and look.result()


async def _answer_whole(environ: Environ) -> Answer:
    """Answer a request of which everything is there."""
    if environ["PATH_INFO"] in _static_files.files:  # sooner read than handed over
        return _collected(_static_page(WSGIRequest(environ)))
    # Also of what is not waited for.
    environ[META_NAME] = well_formed(environ.get(META_NAME, ""))
    by = time.monotonic() + REQUEST_SECONDS
    asked = _django.submit(partial(_ask_django, environ, by))
    await asyncio.wait({asyncio.wrap_future(asked)}, timeout=REQUEST_SECONDS + GRACE)
    if asked.done():
        return asked.result()  # type: ignore[no-any-return]
    if asked.cancel():
        raise intake.Refused(errors.busy)
    with answering(environ[META_NAME]):
        logger.error("%(REQUEST_METHOD)s %(PATH_INFO)r is not waited for.", environ)
    raise intake.Refused(errors.not_waited_for)


def _answer_here(
    page: Callable[[HttpRequest], HttpResponse], environ: Environ
) -> Answer:
    """Answer without Django's thread, under an id as any answer bears one."""
    request = WSGIRequest({**environ, "wsgi.input": BytesIO()})
    with answering(request.headers.get(HEADER, "")) as request_id:
        response = page(request)
        response[HEADER] = request_id
    return _collected(response)


def _ask_django(environ: Environ, by: float) -> Answer:
    limit = to_be_done_within(by - time.monotonic())
    # Also while the answer is read and closed.
    with answering(environ[META_NAME]), limit:
        return _collected(application(environ, _start_response))


def _start_response(*_: Any) -> Any:
    """Ignore status and headers: Django's answer bears them itself."""


def _collected(response: Any) -> Answer:
    """Read an answer to its end, unless it is a large file, and close it."""
    with closing(response):
        body = _large_file(response) or b"".join(response)
    cookies = (("Set-Cookie", c.output(header="")) for c in response.cookies.values())
    return response.status_code, [*response.items(), *cookies], body


def _large_file(response: Any) -> str | None:
    """Return the path of a file that the server had better read itself."""
    file = getattr(response, "file_to_stream", None)
    path = getattr(file, "name", None)
    large = int(response.get("Content-Length", 0)) > LARGE
    return path if large and isinstance(path, str) and Path(path).is_file() else None


def _send(protocol: Any, answer: Answer, environ: Environ) -> None:
    """Hand over an answer; the server keeps it for as long as the client takes."""
    status, headers, body = answer
    if environ["REQUEST_METHOD"] == "HEAD":
        protocol.response_empty(status, headers)
    elif isinstance(body, str):
        protocol.response_file(status, headers, body)
    else:
        protocol.response_bytes(status, headers, body)
