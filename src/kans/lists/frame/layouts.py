"""How the columns of a list stand: which, in which order, how wide, how close."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kans.lists.frame.columns import BoundColumn
    from kans.lists.frame.declared import ListFrame

NARROWEST, WIDEST = 48, 800  # pixels
MOST_PINNED = 5
COMFORTABLE, COMPACT = "comfortable", "compact"


@dataclass(frozen=True)
class Layout:
    """What somebody made of the columns that a list declares."""

    columns: tuple[str, ...]
    widths: Mapping[str, int] = field(default_factory=dict)
    pinned: int = 1
    density: str = COMFORTABLE

    @classmethod
    def declared(cls, frame: ListFrame) -> Self:
        """The list as its area declares it."""
        return cls(tuple(column.name for column in frame.shown))

    @classmethod
    def of(cls, frame: ListFrame, stored: Any) -> Self:
        """What was stored; a column that is no longer declared is left out."""
        plain = cls.declared(frame)
        if not isinstance(stored, dict):
            return plain
        known = [name for name in _list(stored, "columns") if name in frame.bound]
        widths = stored.get("widths")
        return cls(
            columns=tuple(dict.fromkeys(known)) or plain.columns,
            widths={
                name: held_within(width)
                for name, width in (widths.items() if isinstance(widths, dict) else ())
                if name in frame.bound and isinstance(width, int)
            },
            pinned=_pinned(stored.get("pinned", plain.pinned)),
            density=COMPACT if stored.get("density") == COMPACT else COMFORTABLE,
        )

    def stored(self, frame: ListFrame) -> dict[str, Any]:
        """What differs from the declared list; in the rest it goes on following it."""
        plain = self.declared(frame).in_full()
        parts = self.in_full()
        return {name: part for name, part in parts.items() if part != plain[name]}

    def in_full(self) -> dict[str, Any]:
        return {
            "columns": list(self.columns),
            "widths": dict(self.widths),
            "pinned": self.pinned,
            "density": self.density,
        }

    def shown(self, frame: ListFrame) -> list[BoundColumn]:
        return [frame.bound[name] for name in self.columns]

    @property
    def is_compact(self) -> bool:
        return self.density == COMPACT


def held_within(width: int) -> int:
    return min(max(width, NARROWEST), WIDEST)


def _list(stored: dict[str, Any], name: str) -> list[Any]:
    found = stored.get(name)
    return found if isinstance(found, list) else []


def _pinned(value: Any) -> int:
    return min(max(value, 0), MOST_PINNED) if isinstance(value, int) else 1
