"""Says who acts: the signed-in user, in the company that the address names."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import resolve_url
from django.utils import translation

from kans.foundation.acting.actors import act_as, nobody_acts
from kans.security.queries import actor_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from kans.web.pages import PageRequest, View

LAST_COMPANY = "kans_company"  # a cookie
A_YEAR = 365 * 24 * 60 * 60
WORK_DATE = "work_date"  # in the session, for each company's slug (WD-1)


class ActorMiddleware:
    """Lets nobody act outside a request, and only members inside a company."""

    def __init__(self, get_response: Callable[[PageRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PageRequest) -> HttpResponse:
        with nobody_acts():
            response = self.get_response(request)
        remember_company(request, response)
        forget_after_signing_out(request, response)
        return response

    def process_view(
        self, request: PageRequest, view: View, _args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        declared = getattr(view, "declared", None)
        user: Any = request.user
        if user.is_authenticated:
            speak(user.language)
        if declared is None or declared.public:
            return None
        if not user.is_authenticated:
            return sign_in_first(request)
        if slug := kwargs.pop("company", None):
            chosen = request.session.get(WORK_DATE, {}).get(slug)
            work_date = date.fromisoformat(chosen) if chosen else None
            actor = actor_of(user.pk, slug, work_date)
            if actor is None:
                raise Http404
            act_as(actor)
            request.company_slug = slug
        return None


def remember_company(request: PageRequest, response: HttpResponse) -> None:
    """Let the first page lead to the company that was visited last."""
    slug = getattr(request, "company_slug", "")
    if slug and request.COOKIES.get(LAST_COMPANY) != slug:
        response.set_cookie(
            LAST_COMPANY,
            slug,
            max_age=A_YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def forget_after_signing_out(request: PageRequest, response: HttpResponse) -> None:
    """Let the browser forget what it kept of pages for who used it."""
    match = request.resolver_match
    left = match and match.url_name == "account_logout" and request.method == "POST"
    if left and not request.user.is_authenticated:
        response["Clear-Site-Data"] = '"cache"'


def speak(language: str) -> None:
    """Show the pages in the user's own language; blank: as the browser asks."""
    if language:
        translation.activate(language)


def sign_in_first(request: PageRequest) -> HttpResponse:
    """To the sign-in page, and back here afterwards; htmx loads it as a page."""
    if request.htmx:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = resolve_url(settings.LOGIN_URL)
        return response
    return redirect_to_login(request.get_full_path())
