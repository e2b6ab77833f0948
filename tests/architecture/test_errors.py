"""Every refusal is one sentence or more, worded once, in words of our own."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.utils import translation

import kans
from kans.foundation.errors import DomainError, Refused

ROOT = Path(kans.__file__).parent
SKIPPED = {"migrations", "testing", "commands"}


AREAS = {app.name.partition(".")[2] for app in apps.get_app_configs()}


def load_every_module():
    for path in ROOT.rglob("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[0] in AREAS and not SKIPPED & set(parts) and parts[-1] != "wsgi":
            names = [part for part in parts if part != "__init__"]
            import_module(".".join(["kans", *names]))


def all_of(base):
    for error in base.__subclasses__():
        if error.__module__.startswith("kans."):
            yield error
        yield from all_of(error)


load_every_module()
ERRORS = sorted(set(all_of(DomainError)) - {Refused}, key=lambda e: e.__name__)
WORDED = [error for error in ERRORS if hasattr(error, "message")]


def message(error):
    with translation.override("en"):
        return str(error.message)


def test_every_refusal_is_a_sentence():
    assert [
        error.__name__ for error in WORDED if not is_a_sentence(message(error))
    ] == []


def is_a_sentence(text):
    return (
        text.endswith((".", "?"))
        and (text[0].isupper() or text[0] in "%“")
        and "successfully" not in text.lower()
        and "invalid" not in text.lower()
    )


def test_a_refusal_has_a_name_of_its_own():
    names = [error.__name__ for error in ERRORS]
    assert [name for name in names if names.count(name) > 1] == []


def test_a_refusal_is_named_for_what_is_wrong():
    names = [error.__name__ for error in ERRORS]
    assert [name for name in names if name.endswith(("Error", "Exception"))] == []


def test_a_refusal_can_be_worded_with_the_facts_it_names():
    """A misspelt `%(name)s` would fail only when somebody is refused."""
    assert [
        error.__name__ for error in WORDED if not can_be_worded(message(error))
    ] == []


def can_be_worded(text):
    facts = dict.fromkeys(re.findall(r"%\((\w+)\)", text), 1)
    try:
        return bool(text % facts) if facts else "%(" not in text
    except (TypeError, ValueError):
        return False
