"""What the house promises of every action, also of those that are added tomorrow."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec

import pytest
from django.apps import apps

from kans.foundation.actions import ACTIONS
from kans.foundation.actors import NotPermitted, acting_as
from kans.foundation.models import Change
from kans.foundation.permissions import Level, every_permission, held_by
from tests.architecture.addresses import ADDRESSES
from tests.builders import ann_without

for app in apps.get_app_configs():
    if app.name.startswith("kans.") and find_spec(f"{app.name}.actions"):
        import_module(f"{app.name}.actions")

VERBS = sorted(name for name in ACTIONS)
ASKED = {a.permission for a in ACTIONS.values()} | {
    a.declared.permission for a in ADDRESSES if a.declared
}


def the_door(name):
    """The function that performs an action, wherever it lives."""
    for module in list(sys.modules.values()):
        if (getattr(module, "__name__", "") or "").startswith("kans."):
            function = getattr(module, name, None)
            if hasattr(function, "__wrapped__") and function.__name__ == name:
                return function
    raise LookupError(name)


@pytest.mark.parametrize("verb", VERBS)
def test_who_lacks_just_that_permission_is_refused(ann, verb):
    act = the_door(verb)
    before = Change.objects.count()

    lacking = ann_without(ACTIONS[verb].permission)
    with acting_as(lacking), pytest.raises(NotPermitted):
        act()

    assert Change.objects.count() == before


@pytest.mark.parametrize("verb", VERBS)
def test_what_an_action_asks_for_is_held_by_a_role(verb):
    assert ACTIONS[verb].permission in held_by(Level.ADMINISTRATOR)


@pytest.mark.parametrize("verb", VERBS)
def test_an_action_has_a_verb_for_a_name_and_a_caption(verb):
    first = verb.partition("_")[0]

    assert first not in {"do", "handle", "process", "manage", "update", "get"}
    assert str(ACTIONS[verb].caption)[0].isupper()


@pytest.mark.parametrize("permission", sorted(every_permission()))
def test_what_a_role_holds_is_asked_for_somewhere(permission):
    """A permission that nothing asks for says something that is not true."""
    assert permission in ASKED or ".view_" in permission


@pytest.mark.parametrize("permission", sorted(p for p in ASKED if p))
def test_a_permission_names_an_area_and_a_verb(permission):
    area, _, codename = permission.partition(".")

    assert area
    assert "_" in codename
