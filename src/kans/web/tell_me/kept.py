"""What the user at work has opened lately and has pinned, as hits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.functional import cached_property

from kans.web.chrome import pages
from kans.web.models import Kept
from kans.web.tell_me.declared import PAGE, RECORD, hit_of_page, searches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kans.web.tell_me.declared import Hit, RecordSearch


@dataclass(frozen=True)
class Memory:
    """How things are kept that were pinned, and that were opened, in their order."""

    pinned: tuple[str, ...]
    opened: tuple[str, ...]

    @cached_property
    def all(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.pinned, *self.opened)))

    def rank(self, what: str) -> int:
        """How early it comes for being known: pinned, lately opened, neither."""
        return self.all.index(what) if what in self.all else len(self.all)

    def records(self, search: RecordSearch) -> list[UUID]:
        """The keys of the records of a kind."""
        label, known = _label(search), map(_record, self.all)
        return [key for named, key in known if key and named == label]


def memory() -> Memory:
    rows = list(Kept.objects.own().values("what", "pinned_at", "opened_at"))
    pinned = sorted((r for r in rows if r["pinned_at"]), key=lambda r: r["pinned_at"])
    opened = sorted((r for r in rows if r["opened_at"]), key=lambda r: r["opened_at"])
    return Memory(
        tuple(row["what"] for row in pinned),
        tuple(row["what"] for row in reversed(opened)),
    )


def hits_of(whats: Iterable[str]) -> dict[str, Hit]:
    """Those that are still there and that who acts may open: a query for each kind."""
    wanted = list(whats)
    found = {hit.what: hit for hit in map(hit_of_page, pages())}
    for search in searches():
        label = _label(search)
        keys = [key for named, key in map(_record, wanted) if named == label]
        if keys:
            rows = search.rows().filter(pk__in=keys)
            found |= {hit.what: hit for hit in map(search.hit, rows)}
    return {what: found[what] for what in wanted if what in found}


def _label(search: RecordSearch) -> str:
    return search.model._meta.label


def _record(what: str) -> tuple[str, UUID | None]:
    label, _, key = what.removeprefix(RECORD).partition(":")
    if what.startswith(PAGE):
        return "", None
    try:
        return label, UUID(key)
    except ValueError:
        return "", None
