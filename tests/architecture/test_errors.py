"""Every refusal is one sentence or more, worded once, in words of our own."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
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


@pytest.mark.parametrize("error", WORDED, ids=lambda e: e.__name__)
def test_every_refusal_is_a_sentence(error):
    with translation.override("en"):
        message = str(error.message)

    assert message.endswith((".", "?"))
    assert message[0].isupper() or message[0] in "%“"
    assert "successfully" not in message.lower()
    assert "invalid" not in message.lower()


def test_a_refusal_has_a_name_of_its_own():
    names = [error.__name__ for error in ERRORS]
    assert [name for name in names if names.count(name) > 1] == []


@pytest.mark.parametrize("error", ERRORS, ids=lambda e: e.__name__)
def test_a_refusal_is_named_for_what_is_wrong(error):
    assert not error.__name__.endswith(("Error", "Exception"))


@pytest.mark.parametrize("error", WORDED, ids=lambda e: e.__name__)
def test_a_refusal_can_be_worded_with_the_facts_it_names(error):
    """A misspelt `%(name)s` would fail only when somebody is refused."""
    with translation.override("en"):
        text = str(error.message)
    facts = dict.fromkeys(re.findall(r"%\((\w+)\)", text), 1)

    assert text % facts if facts else "%(" not in text
