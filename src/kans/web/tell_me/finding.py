"""What Tell me finds for what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext as _

from kans.foundation.records.search_index.searching import (
    beginning_with,
    search_condition,
    words,
)
from kans.foundation.strings import normalised
from kans.web.chrome import REPORT, pages
from kans.web.tell_me.declared import Section, hit_of_page, searches
from kans.web.tell_me.kept import hits_of, memory
from kans.web.tell_me.names import EXACT, fit, names_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kans.web.chrome import Navigation
    from kans.web.tell_me.declared import Hit, RecordSearch
    from kans.web.tell_me.kept import Memory

MOST_PAGES = 8
MOST_RECORDS = 5
SHORTEST = 2  # letters from which on records are searched


def found(asked: str) -> list[Section]:
    """What who acts may open, best first; what they opened lately before the rest."""
    known = memory()
    wanted = [word for word, _quoted in words(asked)]
    sections = [] if normalised(asked) else _known(known)
    said = {hit.what for section in sections for hit in section.hits}
    sections += [
        Section(caption, tuple(hit for hit in hits if hit.what not in said))
        for caption, hits in _pages(wanted, known)
    ]
    if len(normalised(asked)) >= SHORTEST:
        sections += [
            Section(search.caption, tuple(_records(search, asked, known)))
            for search in searches()
        ]
    return [section for section in sections if section.hits]


def _known(known: Memory) -> list[Section]:
    hits = hits_of(known.all)
    opened = [what for what in known.opened if what not in known.pinned]
    return [
        Section(caption, tuple(hits[w] for w in whats if w in hits), is_known=True)
        for caption, whats in ((_("Pinned"), known.pinned), (_("Recent"), opened))
    ]


def _pages(wanted: list[str], known: Memory) -> Iterator[tuple[str, list[Hit]]]:
    """Pages with a name in which every word begins a word; all of them for nothing."""
    fits = {e.url_name: fit(names_of_page(e), wanted) for e in pages()}

    def place(entry: Navigation) -> tuple[bool, int, int]:
        fitting = fits[entry.url_name]
        rank = known.rank(hit_of_page(entry).what) if wanted else 0
        return fitting != EXACT, rank, -fitting

    fitting = sorted((e for e in pages() if fits[e.url_name]), key=place)
    looked_at = [hit_of_page(e) for e in fitting if e.kind != REPORT]
    yield _("Pages and tasks"), looked_at[:MOST_PAGES]
    reports = [hit_of_page(e) for e in fitting if e.kind == REPORT]
    yield _("Reports"), reports[:MOST_PAGES]


def names_of_page(entry: Navigation) -> set[str]:
    return names_of(entry.caption, *entry.synonyms)


def _records(search: RecordSearch, asked: str, known: Memory) -> list[Hit]:
    """Records opened lately; whose number or name begins so; then the others."""
    rows: dict[Any, dict[str, Any]] = {}
    for some in _in_order(search, asked, known):
        rest = some.exclude(pk__in=list(rows))[: MOST_RECORDS - len(rows)]
        rows |= {row["pk"]: row for row in rest}
        if len(rows) == MOST_RECORDS:
            break
    return [search.hit(row) for row in rows.values()]


def _in_order(search: RecordSearch, asked: str, known: Memory) -> Iterator[Any]:
    if keys := known.records(search):
        opened = search.rows().filter(pk__in=keys)
        yield _among(opened, search, asked).order_by(_place_in(keys))
    for path in dict.fromkeys((search.detail, search.title)):
        if path:
            yield beginning_with(search.rows(), path, asked)
    condition = search_condition(search.model, search.fields, asked)
    yield search.rows().filter(condition).order_by("pk")


def _among(rows: Any, search: RecordSearch, asked: str) -> Any:
    """Of a few rows those that are meant, by reading them."""
    return rows.filter(
        search_condition(search.model, search.fields, asked, of_few=True)
    )


def _place_in(keys: list[Any]) -> Case:
    whens = [When(pk=key, then=Value(place)) for place, key in enumerate(keys)]
    return Case(*whens, default=Value(len(keys)), output_field=IntegerField())
