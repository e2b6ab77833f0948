"""What areas declare of the records that Tell me finds, and what a hit is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kans.foundation.acting.actors import somebody_acts, who_acts
from kans.foundation.acting.addresses import address
from kans.web.chrome import pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db import models
    from django_stubs_ext import StrOrPromise

    from kans.web.chrome import Navigation


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

    def rows(self) -> Any:
        """What a hit is made of, of every record."""
        names = {self.title, self.handle, *([self.detail] if self.detail else ())}
        return self.model._default_manager.values("pk", *names)

    def hit(self, row: dict[str, Any]) -> Hit:
        handle = row[self.handle]
        return Hit(
            title=str(row[self.title] or handle),
            to=address(self.url, **{self.handle: handle}),
            detail=str(row[self.detail] or "") if self.detail else "",
            icon=self.icon,
            what=f"{RECORD}{self.model._meta.label}:{row['pk']}",
        )


@dataclass(frozen=True)
class Hit:
    """Something that was found, and where it is."""

    title: str
    to: str
    detail: str = ""
    icon: str = ""
    what: str = ""  # how it is kept when it is opened or pinned
    key: str = ""
    dialog: bool = False


@dataclass(frozen=True)
class Section:
    """Hits of one kind, under a caption."""

    caption: StrOrPromise
    hits: tuple[Hit, ...]
    is_known: bool = False  # pinned or opened lately, before all else


PAGE, RECORD = "page:", "record:"
_searches: dict[str, RecordSearch] = {}


def find_records(*searches: RecordSearch) -> None:
    """Let Tell me find the records of an area."""
    for search in searches:
        _searches[search.model._meta.label] = search


def searches() -> Iterator[RecordSearch]:
    """Those of the records that who acts may see."""
    actor = who_acts()
    return (s for s in _searches.values() if actor.may(s.permission))


def hit_of_page(entry: Navigation) -> Hit:
    return Hit(
        title=str(entry.caption),
        to=entry.to,
        icon=entry.icon,
        what=f"{PAGE}{entry.url_name}",
        key=entry.key,
        dialog=entry.dialog,
    )


def what_is(record: models.Model) -> str:
    """How a record is kept, if Tell me finds records of its kind."""
    label = record._meta.label
    return f"{RECORD}{label}:{record.pk}" if label in _searches else ""


def what_is_at(path: str) -> str:
    """How the page at an address is kept, if the navigation has it."""
    entries = pages() if somebody_acts() else []
    found = (f"{PAGE}{e.url_name}" for e in entries if e.to == path)
    return next(found, "")
