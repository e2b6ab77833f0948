"""What the tests of jobs share: a job that hires salespeople, and looking at it."""

from __future__ import annotations

from kans.foundation.jobs import start_job
from kans.foundation.jobs.running import advance, take_next
from kans.team.models import Salesperson
from tests.jobs.kinds import HireSalespeople


def a_hiring(rows=12, about="Spring", **arguments):
    """A job that hires S0, S1, …, and waits for a worker."""
    return start_job(HireSalespeople, {"rows": rows, **arguments}, about=about)


def one_turn(job):
    """Let a worker take the job up and do one chunk."""
    taken = take_next(job.pk)
    advance(taken)  # counts what there is to do
    advance(taken)
    return taken


def after(job):
    job.refresh_from_db()
    return job


def hired():
    return sorted(Salesperson.objects.values_list("code", flat=True))


def codes(rows, prefix="S"):
    return sorted(f"{prefix}{n}" for n in range(rows))
