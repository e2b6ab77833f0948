"""Pages: what a view declares, and how one view answers whole or in part."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache, partial, wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines
from django.template.backends.utils import csrf_token_lazy
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers
from django.utils.encoding import iri_to_uri
from django.utils.http import escape_leading_slashes, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from jinja2 import nodes

from kans.foundation.acting.actors import somebody_acts, who_acts
from kans.foundation.actions.idempotency import (
    AnsweredBefore,
    form_input_lazy,
    note_told,
    sending,
)
from kans.foundation.actions.preview import (
    keeping_nothing,
    looking_ahead,
    nothing_foreseen,
)
from kans.foundation.journal import recent_changes
from kans.foundation.journal.notices import take_notices
from kans.foundation.journal.verbs import caption_of_verb

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.contrib.auth.models import AbstractBaseUser
    from django.http import QueryDict
    from django_htmx.middleware import HtmxDetails
    from django_stubs_ext import StrOrPromise
    from jinja2 import Template

    from kans.foundation.journal.recent_changes import RecentChange
    from kans.foundation.models import IdempotencyKey

    View = Callable[..., HttpResponse]


_offers: list[Callable[[Sequence[RecentChange]], str]] = []

BACK = "back"  # where a dialog that is a page leads back to
PREVIEW = "preview"  # posted by the button that only looks ahead


class PageRequest(HttpRequest):
    """A request as our middleware hands it to a page."""

    htmx: HtmxDetails
    user: AbstractBaseUser  # type: ignore[assignment]
    csp_nonce: str
    company_slug: str  # of the company that the address names
    jobs_running: int  # of who reads it, once that was looked up


@dataclass(frozen=True)
class Declared:
    """What a page says of itself: who may open it, and why it may be sent twice."""

    permission: str | None = None
    public: bool = False
    keyless: str = ""


def page(
    *,
    permission: str | None = None,
    public: bool = False,
    signed_in: bool = False,
    keyless: str = "",
) -> Callable[[View], View]:
    """Declare who may open a view: who holds a permission, whoever has signed in,
    or (greppable) everyone. The middleware refuses a view that declares nothing.

    What is sent to it is done once, by the key of the form, unless it is `keyless`:
    it then says why doing it twice is no other than doing it once.
    """
    assert (permission is not None) + public + signed_in == 1

    def decorate(view: View) -> View:
        @wraps(view)
        @require_http_methods(["GET", "HEAD", "POST"])
        def open_page(*args: Any, **kwargs: Any) -> HttpResponse:
            if permission is not None:
                who_acts().must_hold(permission)
            request = args[0]
            if PREVIEW in request.POST:
                with looking_ahead():
                    return view(*args, **kwargs)
            if request.method == "POST" and not keyless and somebody_acts():
                return _once(request, partial(view, *args, **kwargs))
            return view(*args, **kwargs)

        open_page.declared = Declared(permission, public, keyless)  # type: ignore[attr-defined]
        return open_page

    return decorate


def _once(request: PageRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Do what was sent and keep the answer; if it was done before, answer as then."""
    try:
        with sending(request) as sent:
            if first := sent.first_answer():
                return _as_before(request, first)
            response = view()
            sent.answered(response.status_code, _leads_to(request, response))
            return response
    except AnsweredBefore as done_before:  # at the same moment
        return _as_before(request, done_before.first)


def _leads_to(request: PageRequest, response: HttpResponse) -> str:
    """Where an answer sends one; what shows a page or renews it stays where one is."""
    if place := response.headers.get("HX-Location"):
        return str(json.loads(place)["path"])
    here = came_from(request) or request.path
    return str(response.headers.get("Location", here))


def _as_before(request: PageRequest, first: IdempotencyKey) -> HttpResponse:
    """Answer as the first time, to whoever did not see that answer."""
    for level, text, offered in first.told:
        messages.add_message(request, level, text, extra_tags=offered)
    path = urlsplit(first.location).path
    here = urlsplit(came_from(request)).path or request.path
    return _go_on(request, first.location, stays=path == here)


def posted(request: PageRequest) -> QueryDict | None:
    """What was sent with the form; none while it is only shown."""
    return request.POST if request.method == "POST" else None


def id_in(request: HttpRequest, name: str) -> UUID | None:
    """The id in the address; nothing when there is none, or garbage."""
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


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
    if part and any(part in t.blocks for t in _lineage(loaded.template)):
        html = _render_part(loaded, part, {**context, "part": part}, request)
    else:
        html = loaded.render({**context, "part": ""}, request)
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
        "csrf_input": form_input_lazy(request),
        "csrf_token": csrf_token_lazy(request),
    }
    for processor in loaded.backend.template_context_processors:
        full.update(processor(request))
    template, *ancestors = _lineage(loaded.template)
    inner = template.new_context(full)
    for ancestor in ancestors:
        for name, block in ancestor.blocks.items():
            inner.blocks.setdefault(name, []).append(block)
    text: str = template.environment.concat(inner.blocks[part][0](inner))
    return text


@lru_cache(maxsize=500)
def _lineage(template: Template) -> tuple[Template, ...]:
    """A template and those it extends, nearest first."""
    environment: Any = template.environment
    source, *_ = environment.loader.get_source(environment, template.name)
    extends = environment.parse(source).find(nodes.Extends)
    if extends is None:
        return (template,)
    parent = environment.get_template(extends.template.as_const())
    return (template, *_lineage(parent))


def done(
    request: PageRequest,
    to: str,
    message: StrOrPromise | None = None,
    *,
    go: bool = False,
    gone: str = "",
) -> HttpResponse:
    """Go on after an action: back to the page it was asked from, or else to `to`.

    With `go` always to `to` (a record was created); `gone` is the address of what
    no longer exists, so that who came from there goes to `to`.
    """
    if keeping_nothing():
        raise nothing_foreseen()
    tell(request, message)
    origin = came_from(request)
    path = urlsplit(origin).path
    stays = origin and path != gone and (not go or path == urlsplit(to).path)
    return _go_on(request, origin if stays else to, stays=bool(stays))


def _go_on(request: PageRequest, on: str, *, stays: bool) -> HttpResponse:
    if not request.htmx:
        return HttpResponseRedirect(on)
    response = HttpResponse(status=204)
    if stays:  # the page renews itself, keeping its address and the way back
        response["HX-Trigger"] = "kans:refresh"
    else:
        place = {"path": on, "target": "#page", "select": "#page", "swap": "outerHTML"}
        response["HX-Location"] = json.dumps(place)
    return response


def offers_after(
    offer: Callable[[Sequence[RecentChange]], str],
) -> Callable[[Sequence[RecentChange]], str]:
    """Let a higher area offer something beside the message that something was done.

    It is called with the changes, if there were any, and returns what is offered and
    where to post it, such as `undo:/changes/1/undo/`; or blank.
    """
    _offers.append(offer)
    return offer


def tell(request: PageRequest, message: StrOrPromise | None = None) -> None:
    """Show, on the page that comes, what was done and what to know of it.

    What was written down meanwhile can be undone from there.
    """
    written = recent_changes.pop_all()
    offers = (offer(written) for offer in _offers if written)
    offered = next(filter(None, offers), "")
    if message or offered:
        said = str(message or _said_of(written))
        _say(request, messages.SUCCESS, said, offered)
    for notice in take_notices():
        _say(request, messages.WARNING, notice)


def _said_of(written: Sequence[RecentChange]) -> str:
    """Say that it was done, when the page says nothing else of it."""
    last = written[-1]
    return _("Done: %(verb)s.") % {"verb": caption_of_verb(last.verb)}


def _say(request: PageRequest, level: int, text: str, offered: str = "") -> None:
    messages.add_message(request, level, text, extra_tags=offered)
    note_told(level, text, offered)


def came_from(request: PageRequest) -> str:
    """The page of ours that a dialog was opened from; nothing when it is unknown."""
    if request.htmx:
        said = request.htmx.current_url or ""
    else:
        said = request.POST.get(BACK) or request.headers.get("Referer", "")
    ours = page_of_ours(request, said)
    return "" if urlsplit(ours).path == request.path else ours


def page_of_ours(request: HttpRequest, said: str) -> str:
    """Return the path and query of a page that a browser named; nothing if it is none.

    Whatever is sent, one can go there: `abc` is no page, nor is another server's.
    """
    hosts = {request.get_host()}
    if not url_has_allowed_host_and_scheme(said, hosts, request.is_secure()):
        return ""
    parts = urlsplit(said)
    # https://kans//elsewhere is ours, but //elsewhere is not.
    path = escape_leading_slashes(parts.path)
    if not _is_page(unquote(path)):
        return ""
    # The database keeps it with the answer, and PostgreSQL keeps no NUL.
    return iri_to_uri(path + (f"?{parts.query}" if parts.query else ""))


def _is_page(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
