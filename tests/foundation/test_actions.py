"""Actions: permitted, all or nothing, one change each; and many of them in chunks."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from kans.foundation.acting.actors import (
    NobodyActs,
    NotPermitted,
    acting_as,
    nobody_acts,
)
from kans.foundation.actions.action import ACTIONS, OvertakenByAnother, action, for_each
from kans.foundation.actions.verdicts import verdict
from kans.foundation.errors import DomainError
from kans.foundation.journal.journal import the_change
from kans.foundation.models import Change
from kans.team.models import Salesperson
from tests.builders import ann_without

SELL = "team.sell"


class TooMany(DomainError):
    message = "Too many."


@pytest.fixture
def hire(ann):
    """An action of the tests' own, gone after each of them."""

    @action(permission="security.view_membership", caption="Hire")
    def hire_somebody(code, *, then=None):
        seller = Salesperson(code=code)
        seller.save()
        if then:
            raise then
        return seller

    yield hire_somebody
    del ACTIONS["hire_somebody"]


def test_an_action_is_written_down_as_one_change_about_what_it_made(hire):
    seller = hire("JR")

    change = Change.objects.get(verb="hire_somebody")
    assert (change.subject_id, change.subject_text) == (seller.pk, "JR")
    assert change.records.count() == 1


@pytest.mark.parametrize("failure", [TooMany, RuntimeError])
def test_an_action_is_all_or_nothing(hire, failure):
    with pytest.raises(failure):
        hire("JR", then=failure)

    assert not Salesperson.objects.exists()
    assert not Change.objects.filter(verb="hire_somebody").exists()


def test_who_lacks_the_permission_is_refused_and_nothing_happens(hire):
    with (
        acting_as(ann_without("security.view_membership")),
        pytest.raises(NotPermitted),
    ):
        hire("JR")

    assert not Salesperson.objects.exists()


def test_while_nobody_acts_nothing_is_done(hire):
    with nobody_acts(), pytest.raises(NobodyActs):
        hire("JR")

    assert not Salesperson.objects.exists()


def test_two_actions_do_not_share_a_name(hire):
    def hire_somebody():
        pass

    with pytest.raises(AssertionError, match="two actions"):
        action(permission=SELL, caption="Hire")(hire_somebody)


def test_the_rows_of_a_chunk_are_one_change(hire):
    list(for_each("import", hire, ["A", "B", "C"], chunk=2))

    counts = [c.records.count() for c in Change.objects.filter(verb="import")]
    assert sorted(counts) == [1, 2]
    assert Salesperson.objects.count() == 3


def test_a_refused_row_leaves_no_trace_and_the_rest_goes_in(hire):
    def hire_but_b(code):
        hire(code, then=TooMany if code == "B" else None)

    [refused] = for_each("import", hire_but_b, ["A", "B", "C"])

    assert [(r.row, r.error) for r in refused] == [("B", TooMany())]
    assert sorted(s.code for s in Salesperson.objects.all()) == ["A", "C"]
    change = Change.objects.get(verb="import")
    assert sorted(r.record_text for r in change.records.all()) == ["A", "C"]
    assert change.subject_text == "A"


def test_a_refused_row_does_not_disturb_what_an_earlier_row_changed(hire):
    seller = hire("JR")

    def rename(name):
        seller = Salesperson.objects.get()
        seller.name = name
        seller.save()
        if name == "Refused":
            raise TooMany

    list(for_each("import", rename, ["Jim", "Refused", "James"]))

    seller.refresh_from_db()
    assert (seller.name, seller.version) == ("James", 3)
    [record] = Change.objects.get(verb="import").records.all()
    assert (record.before, record.after) == ({"name": ""}, {"name": "James"})


def test_a_defect_in_a_row_stops_its_chunk_and_nothing_of_it_remains(hire):
    def fail_at_d(code):
        hire(code, then=RuntimeError if code == "D" else None)

    chunks = for_each("import", fail_at_d, ["A", "B", "C", "D"], chunk=2)

    assert next(chunks) == []
    with pytest.raises(RuntimeError):
        next(chunks)
    assert sorted(s.code for s in Salesperson.objects.all()) == ["A", "B"]


def test_a_change_names_its_first_record(hire):
    def hire_two(code):
        hire(code)
        the_change().about(hire(f"{code}2"))

    list(for_each("import", hire_two, ["A"]))

    assert Change.objects.get(verb="import").subject_text == "A"


def test_a_verdict_says_everything_that_stands_in_the_way(hire):
    with acting_as(ann_without("security.view_membership")):
        judged = verdict("hire_somebody", [TooMany()])

    assert not judged.allowed
    assert judged.refusals == (NotPermitted(), TooMany())
    assert judged.reason.endswith("Too many.")
    assert verdict("hire_somebody").allowed


@pytest.fixture
def overtaken(ann):
    """An action that a constraint refuses as often as `refusals` says."""
    looks = []

    @action(permission="security.view_membership", caption="Hire Late")
    def hire_late(code, *, refusals):
        seller = Salesperson(code=code)
        seller.save()
        looks.append(code)
        if len(looks) <= refusals:
            raise IntegrityError
        return seller

    yield hire_late
    del ACTIONS["hire_late"]


def test_what_somebody_did_in_between_is_looked_at_again(overtaken):
    overtaken("JR", refusals=1)

    assert Salesperson.objects.get().code == "JR"
    assert Change.objects.filter(verb="hire_late").count() == 1


def test_what_a_constraint_refuses_twice_is_told_and_leaves_no_trace(overtaken, caplog):
    with pytest.raises(OvertakenByAnother):
        overtaken("JR", refusals=2)

    assert not Salesperson.objects.exists()
    assert not Change.objects.filter(verb="hire_late").exists()
    assert "The database refused" in caplog.text
