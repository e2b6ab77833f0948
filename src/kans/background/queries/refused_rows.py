"""The refused rows of a job as a CSV file, for Excel and others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kans.lists.files.delimited import DelimitedFile
from kans.lists.files.tables import Head, Look, Table

if TYPE_CHECKING:
    from kans.foundation.models import Job
    from kans.lists.files.tables import Row


def refused_rows_as_csv(job: Job) -> bytes:
    """Line, row and reason of each."""
    heads = (Head(_("Line"), Look.NUMBER), Head(_("Row")), Head(_("Reason")))
    file = DelimitedFile(Table(_("Refused Rows"), heads, get_language() or "en"))
    rows: list[Row] = [
        (row["line"], row["text"], row["reason"]) for row in job.result.get("rows", [])
    ]
    written = file.written(rows, before=0).encode()
    return b"".join(file.file([written], count=len(rows)))
