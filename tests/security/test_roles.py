"""Roles: what is built in follows the program, what is one's own is changed here."""

from __future__ import annotations

from itertools import pairwise

import pytest

from kans.foundation.acting.actors import acting_as
from kans.foundation.acting.permissions import Level, every_permission, held_by
from kans.foundation.text.codes import CodeTaken
from kans.security.actions.roles import copy_role, delete_role, edit_role
from kans.security.models import Role
from kans.security.rules.memberships import MoreThanYouMay
from kans.security.rules.roles import BuiltIn, RoleInUse
from tests.builders import (
    a_company,
    a_membership,
    a_role,
    a_user,
    an_actor,
    ann_without,
)

pytestmark = pytest.mark.usefixtures("ann")


def test_a_company_begins_with_four_roles_each_holding_those_before_it():
    roles = [a_role(level=level) for level in Level]

    assert [str(r) for r in roles] == [
        "Reader",
        "Salesperson",
        "Sales Manager",
        "Administrator",
    ]
    for lower, higher in pairwise(roles):
        assert lower.held() <= higher.held()
    assert roles[-1].held() == every_permission()


def test_a_copy_may_do_what_the_original_may_and_does_not_follow_the_program():
    copy = copy_role(a_role(level=Level.READER), code="guest", name="Guest")

    assert (copy.code, copy.level) == ("GUEST", "")
    assert copy.held() == held_by(Level.READER)


def test_a_built_in_role_is_not_changed_or_deleted():
    role = a_role(level=Level.READER)

    with pytest.raises(BuiltIn):
        edit_role(role, permissions=["security.create_user"])
    with pytest.raises(BuiltIn):
        delete_role(role)

    assert Role.objects.get(pk=role.pk).held() == held_by(Level.READER)


def test_ones_own_role_is_given_other_permissions():
    role = a_role("GUEST", "security.view_role")

    edit_role(role, name="Guests", permissions=["security.view_membership"])

    role.refresh_from_db()
    assert (role.name, role.permissions) == ("Guests", ["security.view_membership"])


def test_what_the_program_does_not_know_is_not_kept():
    role = a_role("GUEST", "security.view_role")

    edit_role(role, permissions=["security.view_role", "anything.at_all"])

    assert Role.objects.get(pk=role.pk).permissions == ["security.view_role"]


def test_nobody_gives_a_role_what_they_may_not_themselves():
    role = a_role("GUEST", "security.view_role")

    with acting_as(ann_without("security.create_user")):
        with pytest.raises(MoreThanYouMay):
            edit_role(role, permissions=["security.view_role", "security.create_user"])
        with pytest.raises(MoreThanYouMay):
            copy_role(a_role(level=Level.ADMINISTRATOR), code="X", name="X")

    assert Role.objects.get(pk=role.pk).permissions == ["security.view_role"]


def test_a_permission_that_one_lacks_may_stay_in_a_role():
    role = a_role("GUEST", "security.create_user", "security.view_role")

    with acting_as(ann_without("security.create_user")):
        edit_role(role, permissions=["security.create_user"])

    assert Role.objects.get(pk=role.pk).permissions == ["security.create_user"]


def test_a_code_names_one_role():
    a_role("GUEST")

    with pytest.raises(CodeTaken):
        copy_role(a_role(level=Level.READER), code=" guest ", name="Guest")
    with pytest.raises(CodeTaken):
        edit_role(a_role("OTHER"), code="GUEST")


def test_a_role_that_is_used_is_not_deleted():
    role = a_role("GUEST")
    a_membership(a_user("Ben"), role=role)

    with pytest.raises(RoleInUse) as refusal:
        delete_role(role)

    assert refusal.value.facts == {"count": 1}
    assert Role.objects.filter(pk=role.pk).exists()


def test_a_role_that_nobody_has_is_deleted():
    role = a_role("GUEST")

    delete_role(role)

    assert not Role.objects.filter(pk=role.pk).exists()


def test_the_roles_of_one_company_are_not_those_of_another():
    a_role("GUEST")

    with acting_as(an_actor(a_company("My Company"))):
        assert not Role.objects.filter(code="GUEST").exists()
        assert Role.objects.count() == 4
