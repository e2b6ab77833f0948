"""The bulk frame: what is kept for the worker, and how refusals are grouped."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.models import Change
from kans.lists.bulk import Bulk, BulkVerb
from kans.lists.bulk.arguments import ChosenOneGone, kept, recalled
from kans.lists.bulk.judging import Groups, outcome_of
from kans.lists.bulk.running import run_at_once
from kans.team.actions import delete_salesperson, edit_salesperson
from kans.team.models import Salesperson
from tests.builders import a_salesperson


class StillThere(DomainError):
    message = _("%(name)s is still there since %(since)s.")


class NothingTyped(DomainError):
    field = "text"
    message = _("Type a text.")


def salespeople(ids):
    return list(Salesperson.objects.filter(pk__in=ids).order_by("code"))


def says(*refusals):
    """A judgement: these refusals of one record after the other, whatever is asked."""
    return lambda some, **_arguments: refusals[: len(some)]


def a_bulk(judge, act=edit_salesperson, action="edit_salesperson"):
    verb = BulkVerb("try", action, "Try", judge, act, "It is tried.")
    return Bulk("tried", Salesperson, salespeople, (verb,), amount="commission"), verb


@pytest.fixture
def three(ann):
    return [a_salesperson(code, commission=Decimal("0.1")).pk for code in "ABC"]


class TestWhatIsKept:
    def test_arguments_come_back_as_they_were(self, ann):
        given = {
            "salesperson": a_salesperson(),
            "on": date(2026, 3, 1),
            "value": Decimal("10.50"),
            "priority": 3,
            "text": "Blue",
            "nothing": None,
            "yes": True,
        }

        assert recalled(kept(given)) == given

    def test_a_record_that_is_gone_is_refused_and_never_taken_for_none(self, ann):
        told = kept({"salesperson": (gone := a_salesperson())})
        delete_salesperson(gone)

        with pytest.raises(ChosenOneGone, match="Johanna, which was chosen"):
            recalled(told)


class TestGroups:
    def test_the_same_reason_is_one_group_with_what_differs_left_open(self, ann):
        groups, since = Groups(), date(2026, 3, 1)
        for code in "ABCDE":
            error = StillThere(name=code, since=since)
            groups.add(a_salesperson(code, name=""), (error,))

        [group] = groups
        assert group.reason == "… is still there since 03/01/2026."
        assert (group.count, len(group.named), group.more) == (5, 3, 2)

    def test_several_reasons_at_once_are_a_group_of_their_own(self, ann):
        groups, one = Groups(), StillThere(name="A", since="then")
        groups.add(a_salesperson("A"), (one,))
        groups.add(a_salesperson("B"), (one, NothingTyped()))
        groups.add(a_salesperson("C"), (one,))

        assert [(g.count, g.reason) for g in groups] == [
            (2, "A is still there since then."),
            (1, "A is still there since then. Type a text."),
        ]
        assert groups.count == 3


class TestTheOutcome:
    def test_it_sums_what_can_be_done(self, three):
        bulk, verb = a_bulk(says((), (), (StillThere(name="C", since=""),)))

        shown = outcome_of(bulk, verb, three, {})

        assert (shown.can, shown.amount, shown.refused.count) == (2, Decimal("0.2"), 1)
        assert (shown.whole, shown.will, shown.amount_of) == (True, 2, "Commission %")

    def test_a_blank_argument_is_no_refusal_but_one_of_a_record_is(self, three):
        blank, own = NothingTyped(), StillThere(name="C", since="", at="text")
        bulk, verb = a_bulk(says((blank,), (blank,), (blank, own)))

        shown = outcome_of(bulk, verb, three, {"text": ""})

        assert (shown.can, [g.reason for g in shown.refused]) == (
            2,
            ["C is still there since ."],
        )

    def test_very_many_are_counted_for_the_first(self, three, monkeypatch):
        monkeypatch.setattr("kans.lists.bulk.judging.JUDGED", 2)
        bulk, verb = a_bulk(lambda some: [() for _each in some])

        shown = outcome_of(bulk, verb, three, {})

        assert (shown.judged, shown.whole, shown.will) == (2, False, 3)

    def test_chunks_are_read_one_after_the_other(self, three, monkeypatch):
        monkeypatch.setattr("kans.lists.bulk.judging.CHUNK", 2)
        seen = []
        bulk, verb = a_bulk(lambda some: [seen.append(len(some)) or () for _ in some])

        assert outcome_of(bulk, verb, three, {}).can == 3
        assert seen == [2, 2, 1]


def test_one_that_refuses_leaves_no_trace_and_the_others_are_done(three):
    def act(salesperson):
        edit_salesperson(salesperson, phone="123")
        if salesperson.code == "B":
            raise StillThere(name="B", since="")

    bulk, verb = a_bulk(says(), act)

    report = run_at_once(bulk, verb, three, {})

    assert (report.done, report.refused.count) == (2, 1)
    phones = Salesperson.objects.order_by("code").values_list("phone", flat=True)
    assert list(phones) == ["123", "", "123"]
    [change] = Change.objects.filter(verb="edit_salesperson")
    assert change.batch
