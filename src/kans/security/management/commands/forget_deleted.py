"""kans forget-deleted: texts of what was deleted long ago leave the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kans.foundation.acting.actors import acting_as
from kans.foundation.actions.dry_run import dry, takes_dry_run
from kans.foundation.models import Company
from kans.security.queries import the_system
from kans.undo.retention import forget_deleted

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Take the texts of what was deleted longer ago than KANS_DELETED_KEPT_DAYS "
        "(30) out of the journal of every company; figures stay. Run it every day."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days",
            type=int,
            default=settings.DELETED_KEPT_DAYS,
            help="how long what was deleted is kept whole",
        )
        takes_dry_run(parser)

    def handle(self, *, days: int, dry_run: bool, **_options: Any) -> None:
        if days < 0:
            message = "--days must be 0 or more."
            raise CommandError(message)
        for company in Company.objects.order_by("slug"):
            with acting_as(the_system(company)), dry(self, run=dry_run):
                count = forget_deleted(kept_days=days)
            would = "would be forgotten" if dry_run else "forgotten"
            self.stdout.write(f"{company.slug}: {count} {would}.")
