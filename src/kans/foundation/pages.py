"""Pages: what a view declares, and how one view answers whole or in part."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.template.backends.utils import csrf_input_lazy, csrf_token_lazy
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods

from kans.foundation.actors import who_acts

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import AbstractBaseUser
    from django_htmx.middleware import HtmxDetails
    from django_stubs_ext import StrOrPromise

    View = Callable[..., HttpResponse]


class PageRequest(HttpRequest):
    """A request as our middleware hands it to a page."""

    htmx: HtmxDetails
    user: AbstractBaseUser  # type: ignore[assignment]
    csp_nonce: str


@dataclass(frozen=True)
class Declared:
    """What a page says of itself: who may open it."""

    permission: str | None = None
    public: bool = False


def page(
    *, permission: str | None = None, public: bool = False, signed_in: bool = False
) -> Callable[[View], View]:
    """Declare who may open a view: who holds a permission, whoever has signed in,
    or (greppable) everyone. The middleware refuses a view that declares nothing.
    """
    assert (permission is not None) + public + signed_in == 1

    def decorate(view: View) -> View:
        @wraps(view)
        @require_http_methods(["GET", "HEAD", "POST"])
        def open_page(*args: Any, **kwargs: Any) -> HttpResponse:
            if permission is not None:
                who_acts().must_hold(permission)
            return view(*args, **kwargs)

        open_page.declared = Declared(permission, public)  # type: ignore[attr-defined]
        return open_page

    return decorate


def respond(
    request: PageRequest,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """Answer with the page or, to htmx, with only the part it is replacing.

    The part has the name of the element: `<p id="stage">` is `{% block stage %}`.
    An unknown part, a boosted link and a history restore get the whole page.
    """
    loaded: Any = engines["jinja2"].get_template(template)
    part = _wanted_part(request)
    if part and part in loaded.template.blocks:
        html = _render_part(loaded, part, context, request)
    else:
        html = loaded.render(context, request)
    response = HttpResponse(html, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _wanted_part(request: PageRequest) -> str:
    htmx = request.htmx
    if not htmx or htmx.boosted or htmx.history_restore_request:
        return ""
    return (htmx.target or "").rpartition("#")[2]


def _render_part(
    loaded: Any, part: str, context: dict[str, Any], request: PageRequest
) -> str:
    """Render one block as Django's Jinja2 backend renders a whole template."""
    full = {
        **context,
        "request": request,
        "csrf_input": csrf_input_lazy(request),
        "csrf_token": csrf_token_lazy(request),
    }
    for processor in loaded.backend.template_context_processors:
        full.update(processor(request))
    template = loaded.template
    inner = template.new_context(full)
    return template.environment.concat(template.blocks[part](inner))


def done(
    request: PageRequest, to: str, message: StrOrPromise | None = None
) -> HttpResponse:
    """Go on after an action: to the page it was asked from, or else to `to`."""
    if message:
        messages.success(request, str(message))
    if request.htmx:
        response = HttpResponse(status=204)
        response["HX-Location"] = json.dumps(
            {"path": to, "target": "#page", "select": "#page", "swap": "outerHTML"}
        )
        return response
    return redirect(to, permanent=False)
