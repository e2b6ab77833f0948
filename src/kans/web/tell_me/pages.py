"""The pages of Tell me: what it finds, and what is to be kept for the next time."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect

from kans.foundation.acting.addresses import address
from kans.foundation.actions.idempotency import all_or_nothing
from kans.foundation.strings import typed
from kans.web.models import Kept
from kans.web.pages import page, respond
from kans.web.tell_me.finding import found
from kans.web.tell_me.kept import hits_of, memory

if TYPE_CHECKING:
    from kans.web.pages import PageRequest

LONGEST = 100


@page(signed_in=True)
def tell_me(request: PageRequest) -> HttpResponse:
    asked = typed(request.GET.get("q", ""), longest=LONGEST)
    context = {"asked": asked, "sections": found(asked), "pinned": memory().pinned}
    return respond(request, "web/tell_me.html", context)


@page(signed_in=True, keyless="it is noted once, the last time it was opened")
def opened(request: PageRequest) -> HttpResponse:
    """Keep that a page or a record was looked at, so that it comes first (POST)."""
    what = request.POST.get("what", "")
    if hits_of([what]):
        Kept.objects.note(what)
    return _there(request)


@page(signed_in=True)
def pins(request: PageRequest) -> HttpResponse:
    """Pin what is named, or unpin it (POST)."""
    what = request.POST.get("what", "")
    is_pinned = what in memory().pinned
    if is_pinned or hits_of([what]):
        with all_or_nothing():
            (Kept.objects.unpin if is_pinned else Kept.objects.pin)(what)
    return _there(request)


def _there(request: PageRequest) -> HttpResponse:
    """A script goes on by itself; a form comes back to what was found."""
    if request.htmx:
        return HttpResponse(status=204)
    asked = urlencode({"q": request.POST.get("q", "")})
    return redirect(f"{address('web:tell_me')}?{asked}")
