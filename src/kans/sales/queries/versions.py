"""What each version of a document has that the one before had not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst

from kans.sales.models import DocumentVersion, SalesDocument, SalesLine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db import models


@dataclass(frozen=True)
class Difference:
    """One field that became another: of the header, or of a line."""

    where: str
    before: str
    after: str


@dataclass(frozen=True)
class KeptVersion:
    version: DocumentVersion
    differences: tuple[Difference, ...]
    is_first: bool


def versions_of(kind: str, number: str) -> list[KeptVersion]:
    """The versions, the latest first, each compared with the one before it."""
    kept = list(DocumentVersion.kept_of(kind, number))
    earlier = [*(one.content for one in kept[1:]), None][: len(kept)]
    return [
        KeptVersion(
            version,
            tuple(_differences(before, version.content)) if before else (),
            is_first=before is None,
        )
        for version, before in zip(kept, earlier, strict=True)
    ]


def _differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    yield from _of(SalesDocument, "", before["header"], after["header"])
    was, now = before["lines"], after["lines"]
    for place in range(max(len(was), len(now))):
        old = was[place] if place < len(was) else {}
        new = now[place] if place < len(now) else {}
        yield from _of(SalesLine, f"{place + 1}", old, new)


def _of(
    model: type[models.Model], place: str, before: dict[str, Any], after: dict[str, Any]
) -> Iterator[Difference]:
    for name in {**before, **after}:
        was, now = before.get(name), after.get(name)
        if was != now:
            caption = capfirst(str(model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
            where = f"{place} · {caption}" if place else caption
            yield Difference(where, _shown(was), _shown(now))


def _shown(value: Any) -> str:
    return "" if value is None else str(value)
