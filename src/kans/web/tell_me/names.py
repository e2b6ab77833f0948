"""The names by which something is found, in every language that people type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

from kans.foundation.strings import normalised

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrOrPromise

EXACT, BEGINS, SOMEWHERE, NOT = 3, 2, 1, 0


def names_of(*texts: StrOrPromise) -> set[str]:
    """Every name in all languages: one finds it by any of them."""
    names = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names |= {normalised(str(text)) for text in texts}
    return names


def fit(names: Iterable[str], wanted: list[str]) -> int:
    """How well something is named by the words: whole, at the start, or somewhere."""
    return max((_fit(name, wanted) for name in names), default=NOT)


def _fit(name: str, wanted: list[str]) -> int:
    asked = " ".join(wanted)
    parts = name.replace("-", " ").replace("'", " ").split()
    if name == asked:
        return EXACT
    if name.startswith(asked):
        return BEGINS
    if all(any(part.startswith(word) for part in parts) for word in wanted):
        return SOMEWHERE
    return NOT
