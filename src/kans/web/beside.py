"""From a card to the record before or after it, in the list it was opened from.

The list itself is asked: its page is called with a request for just that, so that
order, filter and scope are those of the list and nothing has to be said twice.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.http import Http404, QueryDict
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from kans.foundation.acting.actors import who_acts

if TYPE_CHECKING:
    from django.db.models import Model

    from kans.web.pages import PageRequest, View

FROM = "from"  # in a card's address: the list it was opened from
GO = "go"
NEXT, PREVIOUS = "next", "previous"
STEPS = {NEXT, PREVIOUS}


@dataclass
class Beside:
    """Asks a list page for the card beside a record, instead of for its rows."""

    record: Model
    before: bool
    found: str = ""


def asked_beside(request: PageRequest) -> Beside | None:
    return getattr(request, "beside", None)


def beside(request: PageRequest, listed: str, record: Model, *, before: bool) -> str:
    """The address of the card beside that of a record; nothing at the end."""
    parts = urlsplit(listed)
    found = page_at(parts.path)
    if found is None:
        return ""
    page, given, named = found
    declared: Any = page.declared  # type: ignore[attr-defined]
    if declared.permission and not who_acts().may(declared.permission):
        return ""
    asking: Any = copy.copy(request)
    asking.method = "GET"
    asking.path = asking.path_info = parts.path
    asking.GET = QueryDict(parts.query)
    asking.beside = wanted = Beside(record, before)
    try:
        page(asking, *given, **named)
    except Http404:
        return ""
    return wanted.found


def page_at(path: str) -> tuple[View, tuple[Any, ...], dict[str, Any]] | None:
    """The page of ours at an address inside the acting company, with its parts."""
    try:
        page, given, named = resolve(path)
    except Resolver404:
        return None
    inside = named.pop("company", None) == who_acts().company.slug
    return (page, given, named) if inside and hasattr(page, "declared") else None


def list_it_came_by(request: PageRequest, default: str) -> str:
    """The address of the list that a card was opened from."""
    said = request.GET.get(FROM, "")
    if said.startswith("/") and url_has_allowed_host_and_scheme(said, None):
        return said
    return default


def stepping(request: PageRequest) -> str:
    """The address of this card that goes to another one, but for which."""
    kept = {FROM: request.GET[FROM]} if FROM in request.GET else {}
    return f"{request.path}?{urlencode({**kept, GO: ''})}"


def with_row(listed: str, handle: object) -> str:
    """The address of a list with one of its rows selected."""
    if not listed:
        return ""
    parts = urlsplit(listed)
    query = QueryDict(parts.query, mutable=True)
    query["selected"] = str(handle)
    return urlunsplit(parts._replace(query=query.urlencode()))
