"""What every request goes through, so that no page has to remember it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from kans.foundation.databases.commits import nothing_saved_yet
from kans.foundation.errors import DomainError
from kans.foundation.journal import recent_changes
from kans.foundation.journal.notices import take_notices
from kans.web.chrome import set_up_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from kans.web.pages import PageRequest, View

DECLARED_ELSEWHERE = ("allauth.", "django.views.static", "django.contrib.staticfiles")


def _is_never_kept(request: PageRequest) -> bool:
    """Whether not even the browser keeps the page: sign-in, tokens, users, set-up."""
    match = request.resolver_match
    if match is None:
        return False
    if match.func.__module__.startswith("allauth.") or "security" in match.namespaces:
        return True
    slug = getattr(request, "company_slug", "")
    return bool(slug) and request.path.startswith(set_up_in(slug))


class RefusalMiddleware:
    """Refuses an undeclared page, and words a refusal for people and programs."""

    def __init__(self, get_response: Callable[[PageRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PageRequest) -> HttpResponse:
        take_notices()  # of whatever this thread did before
        recent_changes.pop_all()
        nothing_saved_yet()
        response = self.get_response(request)
        if _is_never_kept(request):
            response["Cache-Control"] = "no-store"
        elif not response.has_header("Cache-Control"):
            # Pages tell of customers: no cache shows them to somebody else.
            patch_cache_control(response, private=True, no_cache=True)
        return response

    def process_view(self, request: PageRequest, view: View, *_: object) -> None:
        if view.__module__.startswith(DECLARED_ELSEWHERE):
            return
        if not hasattr(view, "declared"):
            msg = f"{view.__module__}.{view.__name__} declares no permission."
            raise ImproperlyConfigured(msg)

    def process_exception(
        self, request: PageRequest, error: Exception
    ) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        if request.path.startswith("/api/"):
            refusal = {"code": error.code, "message": str(error), "target": error.field}
            return JsonResponse({"error": refusal}, status=error.status)
        return render(
            request,
            "refused.html",
            {"error": error},
            status=error.status,
            using="jinja2",
        )
