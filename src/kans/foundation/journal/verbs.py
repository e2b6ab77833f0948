"""The verbs people perform: who may, what they are called, what can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from django.apps import apps

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


def load_actions() -> None:
    """Read the actions of every area, so that the journal knows each verb, and each
    is guarded; called when Django is ready.
    """
    for app in apps.get_app_configs():
        name = f"{app.name}.actions"
        if app.name.startswith("kans.") and find_spec(name):
            actions = import_module(name)
            for module in iter_modules(getattr(actions, "__path__", ())):
                import_module(f"{name}.{module.name}")


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
