"""Salespeople: creating, editing and deleting them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.errors import Refused
from kans.foundation.history.concurrency import ChangedMeanwhile
from kans.foundation.text.codes import CodeMissing, CodeTaken
from kans.security.models import Membership
from kans.team.actions import (
    create_salesperson,
    delete_salesperson,
    edit_salesperson,
)
from kans.team.models import Salesperson
from kans.team.rules.keeping import (
    CommissionOutOfRange,
    may_be_kept,
)
from tests.builders import a_membership, a_salesperson, a_user, ann_without


@pytest.mark.parametrize(
    ("code", "commission", "taken", "refusals"),
    [
        ("JO", 0, False, ()),
        ("JO", 100, False, ()),
        ("", 0, False, (CodeMissing(),)),
        ("JO", 0, True, (CodeTaken(code="JO"),)),
        ("JO", Decimal("100.01"), False, (CommissionOutOfRange(),)),
        ("", -1, False, (CodeMissing(), CommissionOutOfRange())),
    ],
)
def test_what_a_salesperson_must_have(code, commission, taken, refusals):
    assert may_be_kept(code, commission, taken=taken) == refusals


def test_a_code_is_kept_in_capitals_without_outer_spaces(ann):
    create_salesperson(code=" jo ", name="Johanna")

    assert Salesperson.objects.get().code == "JO"


def test_a_code_is_used_once(ann):
    a_salesperson("JO")

    with pytest.raises(CodeTaken):
        create_salesperson(code="jo", name="Joost")

    assert Salesperson.objects.count() == 1


def test_all_that_is_wrong_is_told_at_once(ann):
    with pytest.raises(Refused) as refused:
        create_salesperson(code="", commission=Decimal(101))

    assert [r.code for r in refused.value.refusals] == [
        "CodeMissing",
        "CommissionOutOfRange",
    ]
    assert not Salesperson.objects.exists()


def test_what_is_not_given_stays_as_it_is(ann):
    johanna = a_salesperson("JO", "Johanna", phone="020 123")

    edit_salesperson(johanna, name="Johanna de Vries")

    johanna = Salesperson.objects.get()
    assert (johanna.name, johanna.phone) == ("Johanna de Vries", "020 123")


def test_the_second_to_save_is_told_what_the_first_changed(ann):
    johanna = a_salesperson("JO", "Johanna")
    edit_salesperson(johanna, version=1, name="Jo")

    with pytest.raises(ChangedMeanwhile, match="Name: Johanna → Jo"):
        edit_salesperson(johanna, version=1, phone="020 123")

    assert Salesperson.objects.get().phone == ""


def test_a_deleted_salesperson_is_no_longer_a_user(ann):
    johanna = a_salesperson("JO")
    a_membership(a_user("Johanna"), salesperson=johanna)

    delete_salesperson(johanna)

    assert not Salesperson.objects.exists()
    assert not Membership.objects.exclude(salesperson=None).exists()


@pytest.mark.parametrize(
    ("permission", "act"),
    [
        ("team.create_salesperson", lambda _: create_salesperson(code="NEW")),
        ("team.edit_salesperson", lambda j: edit_salesperson(j, name="Jo")),
        ("team.delete_salesperson", delete_salesperson),
    ],
)
def test_only_who_may_change_salespeople_does(ann, permission, act):
    johanna = a_salesperson("JO", "Johanna")

    with acting_as(ann_without(permission)), pytest.raises(NotPermitted):
        act(johanna)

    assert Salesperson.objects.get().name == "Johanna"
