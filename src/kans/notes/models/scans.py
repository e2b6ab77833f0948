"""What the virus scanner says of a file; `foundation.scans` asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.clock import now
from kans.foundation.records.records import CompanyManager, CompanyRow
from kans.notes.rules.scanning import ScanStatus

if TYPE_CHECKING:
    from datetime import timedelta


class FileScan(CompanyRow):
    """Of a file, by the id of its attachment, while a scanner is set.

    No business record: an attachment that is undone, deleted or brought back meanwhile
    finds it as it is.
    """

    status = models.CharField(
        _("Status"),
        max_length=10,
        choices=ScanStatus,
        default=ScanStatus.WAITING,
        help_text=_("Whether the file may be handed out."),
    )
    tries = models.PositiveSmallIntegerField(default=0)  # without an answer
    retry_at = models.DateTimeField(
        _("Next Attempt At"),
        null=True,
        help_text=_("When the scanner, which gave no answer, is asked again."),
    )

    objects: ClassVar[CompanyManager[Self]] = CompanyManager()

    class Meta(CompanyRow.Meta):
        app_label = "foundation"
        verbose_name = _("Virus Scan")
        verbose_name_plural = _("Virus Scans")
        default_manager_name = "objects"

    def __str__(self) -> str:
        return str(self.get_status_display())

    @property
    def is_open(self) -> bool:
        """Whether the scanner is still to be asked, or is asked anew."""
        return self.status in {ScanStatus.WAITING, ScanStatus.STOPPED}

    def enter(self) -> None:
        """Become a file that waits for the scanner."""
        self.stamp()
        self.save(force_insert=True)

    def try_later(self, wait: timedelta) -> None:
        self.tries, self.retry_at = self.tries + 1, now() + wait
        self._become(ScanStatus.WAITING)

    def end(self, status: ScanStatus) -> None:
        self.retry_at = None
        self._become(status)

    def _become(self, status: ScanStatus) -> None:
        self.status = status
        self.save(update_fields=["status", "tries", "retry_at"])
