"""Jobs: what takes long is done in the worker, chunk by chunk, and can be watched."""

from kans.foundation.jobs.acting import provide_actors
from kans.foundation.jobs.actions import cancel_job, run_again, start_job
from kans.foundation.jobs.kinds import JobKind, Progress, Result, job_kind
from kans.foundation.jobs.worker import run_now

__all__ = [
    "JobKind",
    "Progress",
    "Result",
    "cancel_job",
    "job_kind",
    "provide_actors",
    "run_again",
    "run_now",
    "start_job",
]
