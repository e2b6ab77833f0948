"""What comes before everything else: the request's id, who watches, the session."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.contrib.sessions import middleware
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import DatabaseError
from django.utils.cache import patch_vary_headers

from kans.foundation.acting.request_ids import HEADER, META_NAME, answering
from kans.foundation.databases.commits import Saved, what_is_saved
from kans.site import monitors
from kans.site.health import is_ready
from kans.site.metrics import measured

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Answer = Callable[[HttpRequest], HttpResponse]

logger = logging.getLogger(__name__)


class RequestIdMiddleware:
    """Gives each request an id, which its answer and its lines in the log bear."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with answering(request.META.get(META_NAME, "")) as request_id:
            # Django logs an error after this is left, with the request at hand.
            request.META[META_NAME] = request_id
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
    """Answers monitors, by whatever name and scheme they ask; measures the others.

    Under “kans serve” the front answers whether Kans lives and is ready: a thread of
    Django may be busy for long.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = measured(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match request.path_info:
            case monitors.HEALTHZ:
                return monitors.healthz(request)
            case monitors.READYZ:
                return monitors.readyz(request, ready=is_ready())
            case monitors.METRICS:
                return monitors.metrics(request)
        return self.get_response(request)
