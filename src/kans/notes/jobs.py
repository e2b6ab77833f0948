"""The worker lets the virus scanner look at files: no page waits for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import who_acts
from kans.foundation.acting.colleagues import directory
from kans.foundation.jobs.kinds import JobKind, job_kind
from kans.foundation.jobs.retrying import wait_after
from kans.foundation.journal.afterwards import after_commit
from kans.foundation.strings import shown
from kans.notes.actions.comments import add_comment
from kans.notes.actions.scans import SCAN
from kans.notes.files.scanning import Verdict, ask_scanner
from kans.notes.files.storage import place_of, remove_file
from kans.notes.models import Attachment, FileScan
from kans.notes.rules.scanning import ScannerRefuses, ScanStatus

if TYPE_CHECKING:
    from kans.foundation.jobs.kinds import EarlyEnd, PointOfNoReturn, Progress
    from kans.foundation.records.records import CompanyRecord


@job_kind
class ScanFile(JobKind):
    """Lets the scanner judge one file, as often as it takes to get an answer."""

    name = SCAN
    lane = "scan"
    caption = _("Scan for Viruses")
    permission = "foundation.add_attachment"
    irrevocable = _("the scanner has said what it found")

    def total(self, arguments: dict[str, Any]) -> int:
        return 1

    def elsewhere(self, arguments: dict[str, Any], point: PointOfNoReturn) -> Any:
        scan = _scan(arguments)
        path = place_of(who_acts().company.pk, UUID(arguments["file"]))
        if scan is None or not scan.is_open or not path.exists():
            return None
        return str(ask_scanner(path, arguments["name"]))

    def step(self, arguments: dict[str, Any], cursor: Any, progress: Progress) -> None:
        scan = _scan(arguments)
        if scan is None or cursor is None:
            return
        match Verdict(cursor):
            case Verdict.CLEAN:
                scan.end(ScanStatus.CLEAN)
                progress.done += 1
            case Verdict.REFUSED:
                scan.end(ScanStatus.REFUSED)
                _keep_out(arguments, progress)
            case Verdict.NONE:
                progress.wait = wait_after(scan.tries)
                scan.try_later(progress.wait)

    def ended_early(self, arguments: dict[str, Any], end: EarlyEnd) -> None:
        scan = _scan(arguments)
        if scan is not None and scan.is_open:
            scan.end(ScanStatus.STOPPED)


def _scan(arguments: dict[str, Any]) -> FileScan | None:
    return FileScan.objects.filter(pk=UUID(arguments["file"])).first()


def _keep_out(arguments: dict[str, Any], progress: Progress) -> None:
    """Remove the file, and tell who attached it where it hangs."""
    refusal = ScannerRefuses(name=shown(arguments["name"]))
    progress.refuse(arguments["name"], refusal)
    file_id = UUID(arguments["file"])
    after_commit(remove_file, who_acts().company.pk, file_id)
    attachment = Attachment.objects.filter(pk=file_id).first()
    record = _record_of(attachment) if attachment else None
    if record is not None:
        text = f"{_name_of(arguments['user'])} {refusal}".strip()
        add_comment(record, text, site=arguments["site"])


def _record_of(attachment: Attachment) -> CompanyRecord | None:
    records: Any = apps.get_model(attachment.record_type)
    record: CompanyRecord | None = records.objects.filter(
        pk=attachment.record_id
    ).first()
    return record


def _name_of(user_id: str) -> str:
    """A mention of that user; nobody, if they have left."""
    colleagues = directory().colleagues()
    found = [each.email for each in colleagues if str(each.id) == user_id]
    return f"@{found[0]}" if found else ""
