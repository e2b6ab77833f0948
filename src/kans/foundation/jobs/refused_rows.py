"""The refused rows of a job as a CSV file, for Excel and others."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from kans.foundation.models import Job

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"  # Excel reads UTF-8 by it


def refused_rows_as_csv(job: Job) -> str:
    """Line, row and reason of each."""
    file = StringIO()
    file.write(BYTE_ORDER_MARK)
    writer = csv.writer(file)
    writer.writerow([_("Line"), _("Row"), _("Reason")])
    for row in job.result.get("rows", []):
        line = "" if row["line"] is None else row["line"]
        writer.writerow([line, _harmless(row["text"]), _harmless(row["reason"])])
    return file.getvalue()


def _harmless(text: str) -> str:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text
