"""Which files are handed out, where a virus scanner looks at them first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from kans.notes.models import FileScan


class ScanStatus(TextChoices):
    """Whether a file may be handed out."""

    WAITING = "WAITING", _("Being Scanned for Viruses")
    CLEAN = "CLEAN", _("Clean")
    REFUSED = "REFUSED", _("Refused by the Virus Scanner")
    STOPPED = "STOPPED", _("Not Scanned")


class FileIsScanned(DomainError):
    status = 409
    message = _(
        "%(name)s is still being scanned for viruses. It can be downloaded once the "
        "scanner has found nothing."
    )


class FileNotScanned(DomainError):
    status = 409
    message = _(
        "%(name)s was not scanned for viruses, because the scan was canceled or "
        "failed. Delete it and attach it again, or ask an administrator to run the "
        "scan again under Jobs."
    )


class ScannerRefuses(DomainError):
    status = 410
    message = _(
        "The virus scanner refuses %(name)s, so the file was removed. "
        "Do not open your own copy, and ask an administrator what was found."
    )


REFUSALS: dict[str, type[DomainError]] = {
    ScanStatus.WAITING: FileIsScanned,
    ScanStatus.REFUSED: ScannerRefuses,
    ScanStatus.STOPPED: FileNotScanned,
}


def may_be_handed_out(name: str, scan: FileScan | None) -> tuple[DomainError, ...]:
    """What stands in the way; nothing where no scanner was set."""
    refusal = REFUSALS.get(scan.status) if scan else None
    return (refusal(name=name),) if refusal else ()
