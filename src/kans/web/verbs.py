"""What one can do from a record: its verbs, and the pages related to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from kans.foundation.actions.verdicts import Verdict


@dataclass(frozen=True)
class Way:
    """What a verb is called with a value: its dialog then has it filled in.

    With `asks` a caption such as “Move to …” goes on with whatever is typed, which
    the address takes under that name.
    """

    caption: StrOrPromise
    to: str
    synonyms: tuple[StrOrPromise, ...] = ()
    asks: str = ""


@dataclass(frozen=True)
class Verb:
    """A button that opens the dialog (or page) of an action, if its verdict allows."""

    verdict: Verdict
    to: str
    icon: str = ""
    primary: bool = False
    dialog: bool = True
    shortcut: str = ""
    synonyms: tuple[StrOrPromise, ...] = ()
    ways: tuple[Way, ...] = ()

    @property
    def name(self) -> str:
        return self.verdict.verb

    @property
    def caption(self) -> StrOrPromise:
        return self.verdict.caption


@dataclass(frozen=True)
class Related:
    """A page that belongs to a record: the opportunities of a contact.

    With `items` it is a menu of them.
    """

    caption: StrOrPromise
    to: str
    icon: str = ""
    count: int | None = None
    items: tuple[Related, ...] = ()
