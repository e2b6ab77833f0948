"""The company, its journal, jobs and mail, and the keys of forms that were sent."""

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
