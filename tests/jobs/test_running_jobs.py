"""What takes long is left to the worker, which does it chunk by chunk."""

from __future__ import annotations

import pytest
from django.utils import translation

from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.acting.permissions import Level
from kans.foundation.jobs import cancel_job, run_again, run_now
from kans.foundation.jobs.actions import JobEnded, StillUnderWay
from kans.foundation.jobs.running import run, take_next
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Change, Job, JobStatus
from kans.security.models import Membership
from tests.builders import a_role, ann_without
from tests.jobs.kinds import CHUNK
from tests.jobs.starting import a_hiring, after, codes, hired, one_turn


def test_a_job_waits_until_a_worker_takes_it_up(ann):
    job = a_hiring()

    assert (job.status, job.actor_name, job.language) == ("QUEUED", "Ann", "en")
    assert hired() == []


def test_it_is_done_chunk_by_chunk_to_its_end(ann):
    seen = []

    job = run_now(a_hiring(), seen=lambda job: seen.append((job.done, job.status)))

    assert (job.status, job.total, job.done, job.refused) == ("DONE", 12, 12, 0)
    assert job.result["counts"] == {"hired": 12}
    assert hired() == codes(12)
    assert sorted({done for done, _ in seen}) == [0, 5, 10, 12]
    assert job.ended_at
    assert job.due_at is None


def test_every_chunk_is_a_change_of_one_batch_by_who_started_it(ann, ann_the_user):
    job = run_now(a_hiring())

    changes = Change.objects.filter(batch=job.pk)
    assert [change.records.count() for change in changes.order_by("id")] == [5, 5, 2]
    assert {(c.verb, c.actor_name) for c in changes} == {("test_hire", "Ann")}
    assert {c.user_id for c in changes} == {ann_the_user.pk}


def test_refused_rows_are_reported_and_the_others_go_in(ann):
    job = run_now(a_hiring(nameless=[3, 7]))

    assert (job.status, job.done, job.refused) == ("DONE", 12, 2)
    assert [row["text"] for row in job.result["rows"]] == ["S3", "S7"]
    assert [row["line"] for row in job.result["rows"]] == [3, 7]
    assert job.result["reasons"] == {
        "CodeMissing": {"number": 2, "reason": "Enter a code."}
    }
    assert len(hired()) == 10


def test_the_oldest_job_is_taken_up_first(ann):
    first, second = a_hiring(), a_hiring()

    assert take_next() == first
    assert take_next() == second
    assert take_next() is None


def test_a_job_that_somebody_holds_is_left_alone_until_the_lease_runs_out(ann, clock):
    job = a_hiring()
    one_turn(job)

    clock.set(clock.moment.date(), 10, 0)
    assert take_next() is None

    clock.set(clock.moment.date(), 10, 1)
    assert take_next() == job


def test_who_lost_the_lease_does_nothing_more(ann, clock):
    job = a_hiring()
    slow = one_turn(job)
    clock.set(clock.moment.date(), 10, 1)
    take_next()

    run(slow, until=lambda: False, between=lambda: None)

    assert after(job).status == JobStatus.RUNNING
    assert hired() == codes(CHUNK)


def test_it_stops_between_chunks_when_it_is_canceled(ann):
    job = a_hiring()
    taken = one_turn(job)

    cancel_job(job)
    run(taken, until=lambda: False, between=lambda: None)

    assert (after(job).status, job.done) == (JobStatus.CANCELED, CHUNK)
    assert hired() == codes(CHUNK)


def test_one_that_waits_is_canceled_at_once(ann):
    job = a_hiring()

    cancel_job(job)

    assert after(job).status == JobStatus.CANCELED
    assert take_next() is None
    with pytest.raises(JobEnded):
        cancel_job(job)


def test_a_defect_ends_the_job_with_a_reference_and_leaves_no_half_chunk(ann, caplog):
    job = run_now(a_hiring(breaks_at=CHUNK))

    assert (job.status, job.done, job.error) == (JobStatus.FAILED, CHUNK, "")
    assert job.reference in caplog.text
    assert hired() == codes(CHUNK)


def test_who_may_not_do_it_cannot_start_it(ann):
    with (
        acting_as(ann_without("team.create_salesperson")),
        pytest.raises(NotPermitted),
    ):
        a_hiring()

    assert not Job.objects.exists()


def test_who_may_no_longer_do_it_gets_no_further(ann):
    job = a_hiring()
    taken = one_turn(job)

    with open_change("test"):
        Membership.objects.update(role=a_role("READER", level=Level.READER))
    run(taken, until=lambda: False, between=lambda: None)

    assert (after(job).status, job.done) == (JobStatus.FAILED, CHUNK)
    assert job.error == (
        "Ann may no longer do this, so the job stopped. What was done stays done; "
        "somebody who has the permission can start the rest."
    )
    assert hired() == codes(CHUNK)


def test_who_may_no_longer_sign_in_gets_nothing_done(ann, ann_the_user):
    job = a_hiring()
    ann_the_user.is_active = False
    ann_the_user.save()

    run_now(job)

    assert (after(job).status, job.done) == (JobStatus.FAILED, 0)
    assert hired() == []


def test_it_works_in_the_language_of_who_started_it(ann):
    with translation.override("nl"):
        job = a_hiring(nameless=[0])

    run_now(job)

    assert [row["reason"] for row in after(job).result["rows"]] == ["Vul een code in."]


def test_it_is_run_again_as_a_new_job(ann):
    job = a_hiring()
    with pytest.raises(StillUnderWay):
        run_again(job)
    run_now(job)

    again = run_now(run_again(after(job)))

    assert again != job
    assert (again.about, again.done, again.refused) == ("Spring", 12, 12)


def test_after_three_attempts_without_progress_it_is_given_up(ann, clock):
    job = a_hiring()
    for minute in (1, 2, 3):
        assert take_next(job.pk)
        clock.set(clock.moment.date(), 10, minute)

    assert take_next() is None

    assert after(job).status == JobStatus.FAILED
    assert job.error == (
        "The worker stopped several times without getting any further. "
        "Tell an administrator: the log says why."
    )
