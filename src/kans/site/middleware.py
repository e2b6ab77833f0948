"""What comes before everything else: the request's id, who watches, the session."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.contrib.sessions import middleware
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import DatabaseError
from django.http import HttpResponse, HttpResponseNotAllowed
from django.utils.cache import patch_vary_headers

from kans.foundation.databases.commits import Saved, what_is_saved
from kans.foundation.request_ids import HEADER, answering
from kans.site.health import is_ready
from kans.site.metrics import figures, is_permitted, measured

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    Answer = Callable[[HttpRequest], HttpResponse]

logger = logging.getLogger(__name__)

TEXT = "text/plain; charset=utf-8"


class RequestIdMiddleware:
    """Gives each request an id, which its answer and its lines in the log bear."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with answering(request.headers.get(HEADER, "")) as request_id:
            response = self.get_response(request)
            response[HEADER] = request_id
        return response


class SessionMiddleware(middleware.SessionMiddleware):
    """Keeps the session; an answer to what is done stands though that fails."""

    def process_response(
        self, request: HttpRequest, response: HttpResponse
    ) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except SessionInterrupted:
            logger.info("The session was ended while it was used")
        except DatabaseError:
            if what_is_saved() is not Saved.ALL:
                raise
            logger.exception("What was done is saved, but not the session")
        patch_vary_headers(response, ("Cookie",))
        return response


class WatchMiddleware:
    """Answers monitors, by whatever name and scheme they ask; measures the others."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = measured(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = WATCHED.get(request.path_info)
        if answer is None:
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        response = answer(request)
        response["Cache-Control"] = "no-store"
        return response


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process lives."""
    return HttpResponse("alive\n", content_type=TEXT)


def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether people can work; what is the matter is in the log."""
    if is_ready():
        return HttpResponse("ready\n", content_type=TEXT)
    return HttpResponse("not ready\n", status=503, content_type=TEXT)


def metrics(request: HttpRequest) -> HttpResponse:
    """Give the figures to who knows the token."""
    if not is_permitted(request.headers.get("Authorization", "")):
        refused = HttpResponse("Unauthorized\n", status=401, content_type=TEXT)
        refused["WWW-Authenticate"] = "Bearer"
        return refused
    text, content_type = figures()
    return HttpResponse(text, content_type=content_type)


WATCHED: dict[str, Answer] = {
    "/healthz": healthz,
    "/readyz": readyz,
    "/metrics": metrics,
}
