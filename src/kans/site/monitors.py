"""What monitors are told: that Kans lives, whether people can work, how it goes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.http import HttpResponse, HttpResponseNotAllowed

from kans.site.metrics import figures, is_permitted

if TYPE_CHECKING:
    from django.http import HttpRequest

More = ParamSpec("More")
Page = Callable[Concatenate["HttpRequest", More], HttpResponse]

HEALTHZ = "/healthz"
READYZ = "/readyz"
METRICS = "/metrics"
READING = ("GET", "HEAD")
TEXT = "text/plain; charset=utf-8"


def for_monitors(page: Page[More]) -> Page[More]:
    """Let a page be read only, and be read anew each time."""

    @wraps(page)
    def read(
        request: HttpRequest, /, *args: More.args, **kwargs: More.kwargs
    ) -> HttpResponse:
        if request.method not in READING:
            return HttpResponseNotAllowed(READING)
        response = page(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return read


@for_monitors
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process lives."""
    return HttpResponse("alive\n", content_type=TEXT)


@for_monitors
def readyz(request: HttpRequest, *, ready: bool) -> HttpResponse:
    """Say whether people can work; what is the matter is in the log."""
    if ready:
        return HttpResponse("ready\n", content_type=TEXT)
    return HttpResponse("not ready\n", status=503, content_type=TEXT)


@for_monitors
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the figures to who knows the token."""
    if not is_permitted(request.headers.get("Authorization", "")):
        refused = HttpResponse("Unauthorized\n", status=401, content_type=TEXT)
        refused["WWW-Authenticate"] = "Bearer"
        return refused
    text, content_type = figures()
    return HttpResponse(text, content_type=content_type)
