"""Whatever is written leaves its trace: who, when, which verb, from what to what."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import models

from kans.foundation.actions.action import action
from kans.foundation.errors import DomainError
from kans.foundation.history import history
from kans.foundation.journal.journal import Kind, NoChangeOpen, open_change
from kans.foundation.models import Change, ChangedRecord, Company
from kans.foundation.records import querysets
from kans.team.models import Salesperson
from tests.builders import MARCH_1

pytestmark = pytest.mark.usefixtures("ann")


class NotToday(DomainError):
    message = "Not today."


def a_seller(code="JR", **facts):
    with open_change("test"):
        seller = Salesperson(code=code, **facts)
        seller.save()
    return seller


def written(verb):
    """What the journal holds of a verb: kind, text, before and after of each record."""
    rows = ChangedRecord.objects.filter(change__verb=verb).order_by("id")
    return [(row.kind, row.record_text, row.before, row.after) for row in rows]


def test_a_change_names_who_did_what_to_which_record_and_when(ann):
    with open_change("hire") as change:
        seller = Salesperson(code="JR", name="Jim")
        seller.save()
        change.about(seller)

    told = Change.objects.get(verb="hire")
    assert (told.user_id, told.actor_name) == (ann.user_id, "Ann")
    assert (told.subject_type, told.subject_id) == ("team.salesperson", seller.pk)
    assert told.subject_text == "Jim"
    assert told.at == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert written("hire") == [(Kind.CREATED, "Jim", {}, {})]


def test_saving_writes_down_exactly_the_columns_that_differ():
    seller = Salesperson.objects.get(pk=a_seller(name="Jim", commission=5).pk)

    with open_change("edit"):
        seller.name, seller.commission, seller.phone = "James", Decimal("7.5"), ""
        seller.save()

    before = {"name": "Jim", "commission": "5.00"}
    after = {"name": "James", "commission": "7.5"}
    assert written("edit") == [(Kind.CHANGED, "James", before, after)]


def test_saving_twice_in_one_change_is_written_down_once():
    seller = a_seller(name="Jim", phone="1")

    with open_change("edit"):
        seller.name = "James"
        seller.save()
        seller.name, seller.phone = "Jack", "2"
        seller.save()

    before, after = {"name": "Jim", "phone": "1"}, {"name": "Jack", "phone": "2"}
    assert written("edit") == [(Kind.CHANGED, "Jack", before, after)]


def test_saving_what_did_not_change_writes_nothing():
    seller = a_seller(name="Jim")

    with open_change("edit"):
        seller.save()

    seller.refresh_from_db()
    assert seller.version == 1
    assert not Change.objects.filter(verb="edit").exists()


def test_changing_there_and_back_in_one_change_leaves_no_trace():
    seller = a_seller(name="Jim")

    with open_change("edit"):
        for name in ("James", "Jim"):
            seller.name = name
            seller.save()

    assert not Change.objects.filter(verb="edit").exists()


def test_an_update_of_a_queryset_is_written_down_row_by_row():
    a_seller("JR", name="Jim", phone="1")
    a_seller("PS", name="Peter", phone="2")

    with open_change("edit"):
        count = Salesperson.objects.update(phone="3")

    assert count == 2
    assert written("edit") == [
        (Kind.CHANGED, "Jim", {"phone": "1"}, {"phone": "3"}),
        (Kind.CHANGED, "Peter", {"phone": "2"}, {"phone": "3"}),
    ]


def test_an_update_by_an_expression_is_written_down_with_what_it_became():
    a_seller("JR", commission=5)
    a_seller("PS", commission=10)

    with open_change("edit"):
        Salesperson.objects.order_by("code").update(
            commission=models.F("commission") * 2
        )

    assert written("edit") == [
        (Kind.CHANGED, "JR", {"commission": "5.00"}, {"commission": "10.00"}),
        (Kind.CHANGED, "PS", {"commission": "10.00"}, {"commission": "20.00"}),
    ]


def test_an_update_of_no_row_writes_nothing():
    with open_change("edit"):
        assert Salesperson.objects.filter(code="NONE").update(phone="3") == 0

    assert not Change.objects.filter(verb="edit").exists()


def test_more_rows_than_a_statement_takes_are_written_in_several(monkeypatch):
    monkeypatch.setattr(querysets, "MOST_AT_ONCE", 2)
    for code in ("JO", "JA", "LI"):
        a_seller(code)

    with open_change("call"):
        assert Salesperson.objects.update(phone="3") == 3
    with open_change("dismiss"):
        Salesperson.objects.all().delete()

    assert [after for _kind, _text, _before, after in written("call")] == [
        {"phone": "3"}
    ] * 3
    assert len(written("dismiss")) == 3
    assert not Salesperson.objects.exists()


def test_rows_created_in_bulk_are_written_down_one_by_one():
    with open_change("hire"):
        Salesperson.objects.bulk_create(
            Salesperson(code=code, name=name)
            for code, name in [("JR", "Jim"), ("PS", "Peter")]
        )

    assert written("hire") == [
        (Kind.CREATED, "Jim", {}, {}),
        (Kind.CREATED, "Peter", {}, {}),
    ]
    assert Salesperson.objects.get(code="JR").name_key == "jim"


def test_a_deleted_record_is_kept_whole():
    seller = a_seller(name="Jim", commission=5)

    with open_change("fire"):
        Salesperson.objects.get(pk=seller.pk).delete()

    [(kind, text, before, after)] = written("fire")
    assert (kind, text, after) == (Kind.DELETED, "Jim", {})
    assert before["code"] == "JR"
    assert before["commission"] == "5.00"
    assert set(before) == {f.attname for f in Salesperson._meta.concrete_fields}
    assert not Salesperson.objects.exists()


def test_rows_deleted_by_a_queryset_are_kept_whole():
    a_seller("JR", name="Jim")
    a_seller("PS", name="Peter")

    with open_change("fire"):
        count, _ = Salesperson.objects.filter(code="JR").delete()

    assert count == 1
    [(kind, text, before, _)] = written("fire")
    assert (kind, text, before["code"]) == (Kind.DELETED, "Jim", "JR")
    assert [seller.code for seller in Salesperson.objects.all()] == ["PS"]


def test_what_is_created_and_deleted_in_one_change_leaves_no_trace():
    with open_change("mistake"):
        seller = Salesperson(code="JR")
        seller.save()
        seller.delete()

    assert not Change.objects.filter(verb="mistake").exists()


def test_what_is_changed_and_then_deleted_is_kept_as_it_was_before():
    seller = a_seller(name="Jim")

    with open_change("fire"):
        seller.name = "James"
        seller.save()
        seller.delete()

    [(kind, _, before, _)] = written("fire")
    assert (kind, before["name"]) == (Kind.DELETED, "Jim")


@pytest.mark.parametrize(
    "write",
    [
        lambda _seller: Salesperson(code="PS").save(),
        lambda _seller: Salesperson.objects.create(code="PS"),
        lambda _seller: Salesperson.objects.bulk_create([Salesperson(code="PS")]),
        lambda _seller: Salesperson.objects.update(name="James"),
        lambda _seller: Salesperson.objects.all().delete(),
        lambda seller: seller.delete(),
        lambda seller: renamed(seller).save(),
    ],
    ids=["save", "create", "bulk", "update", "delete rows", "delete", "save again"],
)
def test_nothing_is_written_while_no_change_is_open(write):
    seller = a_seller(name="Jim")

    with pytest.raises(NoChangeOpen):
        write(seller)

    assert [s.name for s in Salesperson.objects.all()] == ["Jim"]


def renamed(seller):
    seller.name = "James"
    return seller


def test_rows_are_not_updated_in_a_way_the_journal_would_miss():
    seller = a_seller()

    with open_change("edit"), pytest.raises(NotImplementedError):
        Salesperson.objects.bulk_update([seller], ["name"])


def test_a_shared_record_is_written_down_too(ann):
    company = Company.objects.get(pk=ann.company.pk)

    with open_change("edit"):
        company.name = "CRONUS BV"
        company.save()

    before, after = {"name": "CRONUS"}, {"name": "CRONUS BV"}
    assert written("edit") == [(Kind.CHANGED, "CRONUS BV", before, after)]


def test_a_refusal_leaves_no_trace():
    @action(permission="security.view_membership", caption="Try")
    def try_it():
        Salesperson(code="PS").save()
        raise NotToday

    with pytest.raises(NotToday):
        try_it()

    assert not Salesperson.objects.exists()
    assert not Change.objects.filter(verb="try_it").exists()


def test_each_write_counts_up_the_version():
    seller = a_seller(name="Jim")

    with open_change("edit"):
        seller.name = "James"
        seller.save()
    with open_change("edit"):
        Salesperson.objects.update(name="Jack")

    assert seller.version == 2
    assert Salesperson.objects.get().version == 3


def test_each_write_stamps_the_moment(clock):
    seller = a_seller(name="Jim")
    assert seller.modified_at == clock.now()

    clock.set(MARCH_1, hour=11)
    with open_change("edit"):
        Salesperson.objects.update(name="Jack")

    assert Salesperson.objects.get().modified_at == clock.now()


def test_a_text_and_its_key_never_part():
    seller = a_seller(name="Zoë  Ångström")
    assert seller.name_key == "zoe angstrom"

    with open_change("edit"):
        seller.name = "JOSÉ"
        seller.save()
    assert Salesperson.objects.get().name_key == "jose"

    with open_change("edit"):
        Salesperson.objects.update(name="Weiß")
    assert Salesperson.objects.get().name_key == "weiss"


def test_a_code_is_stored_upper_case_without_outer_spaces():
    a_seller(" jr ")

    assert Salesperson.objects.get().code == "JR"


def test_history_tells_the_newest_change_first_in_words():
    seller = a_seller(name="Jim")
    with open_change("edit"):
        seller.name = ""
        seller.save()

    newest, oldest = history(seller)

    assert (newest.verb, newest.who, newest.kind) == ("edit", "Ann", Kind.CHANGED)
    assert [str(change) for change in newest.changes] == ["Name: Jim → blank"]
    assert (oldest.kind, oldest.changes) == (Kind.CREATED, ())


def test_what_was_refreshed_meanwhile_is_not_taken_for_typed():
    seller = Salesperson.objects.get(pk=a_seller(name="Jim", phone="1").pk)
    with open_change("theirs"):
        Salesperson.objects.update(phone="2")

    seller.refresh_from_db()
    with open_change("mine"):
        seller.name = "James"
        seller.save()

    assert written("mine") == [
        (Kind.CHANGED, "James", {"name": "Jim"}, {"name": "James"})
    ]


def test_a_column_that_was_not_read_is_still_told_exactly():
    a_seller(name="Jim", phone="1")
    seller = Salesperson.objects.only("name").get()

    with open_change("edit"):
        seller.phone = "2"
        seller.save()

    [(_, _, before, after)] = written("edit")
    assert (before, after) == ({"phone": "1"}, {"phone": "2"})


def test_a_row_created_in_bulk_can_be_changed_at_once():
    with open_change("hire"):
        [seller] = Salesperson.objects.bulk_create([Salesperson(code="JR", name="Jim")])
    with open_change("edit"):
        seller.name = "James"
        seller.save()

    assert written("edit") == [
        (Kind.CHANGED, "James", {"name": "Jim"}, {"name": "James"})
    ]


def test_a_code_is_written_down_as_it_is_stored():
    a_seller("JR")

    with open_change("edit"):
        Salesperson.objects.update(code=" ps ")

    [(_, _, before, after)] = written("edit")
    assert (before, after) == ({"code": "JR"}, {"code": "PS"})


def test_an_update_does_not_move_a_record_to_another_company(ann):
    a_seller("JR")

    with open_change("edit"), pytest.raises(AssertionError):
        Salesperson.objects.update(company=ann.company)
