"""Whatever happens to the worker, an import loses no row and doubles none."""

from __future__ import annotations

import os
import random
import signal
import time
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kans.foundation.models import ChangedRecord, Job, JobStatus
from kans.imports import index, staging
from kans.imports.actions import runs, working
from kans.imports.models import ImportRun, RunStatus
from kans.imports.rules.choices import MappingChoices
from kans.opportunities.models import Opportunity
from tests.builders import (
    a_contact,
    a_marketing_setup,
    a_number_series,
    a_sales_cycle,
    a_salesperson,
    a_stage,
)
from tests.jobs.test_killing_the_worker import taken_up_by, wait_until
from tests.jobs.worker import a_worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

ROWS, KILLED = 12_000, 20
FIELDS = ("description", "contact", "stage", "estimated_value", "sales_cycle")


@pytest.fixture
def run(ann):
    """A checked file whose rows nothing tells apart but their descriptions."""
    a_marketing_setup(opportunity_numbers=a_number_series("OPP", "OP00001"))
    a_contact("Contoso", salesperson=a_salesperson("JO"))
    a_sales_cycle(a_stage("Qualify", chances_of_success=Decimal(50)), code="FIRM")
    lines = [",".join(FIELDS)]
    lines += [f"D{n},Contoso,Qualify,{n + 1},FIRM" for n in range(ROWS - 1)]
    lines.append("No contact,,Qualify,1,FIRM")
    file = SimpleUploadedFile("rows.csv", "\n".join(lines).encode())
    run = runs.upload_import(staging.receive(file), kind="opportunities")
    choices = MappingChoices(tuple((name, name) for name in FIELDS))
    run = runs.map_import(run, choices)
    index.write_index(run, "checked")
    ImportRun.objects.update(status=RunStatus.CHECKED, created=1, index_name="checked")
    run.refresh_from_db()
    yield run
    staging.remove(run.pk)


def test_killed_twenty_times_at_any_moment_every_row_is_in_once(run):
    chance = random.Random(7)
    job = working.apply_import(run)

    for number in range(KILLED):
        before = job.done
        with a_worker() as worker:
            wait_until(job, taken_up_by(worker))
            if number % 2:  # a job that never gets any further is given up
                wait_until(job, lambda job, before=before: job.done > before)
            time.sleep(chance.uniform(0, 0.3))
            os.kill(worker.pid, signal.SIGKILL)
            worker.join()
        job.refresh_from_db()
        assert not job.ended
        assert Opportunity.objects.count() == job.done - job.refused
    with a_worker():
        while not job.ended:
            before = job.done
            wait_until(job, lambda job, before=before: job.ended or job.done > before)

    run.refresh_from_db()
    assert (job.status, job.done, job.refused) == (JobStatus.DONE, ROWS, 1)
    assert (run.status, run.created, run.refused) == (RunStatus.DONE, ROWS - 1, 1)
    descriptions = Opportunity.objects.values_list("description", flat=True)
    assert sorted(descriptions) == sorted(f"D{n}" for n in range(ROWS - 1))
    made = ChangedRecord.objects.filter(
        change__batch=run.pk, record_type="opportunities.opportunity"
    )
    assert made.count() == ROWS - 1
    assert Job.objects.count() == 1
