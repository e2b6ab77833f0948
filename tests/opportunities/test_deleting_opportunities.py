"""Deleting closed opportunities (DEL-1)."""

from __future__ import annotations

import pytest

from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.history.concurrency import ChangedMeanwhile
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Change
from kans.foundation.records.records import RecordGone
from kans.notes.models import Comment
from kans.opportunities.actions import (
    delete_opportunity,
    edit_opportunity,
    reopen_opportunity,
)
from kans.opportunities.models import (
    CloseOpportunityCode,
    Opportunity,
    OpportunityEntry,
    SalesCycleStage,
)
from kans.opportunities.rules.closing import OpportunityStillOpen
from tests.builders import MARCH_1, MARCH_8, an_opportunity, ann_without
from tests.opportunities.common import lost, refused, won


def a_remark(opportunity, text="Called."):
    with open_change("test"):
        Comment(
            record_type="opportunities.opportunity",
            record_id=opportunity.pk,
            date=MARCH_1,
            author_name="Ann",
            text=text,
        ).save()


@pytest.mark.parametrize("close", [won, lost])
def test_deleting_takes_entries_and_comments_with_it(ann, close):
    gone, kept = an_opportunity(standing_on="Sign"), an_opportunity(standing_on="Sign")
    for opportunity in (gone, kept):
        a_remark(opportunity)
        close(opportunity)

    delete_opportunity(gone)

    assert list(Opportunity.objects.all()) == [kept]
    assert {e.opportunity for e in OpportunityEntry.objects.all()} == {kept}
    assert Comment.objects.get().record_id == kept.pk


def test_what_was_set_up_and_whom_it_was_for_stay(ann):
    opportunity = an_opportunity(standing_on="Sign")
    lost(opportunity)

    delete_opportunity(opportunity)

    assert SalesCycleStage.objects.count() == 3
    assert CloseOpportunityCode.objects.count() == 1
    opportunity.contact.refresh_from_db()
    opportunity.salesperson.refresh_from_db()


def test_what_is_deleted_stays_whole_in_the_journal(ann):
    opportunity = an_opportunity(standing_on="Sign")
    a_remark(opportunity, "Too dear.")
    lost(opportunity)

    delete_opportunity(opportunity)

    change = Change.objects.get(verb="delete_opportunity")
    assert change.subject_text == "OP0001 Fifty desks"
    was = {
        (r.record_type.split(".")[1], r.before.get("number")): r
        for r in change.records.all()
    }
    assert {record.kind for record in was.values()} == {"D"}
    assert set(was) == {
        ("opportunity", "OP0001"),
        ("opportunityentry", 1),
        ("opportunityentry", 2),
        ("comment", None),
    }
    assert was["comment", None].before["text"] == "Too dear."
    assert was["opportunity", "OP0001"].before["status"] == "Lost"
    assert was["opportunityentry", 2].before["date_of_change"] == "2026-03-08"


@pytest.mark.parametrize("standing_on", [None, "Qualify"])
def test_an_open_one_is_not_deleted(ann, standing_on):
    opportunity = an_opportunity(standing_on=standing_on)

    with refused(OpportunityStillOpen(number="OP0001")):
        delete_opportunity(opportunity)


def test_a_reopened_one_is_not_deleted(ann, clock):
    opportunity = an_opportunity(standing_on="Qualify")
    lost(opportunity)
    clock.set(MARCH_8)
    reopen_opportunity(opportunity)

    with refused(OpportunityStillOpen(number="OP0001")):
        delete_opportunity(opportunity)


def test_the_refusal_names_the_cure():
    refusal = OpportunityStillOpen(number="OP0001")

    assert str(refusal) == "Opportunity OP0001 is still open. Close it first."
    assert refusal.cure == "close_opportunity"


def test_one_that_is_gone_is_not_deleted_again(ann):
    opportunity = an_opportunity(standing_on="Sign")
    lost(opportunity)
    delete_opportunity(opportunity)

    with refused(RecordGone):
        delete_opportunity(opportunity)


def test_who_deletes_what_was_changed_is_told(ann):
    opportunity = an_opportunity(standing_on="Sign")
    lost(opportunity)
    shown = Opportunity.objects.get().version
    edit_opportunity(opportunity, description="Sixty desks")

    with refused(ChangedMeanwhile):
        delete_opportunity(opportunity, version=shown)


def test_only_who_may_delete_opportunities_deletes_them(ann):
    opportunity = an_opportunity(standing_on="Sign")
    lost(opportunity)

    with (
        refused(NotPermitted),
        acting_as(ann_without("opportunities.delete_opportunity")),
    ):
        delete_opportunity(opportunity)
