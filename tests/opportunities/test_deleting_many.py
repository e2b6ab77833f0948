"""Delete Opportunities: closed ones by filters, counted, in the worker (DEL-2)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from kans.contacts.models import Contact
from kans.foundation.actors import NotPermitted, acting_as
from kans.foundation.errors import DomainError
from kans.foundation.jobs import run_now, start_job
from kans.foundation.models import Change, ChangedRecord, Comment, Job, JobStatus
from kans.opportunities.actions import delete_opportunities, reopen_opportunity
from kans.opportunities.jobs import DeleteOpportunities
from kans.opportunities.models import Opportunity, OpportunityEntry
from kans.opportunities.queries.deletion import Deletion, deletion
from tests.builders import (
    FEBRUARY_1,
    MARCH_1,
    MARCH_8,
    a_contact,
    a_salesperson,
    an_opportunity,
    ann_without,
)
from tests.opportunities.common import lost, won
from tests.opportunities.test_deleting_opportunities import a_remark

PAGE = "/c/cronus/opportunities/delete-closed/"


def closed(number, *, on=MARCH_1, close=lost, **facts):
    opportunity = an_opportunity(
        number=number, standing_on="Sign", since=FEBRUARY_1, **facts
    )
    close(opportunity, on=on)
    return Opportunity.objects.get(pk=opportunity.pk)


def numbers():
    return sorted(Opportunity.objects.values_list("number", flat=True))


def deleted_by(filters):
    job = start_job(DeleteOpportunities, {"filters": filters, "known_at": LATER})
    return run_now(job)


LATER = "2026-03-02T00:00:00+00:00"


@pytest.fixture
def some(ann):
    """Three closed ones, one in progress, one not started."""
    closed("A1", on=MARCH_1, close=won)
    closed("A2", on=MARCH_8)
    closed("B1", on=MARCH_8, contact=a_contact("Fabrikam"))
    an_opportunity(number="A3", standing_on="Qualify")
    an_opportunity(number="A4")


@pytest.mark.parametrize(
    "filters, left",
    [
        ({}, ["A3", "A4"]),
        ({"number": "A*"}, ["A3", "A4", "B1"]),
        ({"number": "A2|B1"}, ["A1", "A3", "A4"]),
        ({"date_closed": "..2026-03-05"}, ["A2", "A3", "A4", "B1"]),
        ({"contact_name": "fabrikam"}, ["A1", "A2", "A3", "A4"]),
        ({"status": "Won"}, ["A2", "A3", "A4", "B1"]),
        ({"salesperson": "<>JO"}, ["A1", "A2", "A3", "A4", "B1"]),
        ({"number": "A*", "date_closed": "2026-03-08"}, ["A1", "A3", "A4", "B1"]),
    ],
)
@pytest.mark.usefixtures("some")
def test_closed_ones_that_pass_every_filter_go_and_no_others(filters, left):
    job = deleted_by(filters)

    assert numbers() == left
    assert (job.status, job.done, job.total) == (JobStatus.DONE, *[5 - len(left)] * 2)


@pytest.mark.usefixtures("some")
def test_what_would_go_is_counted_and_summed_before_it_does():
    assert deletion({"number": "A*"}) == Deletion(
        2, Decimal(2000), Decimal(5000), MARCH_1, MARCH_8
    )
    assert deletion({"number": "X*"}) == Deletion(0, Decimal(0), Decimal(0), None, None)
    assert numbers() == ["A1", "A2", "A3", "A4", "B1"]


@pytest.mark.usefixtures("some")
def test_entries_and_comments_go_along_and_the_journal_keeps_all_of_them():
    before = OpportunityEntry.objects.filter(opportunity__closed=True).count()

    job = deleted_by({})

    assert OpportunityEntry.objects.filter(opportunity__closed=True).count() == 0
    assert OpportunityEntry.objects.count() == 1
    told = ChangedRecord.objects.filter(change__batch=job.pk, kind="D")
    assert told.filter(record_type="opportunities.opportunity").count() == 3
    assert (
        told.filter(record_type="opportunities.opportunityentry").count() == before == 6
    )
    kept = told.get(record_text="A1 Fifty desks").before
    assert (kept["number"], kept["estimated_value"]) == ("A1", "1000.000")
    assert kept["contact_id"] == str(Contact.objects.get(name="Contoso").pk)


@pytest.mark.usefixtures("some")
def test_running_it_twice_deletes_once():
    first, second = deleted_by({}), deleted_by({})

    assert (first.done, second.done) == (3, 0)
    assert second.status == JobStatus.DONE


@pytest.mark.usefixtures("some")
def test_one_that_is_reopened_or_touched_after_the_count_stays(clock):
    reopen_opportunity(Opportunity.objects.get(number="A1"))
    clock.set(MARCH_8)
    late = closed("A9", on=MARCH_8)

    deleted_by({})

    assert numbers() == ["A1", "A3", "A4", late.number]


@pytest.mark.usefixtures("some")
def test_open_ones_are_passed_over_even_when_they_are_asked_for():
    every = list(Opportunity.objects.values_list("pk", flat=True))

    assert delete_opportunities(every) == 3
    assert numbers() == ["A3", "A4"]


@pytest.mark.usefixtures("some")
def test_who_may_not_delete_one_may_not_delete_many():
    without = ann_without("opportunities.delete_opportunity")
    with acting_as(without), pytest.raises(NotPermitted):
        start_job(DeleteOpportunities, {"filters": {}, "known_at": LATER})

    assert len(numbers()) == 5
    assert not Job.objects.exists()


# The page ------------------------------------------------------------------


@pytest.mark.usefixtures("some")
def test_the_page_shows_what_passes_the_filters(browser):
    page = browser.post(PAGE, {"show": "effect", "number": "A*"}).content.decode()

    assert "<strong>2</strong>" in page
    assert "2,000.00" in page
    assert not Job.objects.exists()


@pytest.mark.usefixtures("some")
def test_the_count_has_to_be_typed(browser):
    for typed in ("", "3", "1.5", "x"):
        answer = browser.post(PAGE, {"number": "A*", "count": typed})

        assert answer.status_code == 422
        assert 'value="A*"' in answer.content.decode()
    assert "2 opportunities would be deleted" in _page(browser, number="A*", count="3")
    assert not Job.objects.exists()


def _page(browser, **typed):
    return browser.post(PAGE, typed).content.decode()


@pytest.mark.usefixtures("some")
def test_with_the_count_typed_it_goes_to_the_worker(browser):
    answer = browser.post(PAGE, {"number": "A*", "count": "2"})

    job = Job.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/c/cronus/jobs/{job.pk}/")
    assert job.about == "No.: A*"
    assert numbers() == ["A1", "A2", "A3", "A4", "B1"]
    run_now(job)
    assert numbers() == ["A3", "A4", "B1"]


@pytest.mark.usefixtures("some")
def test_a_filter_that_is_not_understood_is_told_at_its_box(browser):
    page = _page(browser, date_closed="1..x", count="2")

    assert "is not a date" in page
    assert not Job.objects.exists()


@pytest.mark.usefixtures("some")
def test_filters_that_nothing_passes_are_told(browser):
    assert "No closed opportunity passes these filters." in _page(
        browser, number="X*", count="0"
    )


def test_tell_me_finds_it_by_the_words_of_the_seed(browser):
    for words in ("delete opp", "delete closed", "opportunities verwij"):
        assert PAGE in browser.get("/c/cronus/tell-me/", {"q": words}).content.decode()


# The command ---------------------------------------------------------------


def command(*options):
    call_command("delete_opportunities", "--company", "cronus", *options)


@pytest.mark.usefixtures("some")
def test_a_dry_run_of_the_command_only_says_what_would_go(capsys):
    command("--number", "A*", "--dry-run")

    assert capsys.readouterr().out == (
        "2 closed opportunities, estimated at €2,000.00, pass.\n"
    )
    assert len(numbers()) == 5
    assert not Job.objects.exists()


@pytest.mark.usefixtures("some")
def test_the_command_deletes_when_the_count_is_right(capsys):
    changes = Change.objects.count()
    with pytest.raises(CommandError, match="2 would go, not 3"):
        command("--number", "A*", "--count", "3")
    assert len(numbers()) == 5
    assert Change.objects.count() == changes

    command("--number", "A*", "--count", "2")

    assert capsys.readouterr().out.endswith("2 deleted.\n")
    assert numbers() == ["A3", "A4", "B1"]


@pytest.mark.usefixtures("some")
def test_a_filter_of_the_command_is_read_as_everywhere():
    with pytest.raises(DomainError, match="x is not a date"):
        command("--date-closed", "x", "--count", "2")

    assert len(numbers()) == 5


def test_comments_of_what_stays_stay(ann):
    gone, kept = closed("A1"), an_opportunity(number="A2")
    for opportunity in (gone, kept):
        a_remark(opportunity)

    deleted_by({})

    assert [c.record_id for c in Comment.objects.all()] == [kept.pk]


def test_what_belongs_to_another_salesperson_stays(ann):
    closed("A1")
    closed("A2", salesperson=a_salesperson("PS", "Peter"))

    deleted_by({"salesperson": "PS"})

    assert numbers() == ["A1"]
