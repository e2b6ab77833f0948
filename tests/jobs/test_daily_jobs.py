"""Once a day, the worker forgets by itself what is to be forgotten."""

from __future__ import annotations

from datetime import date

import pytest

from kans.foundation.acting.actors import acting_as
from kans.foundation.jobs import run_now
from kans.foundation.jobs.daily import start_daily_jobs
from kans.foundation.models import ChangedRecord, Job, JobStatus
from kans.security.queries import the_system
from kans.team.actions import delete_salesperson
from tests.builders import a_company, a_salesperson
from tests.jobs.starting import a_hiring

DAILY = [
    "forget_deleted",
    "forget_imports",
    "forget_jobs",
    "forget_keys",
    "forget_sessions",
    "forget_sign_ins",
]


def run_all():
    return [run_now(job) for job in Job.objects.filter(status=JobStatus.QUEUED)]


def kinds():
    return sorted(Job.objects.values_list("kind", flat=True))


def test_every_company_gets_its_own_and_only_once_a_day(ann, clock):
    other = a_company("My Company")

    start_daily_jobs()
    start_daily_jobs()

    assert kinds() == DAILY
    with acting_as(the_system(other)):
        assert kinds() == DAILY
    clock.set(date(2026, 3, 2), 11)
    start_daily_jobs()
    assert kinds() == sorted(DAILY * 2)


def test_texts_of_what_was_deleted_long_ago_go(ann, clock):
    delete_salesperson(a_salesperson("JO", "Johanna"))
    clock.set(date(2026, 4, 2))
    start_daily_jobs()

    jobs = run_all()

    assert {job.status for job in jobs} == {JobStatus.DONE}
    gone = ChangedRecord.objects.get(kind="D")
    assert (gone.record_text, gone.before["name"]) == ("", "")


@pytest.mark.parametrize(
    "day, kept", [(date(2026, 5, 29), True), (date(2026, 5, 31), False)]
)
def test_a_job_is_forgotten_after_ninety_days(ann, clock, day, kept):
    job = run_now(a_hiring())
    clock.set(day, 11)
    start_daily_jobs()

    run_all()

    assert Job.objects.filter(pk=job.pk).exists() == kept


def test_one_that_has_not_ended_is_never_forgotten(ann, clock):
    job = a_hiring()
    clock.set(date(2027, 3, 1))
    start_daily_jobs()

    for daily in Job.objects.filter(kind__in=DAILY):
        run_now(daily)

    assert Job.objects.filter(pk=job.pk).exists()


def test_of_the_daily_ones_only_the_last_are_kept(ann, clock):
    for day in (1, 2, 3):
        clock.set(date(2026, 3, day), 11 + day)
        start_daily_jobs()
        run_all()

    assert kinds() == DAILY
