"""Leaving files to the virus scanner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from kans.foundation.acting.actors import acting_as, acting_user, who_acts
from kans.foundation.jobs.acting import the_system_in
from kans.foundation.jobs.actions import start_job
from kans.foundation.jobs.kinds import JOB_KINDS
from kans.notes.models import Attachment, FileScan

if TYPE_CHECKING:
    from collections.abc import Iterable

SCAN = "scan_file"  # the job


def have_scanned(attachments: Iterable[Attachment], *, site: str) -> None:
    """Leave new files to the scanner, if there is one; part of attaching them.

    The job is the system's: whoever attached a file may leave, and it is scanned.
    """
    if not settings.SCAN_COMMAND:
        return
    user = acting_user()
    told = {"user": str(user) if user else "", "site": site}
    with acting_as(the_system_in(who_acts().company)):
        for attachment in attachments:
            FileScan(pk=attachment.pk).enter()
            file = {"file": str(attachment.pk), "name": attachment.name}
            start_job(JOB_KINDS[SCAN], file | told, about=attachment.name)
