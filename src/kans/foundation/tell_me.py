"""Tell me what you want to do: pages and records found by what they are called.

What can be done on the page one is on is found by the script, which sees its buttons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from kans.foundation.actors import who_acts
from kans.foundation.addresses import address
from kans.foundation.frames.chrome import pages
from kans.foundation.frames.lists.searching import (
    beginning_with,
    search_condition,
    words,
)
from kans.foundation.pages import page, respond
from kans.foundation.rules.text import normalised, typed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db import models
    from django.http import HttpResponse
    from django_stubs_ext import StrOrPromise

    from kans.foundation.frames.chrome import Navigation
    from kans.foundation.pages import PageRequest

MOST_PAGES = 8
MOST_RECORDS = 5
SHORTEST = 2  # letters from which on records are searched
LONGEST = 100


@dataclass(frozen=True)
class RecordSearch:
    """Records that Tell me finds, by which fields, and where a hit leads."""

    caption: StrOrPromise
    model: type[models.Model]
    permission: str
    fields: tuple[str, ...]
    title: str
    url: str
    detail: str = ""
    handle: str = "number"
    icon: str = "file"


@dataclass(frozen=True)
class Hit:
    """Something that was found, and where it is."""

    title: str
    to: str
    detail: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Section:
    """Hits of one kind, under a caption."""

    caption: StrOrPromise
    hits: tuple[Hit, ...]


_searches: dict[str, RecordSearch] = {}


def find_records(*searches: RecordSearch) -> None:
    """Let Tell me find the records of an area."""
    for search in searches:
        _searches[search.model._meta.label] = search


@page(signed_in=True)
def tell_me(request: PageRequest) -> HttpResponse:
    asked = typed(request.GET.get("q", ""), longest=LONGEST)
    context = {"asked": asked, "sections": found(asked)}
    return respond(request, "foundation/tell_me.html", context)


def found(asked: str) -> list[Section]:
    """What who acts may open, best first: pages, then records."""
    sections = [Section(_("Pages and set-up"), tuple(_pages(asked)))]
    if len(normalised(asked)) >= SHORTEST:
        actor = who_acts()
        sections += [
            Section(search.caption, tuple(_records(search, asked)))
            for search in _searches.values()
            if actor.may(search.permission)
        ]
    return [section for section in sections if section.hits]


def _pages(asked: str) -> list[Hit]:
    """Pages with a name in which every word begins a word; all of them for nothing."""
    wanted = [word for word, _quoted in words(asked)]
    entries = [(_fit(entry, wanted), entry) for entry in pages()]
    fitting = [(fit, entry) for fit, entry in entries if fit]
    fitting.sort(key=lambda one: one[0], reverse=True)
    return [
        Hit(str(entry.caption), entry.to, icon=entry.icon)
        for _fits, entry in fitting[:MOST_PAGES]
    ]


def _fit(entry: Navigation, wanted: list[str]) -> int:
    """How well a page is named by the words: whole, at the start, or somewhere."""
    asked = " ".join(wanted)
    best = 0
    for name in names_of(entry):
        parts = name.replace("-", " ").replace("'", " ").split()
        if name == asked:
            best = max(best, 3)
        elif name.startswith(asked):
            best = max(best, 2)
        elif all(any(part.startswith(word) for part in parts) for word in wanted):
            best = max(best, 1)
    return best


def names_of(entry: Navigation) -> set[str]:
    """Every name of a page, in all languages: one finds it by any of them."""
    names = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names |= {normalised(str(n)) for n in (entry.caption, *entry.synonyms)}
    return names


def _records(search: RecordSearch, asked: str) -> list[Hit]:
    """Records whose number or name begins with what was typed; then the others."""
    rows = {row["pk"]: row for row in _beginning(search, asked)}
    if len(rows) < MOST_RECORDS:
        condition = search_condition(search.model, search.fields, asked)
        others = _values(search).filter(condition & ~Q(pk__in=list(rows)))
        found = others.order_by("pk")[: MOST_RECORDS - len(rows)]
        rows |= {row["pk"]: row for row in found}
    return [_hit(search, row) for row in list(rows.values())[:MOST_RECORDS]]


def _beginning(search: RecordSearch, asked: str) -> Iterator[dict[str, Any]]:
    for path in {search.detail: 1, search.title: 1}:
        if path:
            yield from beginning_with(_values(search), path, asked)[:MOST_RECORDS]


def _values(search: RecordSearch) -> Any:
    names = {search.title, search.handle, *([search.detail] if search.detail else ())}
    return search.model._default_manager.values("pk", *names)


def _hit(search: RecordSearch, row: dict[str, Any]) -> Hit:
    handle = row[search.handle]
    return Hit(
        title=str(row[search.title] or handle),
        to=address(search.url, **{search.handle: handle}),
        detail=str(row[search.detail] or "") if search.detail else "",
        icon=search.icon,
    )
