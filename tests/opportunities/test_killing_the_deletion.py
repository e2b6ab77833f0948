"""Whatever happens to the worker, Delete Opportunities loses and doubles nothing."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter

import pytest
from django.db import models
from uuid6 import uuid7

from kans.foundation.acting import clock
from kans.foundation.models import ChangedRecord, Job, JobStatus
from kans.opportunities.jobs import start_deletion
from kans.opportunities.models import Opportunity, OpportunityEntry
from tests.builders import an_opportunity
from tests.jobs.test_killing_the_worker import taken_up_by, wait_until
from tests.jobs.worker import a_worker
from tests.opportunities.common import lost

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

ROWS, CHUNK, KILLED = 4000, 40, 20


@pytest.fixture
def many(ann):
    """Closed opportunities, alike but for their numbers, and one that is not closed."""
    model = an_opportunity(standing_on="Qualify")
    lost(model)
    model.refresh_from_db()
    entries = list(model.entries.order_by("number"))
    copied(model, [{"number": f"D{n:05}"} for n in range(1, ROWS)])
    others = Opportunity.objects.exclude(pk=model.pk).values_list("pk", flat=True)
    for entry in entries:
        copied(entry, [{"opportunity_id": other} for other in others])
    an_opportunity(number="KEPT", standing_on="Qualify")
    return {
        "opportunities.opportunity": ROWS,
        "opportunities.opportunityentry": ROWS * len(entries),
    }


def copied(row, differing):
    """Insert copies of a row, each with some other values, without a journal."""
    kind = type(row)
    columns = [f.attname for f in kind._meta.concrete_fields if not f.generated]
    same = {name: getattr(row, name) for name in columns}
    rows = (kind(**{**same, "id": uuid7(), **values}) for values in differing)
    models.QuerySet(kind).bulk_create(rows, batch_size=500)


def small_steps():
    return a_worker(**{"kans.opportunities.jobs.CHUNK": CHUNK})


def test_killed_twenty_times_at_any_moment_each_is_deleted_once(many):
    chance = random.Random(11)
    job = start_deletion({}, known_at=clock.now(), count=ROWS, about="")

    for number in range(KILLED):
        before = job.done
        with small_steps() as worker:
            wait_until(job, taken_up_by(worker))
            if number % 2:  # a job that never gets any further is given up
                wait_until(job, lambda job, before=before: job.done > before)
            time.sleep(chance.uniform(0, 0.2))
            os.kill(worker.pid, signal.SIGKILL)
            worker.join()
        job.refresh_from_db()
        assert (job.ended, job.error) == (False, "")
        assert Opportunity.objects.filter(closed=True).count() == ROWS - job.done
    with small_steps():
        while not job.ended:
            before = job.done
            wait_until(job, lambda job, before=before: job.ended or job.done > before)

    assert (job.status, job.done, job.error) == (JobStatus.DONE, ROWS, "")
    assert job.result["counts"] == {"deleted": ROWS}
    assert Opportunity.objects.get().number == "KEPT"
    assert set(OpportunityEntry.objects.values_list("opportunity__number")) == {
        ("KEPT",)
    }
    told = ChangedRecord.objects.filter(change__batch=job.pk, kind="D")
    rows = list(told.values_list("record_type", "record_id"))
    assert Counter(kind for kind, _id in rows) == many
    assert len(set(rows)) == len(rows)
    assert Job.objects.count() == 1
