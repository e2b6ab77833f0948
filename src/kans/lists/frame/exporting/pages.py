"""The file that a job exported, for who started it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from kans.foundation.acting.actors import acting_user
from kans.foundation.models import Job, JobStatus
from kans.lists.files.files import FORMATS, download
from kans.lists.files.stored import StoredFile
from kans.lists.frame.exporting.asking import list_at
from kans.lists.frame.exporting.job import PERMISSION, ExportList
from kans.web.pages import page

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from kans.web.pages import PageRequest


@page(permission=PERMISSION)
def exported(request: PageRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """Only who started it, and may still see the list, gets the file."""
    mine = Job.objects.filter(
        kind=ExportList.name, user=acting_user(), status=JobStatus.DONE
    )
    job = get_object_or_404(mine, pk=id)
    list_at(job.arguments["path"], job.arguments["query"])
    file = StoredFile.of(job.pk)
    kind = FORMATS[file.format].content_type
    return download(file.content(job.done), file.name, kind)
