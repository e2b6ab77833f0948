"""The answer to a defect, and to what could not be done just now."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.template import loader

from kans.foundation.databases.trouble import passing_trouble

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django_stubs_ext import StrPromise

TRY_AGAIN_IN = 5  # seconds


def server_error(request: HttpRequest) -> HttpResponse:
    """Show a page that needs no database, no user and no script."""
    if said := passing_trouble(sys.exc_info()[1]):
        answer = not_done(said, status=503)
        answer["Retry-After"] = str(TRY_AGAIN_IN)
        return answer
    return HttpResponse(loader.get_template("500.html").render(), status=500)


def not_done(said: StrPromise, *, status: int) -> HttpResponse:
    page = loader.get_template("not_done.html").render({"said": said})
    return HttpResponse(page, status=status)
