"""The answer to a defect, and to what could not be done just now."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.template import loader
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kans.foundation.databases.commits import Saved, what_is_saved
from kans.foundation.databases.trouble import passing_trouble

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django_stubs_ext import StrPromise

TRY_AGAIN_IN = 5  # seconds

TOO_SLOW = _(
    "What you sent came too slowly, so it was not waited for. Nothing was saved. "
    "Go back and try again, over a better connection if you can."
)
LENGTH_REQUIRED = _("What you sent does not say how long it is. Nothing was saved.")
TOO_LARGE = _("That is more than Kans takes at once. Nothing was saved.")


NOT_SAVED = _(
    "Nothing was saved. The error is in the log; go back and try again, or tell an "
    "administrator what you were doing."
)
SAVED = _(
    "What you did was saved, but the page that comes after it cannot be shown. "
    "Look at it before you do it once more. The error is in the log."
)

UNCERTAIN = _(
    "It is uncertain whether what you did was saved. Look at it before you do it once "
    "more. The error is in the log."
)
LOOKING = {"GET", "HEAD", "OPTIONS"}


def server_error(request: HttpRequest) -> HttpResponse:
    """Show a page that needs no database, no user and no script.

    Whoever is told that nothing was saved does it again, so that must be true.
    """
    saved = what_is_saved()
    if saved is Saved.ALL:
        return _defect(SAVED)
    # Merely looking at a page saves nothing that anybody waits for.
    is_certain = saved is Saved.NOTHING or request.method in LOOKING
    if trouble := passing_trouble(sys.exc_info()[1]):
        answer = _not_done(trouble if is_certain else UNCERTAIN, status=503)
        answer["Retry-After"] = str(TRY_AGAIN_IN)
        return answer
    return _defect(NOT_SAVED if is_certain else UNCERTAIN)


def _defect(said: StrPromise) -> HttpResponse:
    page = loader.get_template("500.html").render({"said": said})
    return HttpResponse(page, status=500)


def too_slow(request: HttpRequest) -> HttpResponse:
    return _to_whom_it_may_be(request, TOO_SLOW, status=408)


def length_required(request: HttpRequest) -> HttpResponse:
    return _to_whom_it_may_be(request, LENGTH_REQUIRED, status=411)


def too_large(request: HttpRequest) -> HttpResponse:
    return _to_whom_it_may_be(request, TOO_LARGE, status=413)


def _to_whom_it_may_be(
    request: HttpRequest, said: StrPromise, *, status: int
) -> HttpResponse:
    """Answer in the language of the browser: nobody looked up who sent this."""
    with translation.override(translation.get_language_from_request(request)):
        return _not_done(said, status=status)


def _not_done(said: StrPromise, *, status: int) -> HttpResponse:
    page = loader.get_template("not_done.html").render({"said": said})
    return HttpResponse(page, status=status)
