"""Whatever happens to a worker, no row is done twice, none is lost, nobody held up."""

from __future__ import annotations

import os
import random
import signal
import time

import pytest
from django.utils.timezone import now

from kans.foundation.mail import Letter, post
from kans.foundation.models import Change, ChangedRecord, Job, JobStatus, MailKind
from tests.builders import an_attachment
from tests.effort import effort
from tests.jobs.kinds import a_file, never
from tests.jobs.starting import a_hiring, codes, hired
from tests.jobs.worker import a_worker

pytestmark = pytest.mark.django_db(transaction=True)

KILLED = effort(4, long=20)
ROWS = effort(300, long=1500)
PATIENCE = 60  # seconds: as long as a job may wait for the next worker


def wait_until(job, what):
    """Look at the job until that is so."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        job.refresh_from_db()
        if what(job):
            return job
        time.sleep(0.01)
    raise AssertionError(vars(job))


def taken_up_by(worker):
    return lambda job: job.lease_holder.endswith(f"/{worker.pid}")


def ended(job):
    return job.ended


def test_killed_time_and_again_at_any_moment_every_row_is_done_once(ann):
    chance = random.Random(3)
    job = a_hiring(ROWS, seconds=0.02)

    for time_killed in range(KILLED):
        before = job.done
        with a_worker() as worker:
            wait_until(job, taken_up_by(worker))
            if time_killed % 3 == 2:  # three in vain, and the job would be given up
                wait_until(job, lambda job, before=before: job.done > before)
            time.sleep(chance.uniform(0, 0.5))
            os.kill(worker.pid, signal.SIGKILL)
            worker.join()
        job.refresh_from_db()
        assert (job.ended, job.error) == (False, "")
        assert len(hired()) == job.done
    with a_worker():
        wait_until(job, ended)

    assert (job.status, job.done) == (JobStatus.DONE, ROWS)
    assert hired() == codes(ROWS)
    records = ChangedRecord.objects.filter(change__batch=job.pk)
    assert records.count() == ROWS
    assert Change.objects.filter(batch=job.pk).count() == ROWS // 5


@pytest.mark.long
def test_what_a_killed_worker_held_is_taken_up_by_one_elsewhere_in_time(ann):
    job = a_hiring(50, seconds=0.1)
    with a_worker():
        wait_until(job, lambda job: job.done)
    type(job).objects.update(lease_holder="elsewhere/1")

    with a_worker():
        began = time.monotonic()
        wait_until(job, ended)

    assert 5 < time.monotonic() - began < PATIENCE
    assert (job.status, hired()) == (JobStatus.DONE, codes(50))


@pytest.mark.long
def test_a_chunk_that_kills_its_worker_is_given_up_after_three_times(ann):
    job = a_hiring(20, dies_at=5)

    for _ in range(3):
        with a_worker() as worker:
            worker.join(PATIENCE)
            assert worker.exitcode == 9
    with a_worker():
        wait_until(job, ended)

    assert (job.status, job.done) == (JobStatus.FAILED, 5)
    assert hired() == codes(5)


def test_told_to_stop_it_finishes_the_chunk_and_leaves_the_rest(ann):
    job = a_hiring(100, seconds=0.2)

    with a_worker() as worker:
        wait_until(job, lambda job: job.done)
        os.kill(worker.pid, signal.SIGTERM)
        worker.join(PATIENCE)
        assert worker.exitcode == 0

    job.refresh_from_db()
    assert (job.status, job.lease_token) == (JobStatus.QUEUED, None)
    assert 0 < job.done < 100
    assert hired() == codes(job.done)


def test_two_workers_share_the_jobs_and_never_a_chunk(ann):
    jobs = [a_hiring(60, prefix=prefix, seconds=0.01) for prefix in "ABCD"]

    with a_worker(), a_worker():
        for job in jobs:
            wait_until(job, ended)

    assert [job.status for job in jobs] == [JobStatus.DONE] * 4
    assert hired() == sorted(code for p in "ABCD" for code in codes(60, p))


@pytest.mark.parametrize("asked", ["a mail server", "a virus scanner"])
def test_who_is_silent_holds_up_no_other_job(ann, settings, tmp_path, asked):
    if asked == "a mail server":
        post(Letter("ann@cronus.example", "A link", "…"), MailKind.INVITATION)
    else:
        settings.FILES_DIR, settings.SCAN_COMMAND = tmp_path, ["scan"]
        an_attachment()
    waiting = Job.objects.get()
    silent = {
        "kans.foundation.mail.outbox.hand_over": never,
        "kans.notes.jobs.ask_scanner": never,
        "kans.notes.jobs.place_of": a_file,
    }

    with a_worker(**silent):
        wait_until(waiting, lambda job: job.attempts)
        for prefix in "AB":  # before the second it looks whose worker has died
            hiring = a_hiring(5, prefix=prefix)
            wait_until(hiring, ended)
            time.sleep(0.6)
        waiting.refresh_from_db()

    assert (waiting.status, waiting.attempts) == (JobStatus.RUNNING, 1)
    assert waiting.due_at > now()
