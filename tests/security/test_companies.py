"""Creating, editing and deleting companies."""

from __future__ import annotations

import pytest

from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.acting.permissions import Level
from kans.foundation.errors import Refused
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Change, Company
from kans.foundation.records.records import RecordOfAnotherCompany
from kans.security.actions.companies import (
    create_company,
    delete_company,
    edit_company,
)
from kans.security.models import Membership, Role
from kans.security.queries import actor_of, companies_of
from kans.security.rules.companies import (
    CompanyInUse,
    CompanyNotEmpty,
    SlugTaken,
    SlugUnfit,
    UnknownCurrency,
    UnknownTimeZone,
)
from kans.team.models import Salesperson
from tests.builders import a_company, an_actor, ann_without

GIVEN = {
    "name": "My Company",
    "slug": "my-company",
    "currency": "eur",
    "time_zone": "Europe/Amsterdam",
    "language": "nl",
}


def test_who_creates_a_company_becomes_its_administrator(ann):
    company = create_company(**GIVEN)

    actor = actor_of(ann.user_id, "my-company")
    assert (actor.company, actor.may("security.edit_company")) == (company, True)
    assert company.currency == "EUR"
    assert [c.name for c in companies_of(ann.user_id)] == ["CRONUS", "My Company"]


def test_a_new_company_has_its_own_roles_and_its_own_journal(ann):
    company = create_company(**GIVEN)

    assert not Change.objects.filter(verb="create_company").exists()
    with acting_as(an_actor(company)):
        assert Role.objects.count() == len(Level)
        assert Membership.objects.count() == 1
        assert Change.objects.get(verb="create_company").subject_text == "My Company"


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"slug": "cronus"}, SlugTaken),
        ({"slug": "My Company"}, SlugUnfit),
        ({"currency": "XXY"}, UnknownCurrency),
        ({"time_zone": "Europe/Utrecht"}, UnknownTimeZone),
    ],
)
def test_a_company_is_not_created_with_what_cannot_be(ann, given, refusal):
    with pytest.raises(refusal):
        create_company(**{**GIVEN, **given})
    assert Company.objects.count() == 1


def test_all_that_a_company_cannot_be_is_told_at_once(ann):
    with pytest.raises(Refused) as refused:
        create_company(**{**GIVEN, "slug": "cronus", "currency": "XXY"})

    assert {type(r) for r in refused.value.refusals} == {SlugTaken, UnknownCurrency}


def test_a_company_is_edited_by_who_acts_in_it(ann):
    edited = edit_company(ann.company, version=1, name="CRONUS BV", currency="usd")

    assert (edited.name, edited.currency) == ("CRONUS BV", "USD")
    a_company("Other")
    with pytest.raises(SlugTaken):
        edit_company(ann.company, slug="other")
    assert Company.objects.get(pk=ann.company.pk).slug == "cronus"


def test_another_company_is_not_edited_from_here(ann):
    other = a_company("Other")

    with pytest.raises(RecordOfAnotherCompany):
        edit_company(other, name="Mine")
    assert Company.objects.get(pk=other.pk).name == "Other"


def test_an_empty_company_is_deleted_and_the_journal_here_says_so(ann):
    company = create_company(**GIVEN)

    delete_company(company)

    assert [c.name for c in Company.objects.all()] == ["CRONUS"]
    assert Membership.before_anyone_acts.count() == 1
    change = Change.objects.get(verb="delete_company")
    assert change.subject_text == "My Company"
    assert [r.kind for r in change.records.all()] == ["D"]


def test_a_company_with_records_is_not_deleted(ann):
    company = create_company(**GIVEN)
    with acting_as(an_actor(company)), open_change("test"):
        Salesperson(code="JR").save()

    with pytest.raises(CompanyNotEmpty) as refusal:
        delete_company(company)

    assert str(refusal.value) == (
        "My Company still has records: Salespeople. Only an empty company is deleted."
    )
    assert Company.objects.filter(pk=company.pk).exists()


def test_the_company_at_work_in_is_not_deleted(ann):
    with pytest.raises(CompanyInUse):
        delete_company(ann.company)
    assert Company.objects.count() == 1


def test_a_company_that_one_does_not_administer_is_not_there_to_delete(ann):
    other = a_company("Other")

    with pytest.raises(RecordOfAnotherCompany):
        delete_company(other)
    assert Company.objects.filter(pk=other.pk).exists()


def test_who_may_not_create_companies_creates_none(ann):
    with acting_as(ann_without("security.create_company")), pytest.raises(NotPermitted):
        create_company(**GIVEN)
    assert Company.objects.count() == 1
