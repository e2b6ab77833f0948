"""A verb on very many opportunities: the worker does it, and reports."""

from __future__ import annotations

from datetime import date

import pytest

from kans.foundation.jobs import run_now
from kans.foundation.jobs.actions import may_run_again
from kans.foundation.models import Change, Job, JobStatus
from kans.lists.bulk import jobs
from kans.opportunities.models import Opportunity, OpportunityEntry, Priority
from kans.opportunities.rules.closing import Outcome, Status
from kans.team.actions import delete_salesperson
from tests.builders import MARCH_2, a_close_code, a_salesperson
from tests.jobs.test_watching_jobs import verb_in
from tests.opportunities.common import lost
from tests.opportunities.pages import AT
from tests.opportunities.test_many_selected import (
    choose,
    choose_all,
    press_ok,
    stages,
    standing,
)
from tests.undo.undoing import figures

COUNT = 55


@pytest.fixture
def many(ann):
    return standing(COUNT)


def the_job():
    [job] = Job.objects.all()
    return job


def test_more_than_fifty_are_left_to_the_worker(browser, many):
    page = choose_all(browser, "advance", "filter.status=In+Progress")

    ok = press_ok(browser, "advance", page, "filter.status=In+Progress")

    job = the_job()
    assert (ok.status_code, job.status) == (204, JobStatus.QUEUED)
    assert f"/c/cronus/jobs/{job.pk}/" in ok["HX-Location"]
    assert job.about == "Opportunity List: 55 rows"
    assert set(stages(*many)) == {"Qualify"}
    shown = browser.get(f"/c/cronus/jobs/{job.pk}/")
    assert "Move to Next Stage" in shown.content.decode()


def test_it_does_each_by_its_action_in_chunks_of_one_batch(browser, many, monkeypatch):
    monkeypatch.setattr(jobs, "CHUNK", 20)
    press_ok(browser, "advance", choose_all(browser, "advance"), on="03/02/2026")

    job = run_now(the_job())

    assert (job.status, job.total, job.done, job.refused) == ("DONE", 55, 55, 0)
    assert job.result["counts"] == {"done": 55}
    assert set(stages(*many)) == {"Present"}
    dates = OpportunityEntry.objects.filter(active=True).values_list("date_of_change")
    assert set(dates) == {(MARCH_2,)}
    changes = Change.objects.filter(batch=job.pk)
    assert [change.verb for change in changes] == ["move_opportunity"] * 3


def test_the_rows_are_those_that_were_shown_whatever_passes_later(browser, many):
    page = choose_all(browser, "priority")
    press_ok(browser, "priority", page, priority="3")
    [late] = standing(1)

    run_now(the_job())

    high = Opportunity.objects.filter(priority=Priority.HIGH)
    assert high.count() == COUNT
    assert late not in high


def test_arguments_are_those_of_then_on_whatever_day_it_runs(browser, many, clock):
    a_close_code("PRICE", outcome=Outcome.LOST)
    page = choose_all(browser, "lose")
    press_ok(browser, "lose", page, code="PRICE", on="t")
    clock.set(date(2026, 4, 1))

    run_now(the_job())

    closed = Opportunity.objects.values_list(
        "status", "date_closed", "close_code__code"
    )
    assert set(closed) == {(Status.LOST, date(2026, 3, 1), "PRICE")}


def test_who_refuses_is_reported_and_the_others_are_done(browser, many):
    page = choose_all(browser, "advance")
    press_ok(browser, "advance", page)
    lost(many[0], on=date(2026, 3, 1))

    job = run_now(the_job())

    assert (job.done, job.refused, job.result["counts"]) == (55, 1, {"done": 54})
    [row] = job.result["rows"]
    assert row["text"] == "OP0001 Fifty desks"
    assert row["reason"] == "Opportunity OP0001 is closed. Reopen it first."
    page = browser.get(f"/c/cronus/jobs/{job.pk}/").content.decode()
    assert f'<a href="{AT}OP0001/">OP0001 Fifty desks</a>' in page


def test_one_that_is_gone_meanwhile_is_reported(browser, many):
    for each in many:
        lost(each)
    page = choose_all(browser, "delete")
    press_ok(browser, "delete", page, typed_count="55")
    page = choose(browser, "delete", many[0])
    press_ok(browser, "delete", page)

    job = run_now(the_job())

    assert (job.refused, job.result["counts"]) == (1, {"done": 54})
    assert not Opportunity.objects.exists()


def test_when_what_was_chosen_is_gone_meanwhile_nothing_is_done(browser, many):
    lena = a_salesperson("LM", "Lena")
    press_ok(
        browser, "salesperson", choose_all(browser, "salesperson"), salesperson="LM"
    )
    delete_salesperson(lena)

    job = run_now(the_job())

    assert (job.status, job.done) == (JobStatus.FAILED, 0)
    assert job.error == (
        "Lena, which was chosen for these rows, was deleted meanwhile. Select the "
        "rows in the list again, and choose another."
    )
    codes = Opportunity.objects.values_list("salesperson__code", flat=True)
    assert set(codes) == {"JO"}


def test_undone_from_its_job_all_is_as_before_and_redone_as_it_was_done(
    browser, many, monkeypatch
):
    monkeypatch.setattr(jobs, "CHUNK", 20)
    before = figures()
    press_ok(browser, "advance", choose_all(browser, "advance"), on="03/02/2026")
    job = run_now(the_job())
    done = figures()
    page = browser.get(f"/c/cronus/jobs/{job.pk}/")

    browser.post(verb_in(page, "undo_change"))
    assert figures() == before
    assert set(stages(*many)) == {"Qualify"}

    browser.post("/c/cronus/changes/redo/")
    assert figures() == done


def test_it_is_not_run_again_without_showing_what_it_does(browser, many):
    press_ok(browser, "advance", choose_all(browser, "advance"))
    job = run_now(the_job())

    assert may_run_again(job) == (jobs.SelectAgain(),)


def test_the_worker_knows_the_way_back(browser, many):
    query = "filter.status=In+Progress"
    page = choose_all(browser, "advance", query)
    press_ok(browser, "advance", page, query)
    job = run_now(the_job())

    page = browser.get(f"/c/cronus/jobs/{job.pk}/").content.decode()

    assert f'href="{AT}?{query}"' in page
