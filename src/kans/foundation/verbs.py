"""The verbs people perform: who may, what they are called, what can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Action:
    """A verb people perform: who may, and what the button and the history call it.

    An irrevocable one says why it cannot be undone: what it did lies elsewhere too.
    """

    name: str
    permission: str
    caption: StrOrPromise
    irrevocable: StrOrPromise = ""


ACTIONS: dict[str, Action] = {}


def caption_of_verb(name: str) -> str:
    """What a verb of the journal is called; one of no action by its own name."""
    known = ACTIONS.get(name)
    return str(known.caption) if known else name
