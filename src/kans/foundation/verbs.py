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
JOBS: dict[str, Action] = {}  # what runs in the worker is a verb of the journal, too


def verb_known_as(name: str) -> Action | None:
    """The action or job of that name, if there is one."""
    return ACTIONS.get(name) or JOBS.get(name)


def known_verbs() -> set[str]:
    """What people do, at once or in the background."""
    return {*ACTIONS, *JOBS}


def caption_of_verb(name: str) -> str:
    """What a verb of the journal is called; one of no action by its own name."""
    known = verb_known_as(name)
    return str(known.caption) if known else name
