"""How much the process that reads a file may take."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError


@dataclass(frozen=True)
class Limits:
    """Seconds, megabytes of memory and of rows written, and rows (0: any number)."""

    seconds: int
    memory: int = 512
    written: int = 512
    most_rows: int = 100_000


PAGE = Limits(seconds=10)  # while somebody waits; then the worker begins anew
WORKER = Limits(seconds=540)  # less than a job may be out of reach
COMMAND = Limits(seconds=3600, memory=2048, written=8192, most_rows=0)


class LimitsExceeded(DomainError):
    field = "file"
    message = _(
        "%(file)s takes more memory or time to be read than Kans gives a file. "
        "Save just the table, as CSV."
    )


class TookTooLong(LimitsExceeded):
    """It was not done in the time that it was given."""
