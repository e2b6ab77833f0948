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
    from contextlib import AbstractContextManager

    from django.http import HttpRequest
    from django_stubs_ext import StrPromise

TRY_AGAIN_IN = 5  # seconds

TOO_SLOW = _(
    "What you sent came too slowly, so it was not waited for. Nothing was saved. "
    "Go back and try again, over a better connection if you can."
)
LENGTH_REQUIRED = _("What you sent does not say how long it is. Nothing was saved.")
TOO_LARGE = _("That is more than Kans takes at once. Nothing was saved.")
BUSY = _(
    "Kans is too busy just now. Nothing was saved. "
    "Try again in a moment; what you typed is still there when you go back."
)
NOT_WAITED_FOR = _(
    "This takes too long, so it is no longer waited for. "
    "Look whether it was done before you do it once more."
)

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
        return _defect(SAVED, status=500)
    # Merely looking at a page saves nothing that anybody waits for.
    is_certain = saved is Saved.NOTHING or request.method in LOOKING
    if trouble := passing_trouble(sys.exc_info()[1]):
        return _later(_not_done(trouble if is_certain else UNCERTAIN, status=503))
    return _defect(NOT_SAVED if is_certain else UNCERTAIN, status=500)


def too_slow(request: HttpRequest) -> HttpResponse:
    with _language_of(request):
        return _not_done(TOO_SLOW, status=408)


def length_required(request: HttpRequest) -> HttpResponse:
    with _language_of(request):
        return _not_done(LENGTH_REQUIRED, status=411)


def too_large(request: HttpRequest) -> HttpResponse:
    with _language_of(request):
        return _not_done(TOO_LARGE, status=413)


def busy(request: HttpRequest) -> HttpResponse:
    with _language_of(request):
        return _later(_not_done(BUSY, status=503))


def not_waited_for(request: HttpRequest) -> HttpResponse:
    """Answer while it still goes on: nobody knows how it will end."""
    with _language_of(request):
        return _defect(NOT_WAITED_FOR, status=503)


def _language_of(request: HttpRequest) -> AbstractContextManager[None]:
    """Use the language of the browser: nobody looked up who sent this."""
    return translation.override(translation.get_language_from_request(request))


def _defect(said: StrPromise, *, status: int) -> HttpResponse:
    page = loader.get_template("500.html").render({"said": said})
    return HttpResponse(page, status=status)


def _not_done(said: StrPromise, *, status: int) -> HttpResponse:
    page = loader.get_template("not_done.html").render({"said": said})
    return HttpResponse(page, status=status)


def _later(answer: HttpResponse) -> HttpResponse:
    answer["Retry-After"] = str(TRY_AGAIN_IN)
    return answer
