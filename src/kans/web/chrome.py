"""What surrounds every page: navigation, company, work date, user.

Areas register what they add; nobody here knows which areas there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from kans.foundation.acting import clock
from kans.foundation.acting.actors import NobodyActs, who_acts
from kans.foundation.acting.addresses import address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from uuid import UUID

    from django_stubs_ext import StrOrPromise

    from kans.foundation.acting.actors import Actor
    from kans.foundation.models import Company
    from kans.web.pages import PageRequest

MAIN, SETUP, USER, FOUND = "main", "setup", "user", "found"
PAGE, TASK, REPORT = "page", "task", "report"
HOME = "home"


@dataclass(frozen=True)
class Navigation:
    """A page one can go to from everywhere, and find with Tell me.

    Without a permission it is for whoever has signed in. `setup` pages stand in the
    Set-up menu, `user` pages in the user's own, `found` pages only in Tell me.
    A task is something to do rather than to look at; with `dialog` it is asked for in
    one. `key` is the letter that leads there after g.
    """

    caption: StrOrPromise
    url_name: str
    permission: str = ""
    icon: str = "file"
    group: str = MAIN
    synonyms: tuple[StrOrPromise, ...] = ()
    order: int = 100
    kind: str = PAGE
    dialog: bool = False
    key: str = ""

    @property
    def to(self) -> str:
        return address(self.url_name)


@dataclass(frozen=True)
class Place:
    """A company one can go to."""

    name: str
    to: str
    current: bool


@dataclass(frozen=True)
class Chrome:
    """The surroundings of one page, for who reads it."""

    user: Any
    actor: Actor | None
    places: tuple[Place, ...]
    here: Navigation | None
    work_date: date | None
    theme: str
    single_keys: bool
    navigation: tuple[Navigation, ...]

    def group(self, name: str) -> list[Navigation]:
        return [entry for entry in self.navigation if entry.group == name]

    @property
    def company(self) -> Company | None:
        return self.actor.company if self.actor else None

    @property
    def home(self) -> str:
        return home_of(self.company) if self.company else "/"

    @property
    def work_date_page(self) -> str:
        return address(_provided.work_date_page) if _provided.work_date_page else ""

    @property
    def theme_page(self) -> str:
        return reverse(_provided.theme_page) if _provided.theme_page else ""


@dataclass
class Provided:
    """What a higher area tells the chrome."""

    companies_of: Callable[[UUID], Iterable[Company]] | None = None
    roles: Callable[[], Iterable[tuple[UUID, str]]] = tuple
    work_date_page: str = ""
    theme_page: str = ""


_entries: dict[str, Navigation] = {}
_provided = Provided()


def navigation(*entries: Navigation) -> None:
    """Add pages to the navigation and to Tell me."""
    for entry in entries:
        _entries[entry.url_name] = entry


def provide(
    *,
    companies_of: Callable[[UUID], Iterable[Company]] | None = None,
    roles: Callable[[], Iterable[tuple[UUID, str]]] | None = None,
    work_date_page: str = "",
    theme_page: str = "",
) -> None:
    """Say which companies a user has, which roles there are to share with, and
    where work date and theme are chosen.

    The theme page takes a POST of `theme`: light, dark or system.
    """
    _provided.companies_of = companies_of or _provided.companies_of
    _provided.roles = roles or _provided.roles
    _provided.work_date_page = work_date_page or _provided.work_date_page
    _provided.theme_page = theme_page or _provided.theme_page


def roles() -> list[tuple[UUID, str]]:
    """The roles of the acting company, and what they are called."""
    return list(_provided.roles())


def pages() -> list[Navigation]:
    """The pages that who acts may open, in the order of the menu."""
    actor = who_acts()
    return [
        entry
        for entry in sorted(_entries.values(), key=lambda entry: entry.order)
        if not entry.permission or actor.may(entry.permission)
    ]


@lru_cache(maxsize=1000)
def set_up_in(company_slug: str) -> tuple[str, ...]:
    """Return where the pages of the set-up begin in a company."""
    return tuple(
        reverse(entry.url_name, kwargs={"company": company_slug})
        for entry in _entries.values()
        if entry.group == SETUP
    )


def home_of(company: Company) -> str:
    return reverse(HOME, kwargs={"company": company.slug})


def chrome(request: PageRequest) -> Chrome:
    """The surroundings of a page; outside a company there are few."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    actor = _actor()
    entries = tuple(pages()) if actor else ()
    return Chrome(
        user=user if signed_in else None,
        actor=actor,
        places=_places(user, actor) if signed_in else (),
        here=_here(request.path, entries),
        work_date=_other_work_date(actor),
        theme=getattr(user, "theme", "") or "system",
        single_keys=getattr(user, "single_keys", True),
        navigation=entries,
    )


def _actor() -> Actor | None:
    try:
        return who_acts()
    except NobodyActs:
        return None


def _places(user: Any, actor: Actor | None) -> tuple[Place, ...]:
    if _provided.companies_of is None:
        return ()
    here = actor.company if actor else None
    return tuple(
        Place(company.name, home_of(company), company == here)
        for company in _provided.companies_of(user.pk)
    )


def _here(path: str, entries: Iterable[Navigation]) -> Navigation | None:
    """The entry that the page lies under: the one with the longest address."""
    above = [entry for entry in entries if path.startswith(entry.to)]
    return max(above, key=lambda entry: len(entry.to), default=None)


def _other_work_date(actor: Actor | None) -> date | None:
    if actor is None or clock.work_date() == clock.today():
        return None
    return clock.work_date()
