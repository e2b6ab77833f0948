"""People who merge and change the same contacts at the same time."""

from __future__ import annotations

import pytest

from kans.contacts.actions import delete_contact, edit_contact, merge_contacts
from kans.contacts.models import Contact
from kans.opportunities.actions import create_opportunity
from kans.opportunities.models import Opportunity, OpportunityEntry
from tests.at_once import together, told
from tests.builders import (
    a_contact,
    a_marketing_setup,
    a_number_series,
    a_sales_cycle,
    a_salesperson,
    an_opportunity,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two(ann):
    return a_contact("Contoso", number="A"), a_contact("Contoso BV", number="B")


def test_of_two_merges_one_succeeds_whichever_way_they_go(ann, two):
    one, other = two
    an_opportunity(contact=one, standing_on="Qualify")
    an_opportunity(contact=other, standing_on="Qualify")

    outcomes = together(
        ann,
        [lambda: merge_contacts(one, other), lambda: merge_contacts(other, one)],
    )

    assert told(outcomes) == {"Contact": 1, "RecordGone": 1}
    kept = Contact.objects.get()
    assert Opportunity.objects.filter(contact=kept).count() == 2
    assert OpportunityEntry.objects.filter(contact=kept).count() == 2


def test_who_saw_the_other_before_it_was_edited_does_not_merge(ann, two):
    one, other = two
    version = other.version

    outcomes = together(
        ann,
        [
            lambda: merge_contacts(one, other, other_version=version),
            lambda: edit_contact(other, phone="020-5551234", version=version),
        ],
    )

    assert set(told(outcomes)) in (
        {"Contact", "RecordGone"},
        {"Contact", "ChangedMeanwhile"},
    )


def test_no_opportunity_is_left_with_who_is_gone(ann, two):
    one, other = two
    a_marketing_setup(opportunity_numbers=a_number_series("OPP", "OP0001"))
    seller, cycle = a_salesperson("JO"), a_sales_cycle("Qualify")

    def deal():
        return create_opportunity(
            description="Desks", contact=other, salesperson=seller, sales_cycle=cycle
        )

    together(ann, [lambda: merge_contacts(one, other), deal, deal])

    assert list(Contact.objects.all()) == [one]
    assert not Opportunity.objects.exclude(contact=one).exists()


def test_who_is_merged_is_not_deleted_too(ann, two):
    one, other = two

    outcomes = together(
        ann, [lambda: merge_contacts(one, other), lambda: delete_contact(other)]
    )

    assert "RecordGone" in told(outcomes)
    assert list(Contact.objects.all()) == [one]
