"""A list that is asked for from elsewhere: by a job or a command, by its address.

Its own page is called with a request for just that, so that permission, filter,
scope and order are those of the page and nothing has to be said twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import acting_user
from kans.foundation.errors import DomainError
from kans.foundation.strings import shown
from kans.web.beside import page_at

if TYPE_CHECKING:
    from django.db import models

    from kans.lists.frame.listed import ListPage


class NoSuchList(DomainError):
    status = 404
    message = _(
        "There is no list at %(path)s. Give what stands in its address behind the "
        "company, such as opportunities or contacts."
    )


@dataclass
class Wanted:
    """Asks a list page for itself, instead of for an answer."""

    page: ListPage | None = None


def asked_for_list(request: HttpRequest) -> Wanted | None:
    return getattr(request, "wanted_list", None)


def list_at(path: str, query: str) -> ListPage:
    """The list at an address inside the acting company, as who acts sees it."""
    found = page_at(path)
    wanted = Wanted()
    if found:
        page, given, named = found
        try:
            page(_request(path, query, wanted), *given, **named)
        except Http404 as gone:
            raise NoSuchList(path=shown(path)) from gone
    if wanted.page is None:
        raise NoSuchList(path=shown(path))
    return wanted.page


def _request(path: str, query: str, wanted: Wanted) -> HttpRequest:
    asking: Any = HttpRequest()
    asking.method = "GET"
    asking.path = asking.path_info = path
    asking.GET = QueryDict(query)
    asking.htmx = None
    asking.user = _user() or AnonymousUser()
    asking.csp_nonce = ""  # a page that is no list is shown, and thrown away
    asking.wanted_list = wanted
    return asking  # type: ignore[no-any-return]


def _user() -> models.Model | None:
    acting = acting_user()
    users = get_user_model()._default_manager
    return users.filter(pk=acting).first() if acting else None
