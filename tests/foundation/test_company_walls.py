"""One company never sees or touches another's records."""

from __future__ import annotations

import pytest

from kans.foundation.acting.actors import NobodyActs, acting_as, nobody_acts, who_acts
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Change, ChangedRecord
from kans.foundation.records.records import RecordGone, RecordOfAnotherCompany
from kans.team.models import Salesperson
from tests.builders import a_company, an_actor


@pytest.fixture
def elsewhere(ann):
    """Somebody at work in My Company, the other one."""
    return an_actor(a_company("My Company"))


def a_seller(code="JR"):
    with open_change("test"):
        seller = Salesperson(code=code, name="Jim")
        seller.save()
    return seller


def test_a_record_belongs_to_the_company_in_which_it_was_made(ann):
    assert a_seller().company == ann.company


def test_one_company_does_not_see_the_records_of_another(elsewhere):
    seller = a_seller()

    with acting_as(elsewhere):
        assert not Salesperson.objects.exists()
        assert not Salesperson.objects.filter(pk=seller.pk).exists()
        assert not Change.objects.filter(subject_id=seller.pk).exists()
        assert not ChangedRecord.objects.filter(record_id=seller.pk).exists()


def test_two_companies_may_use_the_same_code(elsewhere):
    a_seller("JR")

    with acting_as(elsewhere):
        a_seller("JR")
        assert Salesperson.objects.count() == 1


@pytest.mark.parametrize("how", ["save", "save as new", "delete", "bulk"])
def test_no_record_is_written_from_another_company(elsewhere, how):
    seller = a_seller()

    with (
        acting_as(elsewhere),
        open_change("steal"),
        pytest.raises(RecordOfAnotherCompany),
    ):
        steal(seller, how)

    seller.refresh_from_db()
    assert seller.name == "Jim"
    assert Salesperson.objects.count() == 1
    with acting_as(elsewhere):
        assert not Salesperson.objects.exists()
        assert not Change.objects.filter(verb="steal").exists()


def steal(seller, how):
    match how:
        case "save":
            seller.name = "James"
            seller.save()
        case "save as new":
            Salesperson(code="PS", company_id=seller.company_id).save()
        case "delete":
            seller.delete()
        case "bulk":
            Salesperson.objects.bulk_create(
                [Salesperson(code="PS", company_id=seller.company_id)]
            )


def test_an_update_or_a_delete_of_all_reaches_only_ones_own(elsewhere):
    seller = a_seller()

    with acting_as(elsewhere), open_change("edit"):
        assert Salesperson.objects.update(name="James") == 0
        assert Salesperson.objects.all().delete()[0] == 0

    seller.refresh_from_db()
    assert seller.name == "Jim"


def test_a_record_of_another_company_is_not_followed(elsewhere):
    seller = a_seller()

    with acting_as(elsewhere), pytest.raises(Salesperson.DoesNotExist):
        seller.refresh_from_db()
    with acting_as(elsewhere), pytest.raises(RecordGone):
        Salesperson.objects.locked(seller)


def test_nothing_is_read_or_written_while_nobody_acts(ann):
    seller = a_seller()

    with nobody_acts():
        with pytest.raises(NobodyActs):
            Salesperson.objects.exists()
        with pytest.raises(NobodyActs), open_change("edit"):
            Salesperson(code="PS").save()
        seller.name = "James"
        with pytest.raises(NobodyActs), open_change("edit"):
            seller.save()

    assert [s.name for s in Salesperson.objects.all()] == ["Jim"]


def test_whoever_acted_inside_is_forgotten_afterwards(ann, elsewhere):
    with acting_as(elsewhere):
        assert who_acts() is elsewhere

    assert who_acts() is ann


def test_a_company_is_changed_only_from_within(elsewhere, ann):
    with acting_as(elsewhere), open_change("edit"):
        ann.company.name = "Ours now"
        with pytest.raises(RecordOfAnotherCompany):
            ann.company.save()

    ann.company.refresh_from_db()
    assert ann.company.name == "CRONUS"
