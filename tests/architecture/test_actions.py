"""What the house promises of every action, also of those that are added tomorrow."""

from __future__ import annotations

import re
import sys

from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.acting.permissions import Level, every_permission, held_by
from kans.foundation.actions.action import ACTIONS
from kans.foundation.errors import DomainError
from kans.foundation.models import Change
from tests.architecture.addresses import ADDRESSES
from tests.builders import ann_without


def the_door(name):
    """The function that performs an action, wherever it lives in Kans."""
    for module in list(sys.modules.values()):
        if (getattr(module, "__name__", "") or "").startswith("kans."):
            function = getattr(module, name, None)
            if hasattr(function, "__wrapped__") and function.__name__ == name:
                return function
    return None


# Those that tests declare are not of Kans, whichever of them were read before.
VERBS = sorted(name for name in ACTIONS if the_door(name))
ASKED = {ACTIONS[verb].permission for verb in VERBS} | {
    a.declared.permission for a in ADDRESSES if a.declared
}


def test_who_lacks_just_that_permission_is_refused(ann):
    before = Change.objects.count()

    assert [verb for verb in VERBS if not refuses_who_lacks_its_permission(verb)] == []

    assert Change.objects.count() == before


def refuses_who_lacks_its_permission(verb):
    act = the_door(verb)
    with acting_as(ann_without(ACTIONS[verb].permission)):
        try:
            act()
        except NotPermitted:
            return True
        except (DomainError, TypeError):  # it began, with nothing to act on
            return False
    return False


def test_what_an_action_asks_for_is_held_by_a_role():
    held = held_by(Level.ADMINISTRATOR)

    assert [verb for verb in VERBS if ACTIONS[verb].permission not in held] == []


def test_an_action_has_a_verb_for_a_name_and_a_caption():
    no_verbs = {"do", "handle", "process", "manage", "update", "get"}

    assert [verb for verb in VERBS if verb.partition("_")[0] in no_verbs] == []
    assert [v for v in VERBS if not str(ACTIONS[v].caption)[0].isupper()] == []


def test_what_a_role_holds_is_asked_for_somewhere():
    """A permission that nothing asks for says something that is not true."""
    assert [p for p in every_permission() if p not in ASKED and ".view_" not in p] == []


def test_a_permission_names_an_area_and_a_verb():
    named = re.compile(r"[a-z_]+\.[a-z]+_\w+")

    assert [p for p in ASKED if p and not named.fullmatch(p)] == []
