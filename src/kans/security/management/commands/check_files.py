"""kans check-files: whether every attachment has its file, and every file its row."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from kans.foundation.acting.actors import acting_as
from kans.foundation.models import Company
from kans.notes.files.checking import check_files, of_no_company
from kans.security.queries import the_system

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from pathlib import Path


class Command(BaseCommand):
    help = (
        "Compare the attachments of every company with the files on the disk. Says "
        "which files are missing or damaged, and exits with 1 if any is; and which "
        "belong to nothing: what a crash or a refused upload left behind."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--contents",
            action="store_true",
            help="also read every file and compare its checksum",
        )
        parser.add_argument(
            "--remove-orphans",
            action="store_true",
            help="remove the files that belong to nothing",
        )

        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="say what --remove-orphans would remove, remove nothing",
        )

    def handle(
        self, *, contents: bool, remove_orphans: bool, dry_run: bool, **_options: Any
    ) -> None:
        remove = remove_orphans and not dry_run
        now, wrong = time.time(), 0
        for company in Company.objects.order_by("slug"):
            with acting_as(the_system(company)):
                found = check_files(at=now, contents=contents)
            self.stdout.write(f"{company.slug}: {found.sound} files are there.")
            self._say(f"{company.slug}: missing", found.missing)
            self._say(f"{company.slug}: damaged", found.damaged)
            self._orphans(found.orphaned, remove=remove)
            wrong += len(found.missing) + len(found.damaged)
        self._orphans(of_no_company(now), remove=remove)
        if wrong:
            message = f"{wrong} files are missing or damaged: restore them."
            raise CommandError(message)

    def _say(self, what: str, names: tuple[str, ...]) -> None:
        for name in names:
            self.stdout.write(f"{what} {name}")

    def _orphans(self, paths: tuple[Path, ...] | list[Path], *, remove: bool) -> None:
        for path in paths:
            self.stdout.write(f"{'removed' if remove else 'orphaned'} {path}")
            if remove:
                path.unlink(missing_ok=True)
