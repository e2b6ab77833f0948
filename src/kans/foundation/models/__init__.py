"""The company, its journal, number series and jobs, views, what hangs on records."""

from kans.foundation.models.attachments import Attachment
from kans.foundation.models.comments import Comment, Mention
from kans.foundation.models.companies import Company
from kans.foundation.models.heartbeats import WorkerHeartbeat
from kans.foundation.models.history import Change, ChangedRecord
from kans.foundation.models.idempotency import IdempotencyKey
from kans.foundation.models.jobs import Job, JobStatus, NoLongerOurs
from kans.foundation.models.kept import Kept, TooManyPinned
from kans.foundation.models.lists import ListSettings, ListView
from kans.foundation.models.mail import MailKind, MailMessage, MailStatus
from kans.foundation.models.numbering import (
    AutomaticNumberRefused,
    ManualNumberRefused,
    NoNumbersOnDate,
    NumberOutOfDateOrder,
    NumberSeries,
    NumberSeriesLine,
    NumbersExhausted,
    NumberTaken,
    SetupMissing,
    may_be_typed,
)
from kans.foundation.models.scans import FileScan

__all__ = [
    "Attachment",
    "AutomaticNumberRefused",
    "Change",
    "ChangedRecord",
    "Comment",
    "Company",
    "FileScan",
    "IdempotencyKey",
    "Job",
    "JobStatus",
    "Kept",
    "ListSettings",
    "ListView",
    "MailKind",
    "MailMessage",
    "MailStatus",
    "ManualNumberRefused",
    "Mention",
    "NoLongerOurs",
    "NoNumbersOnDate",
    "NumberOutOfDateOrder",
    "NumberSeries",
    "NumberSeriesLine",
    "NumberTaken",
    "NumbersExhausted",
    "SetupMissing",
    "TooManyPinned",
    "WorkerHeartbeat",
    "may_be_typed",
]
