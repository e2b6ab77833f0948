"""What the web server runs: takes requests in and hands answers out, while Django works
in one thread. So a slow client costs a connection, and keeps nobody from that thread.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponseNotFound
from django.middleware.security import SecurityMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware

from kans.foundation.databases.deadlines import to_be_done_within
from kans.foundation.request_ids import HEADER, answering
from kans.site import errors
from kans.site.environ import wsgi_environ
from kans.site.lifeline import end_with_parent
from kans.site.wsgi import application

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

MEGABYTE = 1024 * 1024
LARGEST_BODY = settings.LARGEST_UPLOAD + 10 * MEGABYTE  # a file, and its form
LARGE = MEGABYTE  # what is larger is not kept in memory, if that can be avoided
BODY_SECONDS = 30.0  # for the first megabyte, and for each one after it

Environ = dict[str, Any]
Answer = tuple[int, list[tuple[str, str]], bytes | str]  # the body, or its path

_django = ThreadPoolExecutor(1, thread_name_prefix="django")
_static_files = WhiteNoiseMiddleware(lambda _request: HttpResponseNotFound())
_static_page = convert_exception_to_response(SecurityMiddleware(_static_files))

end_with_parent()


class ClientGone(Exception):
    pass


async def app(scope: Any, protocol: Any) -> None:
    """Answer one request (RSGI)."""
    environ = wsgi_environ(scope)
    with SpooledTemporaryFile(LARGE) as environ["wsgi.input"]:
        try:
            answer = await _answer(protocol, environ)
        except ClientGone:
            protocol.response_empty(400, [])
            return
    _send(protocol, answer, bodiless=scope.method == "HEAD")


async def _answer(protocol: Any, environ: Environ) -> Answer:
    if "HTTP_TRANSFER_ENCODING" in environ:  # nobody would see that its end is missing
        return _refuse(errors.length_required, environ)
    try:
        length = await _receive(protocol, environ)
    except TimeoutError:
        return _refuse(errors.too_slow, environ)
    if length > LARGEST_BODY:
        return _refuse(errors.too_large, environ)
    if environ["PATH_INFO"] in _static_files.files:  # sooner read than handed over
        return _collected(_static_page(WSGIRequest(environ)))
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_django, _ask_django, environ)


def _refuse(refusal: Callable[[HttpRequest], HttpResponse], environ: Environ) -> Answer:
    """Answer here, under an id as any answer bears one."""
    request = WSGIRequest(environ)
    with answering(request.headers.get(HEADER, "")) as request_id:
        response = refusal(request)
        response[HEADER] = request_id
    return _collected(response)


async def _receive(protocol: Any, environ: Environ) -> int:
    """Take the body in and return its length; what is too large is not kept."""
    begun = asyncio.get_running_loop().time()
    received = 0
    async with asyncio.timeout(BODY_SECONDS) as deadline:
        async for piece in protocol:
            received += len(piece)
            if received <= LARGEST_BODY:
                environ["wsgi.input"].write(piece)
            deadline.reschedule(begun + _seconds_for(received))
    if received != int(environ.get("CONTENT_LENGTH") or 0):
        raise ClientGone
    environ["wsgi.input"].seek(0)
    return received


def _seconds_for(length: int) -> float:
    return BODY_SECONDS * max(1.0, length / MEGABYTE)


def _ask_django(environ: Environ) -> Answer:
    with to_be_done_within(settings.REQUEST_SECONDS):
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


def _send(protocol: Any, answer: Answer, *, bodiless: bool) -> None:
    """Hand over an answer; the server keeps it for as long as the client takes."""
    status, headers, body = answer
    if bodiless:
        protocol.response_empty(status, headers)
    elif isinstance(body, str):
        protocol.response_file(status, headers, body)
    else:
        protocol.response_bytes(status, headers, body)
