"""What an entry changed against the one before it, as people read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kans.foundation.records.fields import caption_of
from kans.foundation.text import formats
from kans.opportunities.models import OpportunityEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from kans.opportunities.models import Figures


@dataclass(frozen=True)
class Difference:
    """One figure: what it was and what it is; the same when it did not change."""

    name: str
    caption: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


def percentage(share: Any) -> str:
    return f"{formats.percent(share)} %"


def likelihood(share: Any) -> str:
    """A probability: always with one decimal (MOV-12)."""
    return f"{formats.probability(share)} %"


SHOWN: dict[str, Callable[[Any], str]] = {
    "stage_description": str,
    "estimated_value": formats.money,
    "chances_of_success": percentage,
    "completed": percentage,
    "probability": likelihood,
    "calculated_current_value": formats.money,
    "estimated_close_date": formats.date,
}
CAPTIONS = {"stage_description": "stage"}


def differences(
    before: Figures | None, after: Figures, names: Iterable[str] = SHOWN
) -> tuple[Difference, ...]:
    """The figures of both, side by side; nothing before the first entry."""
    return tuple(
        Difference(
            name,
            _caption(name),
            "" if before is None else SHOWN[name](getattr(before, name)),
            SHOWN[name](getattr(after, name)),
        )
        for name in names
    )


def _caption(name: str) -> str:
    return str(caption_of(OpportunityEntry, CAPTIONS.get(name, name)))
