"""The company, its journal, number series and jobs, views, what hangs on records."""

from kans.foundation.models.companies import Company
from kans.foundation.models.heartbeats import WorkerHeartbeat
from kans.foundation.models.history import Change, ChangedRecord
from kans.foundation.models.idempotency import IdempotencyKey
from kans.foundation.models.jobs import Job, JobStatus, NoLongerOurs
from kans.foundation.models.mail import MailKind, MailMessage, MailStatus

__all__ = [
    "Change",
    "ChangedRecord",
    "Company",
    "IdempotencyKey",
    "Job",
    "JobStatus",
    "MailKind",
    "MailMessage",
    "MailStatus",
    "NoLongerOurs",
    "WorkerHeartbeat",
]
