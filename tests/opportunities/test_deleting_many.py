"""Delete Opportunities: closed ones by filters, counted, in the worker (DEL-2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from kans.contacts.models import Contact
from kans.foundation.acting import clock
from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.acting.addresses import address
from kans.foundation.errors import DomainError
from kans.foundation.jobs import run_now
from kans.foundation.jobs.actions import may_run_again
from kans.foundation.jobs.running import advance, run, take_next
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Change, ChangedRecord, Job, JobStatus
from kans.notes.models import Comment
from kans.opportunities import jobs
from kans.opportunities.actions import delete_opportunities, reopen_opportunity
from kans.opportunities.jobs import start_deletion
from kans.opportunities.models import Opportunity, OpportunityEntry
from kans.opportunities.queries.deletion import Deletion, deletion, settled
from tests.builders import (
    FEBRUARY_1,
    MARCH_1,
    MARCH_8,
    a_contact,
    a_sales_cycle,
    a_salesperson,
    an_opportunity,
    ann_without,
)
from tests.jobs.test_watching_jobs import text_of as words_of
from tests.jobs.test_watching_jobs import verb_in
from tests.opportunities.common import lost, won
from tests.opportunities.pages import text_of
from tests.opportunities.test_deleting_opportunities import a_remark
from tests.undo.test_undoing_at_the_door import offered_in, plain
from tests.undo.undoing import figures

PAGE = "/c/cronus/opportunities/delete-closed/"


def closed(number, *, on=MARCH_1, close=lost, **facts):
    opportunity = an_opportunity(
        number=number, standing_on="Sign", since=FEBRUARY_1, **facts
    )
    close(opportunity, on=on)
    return Opportunity.objects.get(pk=opportunity.pk)


def numbers():
    return sorted(Opportunity.objects.values_list("number", flat=True))


def deletion_of(filters):
    """A job whose count was confirmed just now."""
    count = deletion(filters).count
    return start_deletion(filters, known_at=clock.now(), count=count, about="")


def deleted_by(filters):
    return run_now(deletion_of(filters))


@pytest.fixture
def some(ann):
    """Three closed ones, one in progress, one not started."""
    closed("A1", on=MARCH_1, close=won)
    closed("A2", on=MARCH_8)
    other = a_sales_cycle("Qualify", "Sign", code="OTHER")
    fabrikam = a_contact("Fabrikam", number="FAB1")
    closed("B1", on=MARCH_8, contact=fabrikam, sales_cycle=other)
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
        ({"salesperson": "A..K"}, ["A3", "A4"]),
        ({"salesperson": "K..Z"}, ["A1", "A2", "A3", "A4", "B1"]),
        ({"salesperson": "j?"}, ["A3", "A4"]),
        ({"salesperson": "*x*"}, ["A1", "A2", "A3", "A4", "B1"]),
        ({"sales_cycle": "OTHER"}, ["A1", "A2", "A3", "A4"]),
        ({"contact": "FAB*"}, ["A1", "A2", "A3", "A4"]),
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
    first, second = deletion_of({}), deletion_of({})

    assert run_now(first).done == 3
    assert (run_now(second).done, second.status) == (0, JobStatus.QUEUED)
    assert Job.objects.get(pk=second.pk).status == JobStatus.DONE


@pytest.mark.usefixtures("some")
def test_one_that_is_reopened_or_touched_after_the_count_stays(clock):
    job = deletion_of({})
    reopen_opportunity(Opportunity.objects.get(number="A1"))
    clock.set(MARCH_8)
    late = closed("A9", on=MARCH_8)

    run_now(job)

    assert numbers() == ["A1", "A3", "A4", late.number]


@pytest.mark.parametrize("typed", ["<t", "..t-1d", "..w-1d", "<8", "..sa"])
def test_days_are_those_of_the_count_whatever_day_it_runs_on(ann, clock, typed):
    clock.set(MARCH_8)
    acting = replace(ann, work_date=None)
    with acting_as(acting):
        closed("A1", on=MARCH_1)
        closed("A2", on=MARCH_8)
        job = deletion_of({"date_closed": typed})
    clock.set(date(2026, 3, 9))

    run_now(job)

    assert numbers() == ["A2"]


def test_filters_mean_the_same_to_who_reads_them_in_another_language(ann, clock):
    clock.set(date(2026, 3, 9))
    with translation.override("nl"):
        filters = settled({"date_closed": "..2/3/2026", "status": "Verloren"})

    assert filters == {"date_closed": "..2026-03-02", "status": "Lost"}


@pytest.mark.usefixtures("some")
def test_never_more_go_than_were_counted():
    job = start_deletion({}, known_at=clock.now(), count=2, about="")

    job = run_now(job)

    assert (job.status, job.done) == (JobStatus.FAILED, 0)
    assert job.error == (
        "More opportunities pass the filters than the 2 that were counted, so the job "
        "stopped. Open Delete Opportunities and count again."
    )
    assert numbers() == ["A1", "A2", "A3", "A4", "B1"]


@pytest.mark.usefixtures("some")
def test_what_comes_in_by_a_filter_later_stays_and_stops_the_job(monkeypatch):
    """A rename elsewhere lets more rows pass, though nobody touched them."""
    monkeypatch.setattr(jobs, "CHUNK", 1)
    job = deletion_of({"number": "A*"})
    taken = take_next(job.pk)
    advance(taken)
    advance(taken)
    with open_change("test"):
        b1 = Opportunity.objects.filter(number="B1")
        b1.update(number="A7")

    run(taken, until=lambda: False, between=lambda: None)

    job.refresh_from_db()
    assert (job.status, job.done) == (JobStatus.FAILED, 1)
    assert {"A3", "A4", "A7"} < set(numbers())
    assert len(numbers()) == 4


@pytest.mark.usefixtures("some")
def test_it_is_not_run_again_without_a_count(browser):
    job = deleted_by({})

    refused = browser.post(f"/c/cronus/jobs/{job.pk}/again/")

    assert refused.status_code == 422
    assert "Open Delete Opportunities and count again" in text_of(refused)
    assert may_run_again(job) == (jobs.CountAgain(),)
    assert Job.objects.count() == 1


@pytest.mark.usefixtures("some")
def test_canceled_between_chunks_the_rest_stays_and_what_went_is_told(
    browser, monkeypatch
):
    monkeypatch.setattr(jobs, "CHUNK", 2)
    job = deletion_of({})
    taken = take_next(job.pk)
    advance(taken)
    advance(taken)

    answer = browser.post(f"/c/cronus/jobs/{job.pk}/cancellation/")
    run(taken, until=lambda: False, between=lambda: None)

    page = words_of(browser.get(answer.url))
    assert "Canceled 2 of 3" in page
    assert "Deleted 2" in page
    assert numbers() == ["A3", "A4", "B1"]


@pytest.mark.usefixtures("some")
def test_the_job_reports_how_many_went(browser):
    job = deleted_by({"number": "A*"})

    page = words_of(browser.get(f"/c/cronus/jobs/{job.pk}/"))

    assert "Done 2 of 2" in page
    assert "Deleted 2" in page


def test_undone_from_its_job_everything_is_there_again_and_redone_gone(browser):
    for number in ("A1", "A2"):
        a_remark(closed(number))
    before = figures()
    job = deleted_by({})
    after = figures()

    page = browser.get(f"/c/cronus/jobs/{job.pk}/")
    browser.post(verb_in(page, "undo_change"))

    assert figures() == before
    page = plain(browser.get(f"/c/cronus/jobs/{job.pk}/"))
    assert "was undone already" in page
    browser.post(address("undo:redo_last"))
    assert figures() == after


def test_the_toast_that_tells_of_its_end_offers_to_undo_it(browser):
    a_remark(closed("A1"))
    before = figures()
    deleted_by({})

    page = browser.get("/c/cronus/salespeople/")
    to, button = offered_in(page)
    browser.post(to)

    assert button == "Undo"
    assert figures() == before


@pytest.mark.usefixtures("some")
def test_open_ones_are_passed_over_even_when_they_are_asked_for():
    every = list(Opportunity.objects.values_list("pk", flat=True))

    assert delete_opportunities(every) == 3
    assert numbers() == ["A3", "A4"]


@pytest.mark.usefixtures("some")
def test_who_may_not_delete_one_may_not_delete_many():
    without = ann_without("opportunities.delete_opportunity")
    with acting_as(without), pytest.raises(NotPermitted):
        start_deletion({}, known_at=clock.now(), count=3, about="")

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
