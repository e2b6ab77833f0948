"""`kans delete-opportunities`: closed opportunities that pass some filters go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from django.core.management.base import BaseCommand, CommandError

from kans.foundation.acting.actors import acting_as
from kans.foundation.acting.clock import now
from kans.foundation.errors import refuse_if_any
from kans.foundation.jobs import run_now
from kans.foundation.models import JobStatus
from kans.foundation.text import formats
from kans.opportunities.jobs import DeleteOpportunities, start_deletion
from kans.opportunities.queries.deletion import CHOSEN_BY, deletion, to_be_deleted
from kans.security.queries import actor_for_command

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.core.management.base import CommandParser

    from kans.foundation.models import Job


class Command(BaseCommand):
    help = (
        "Deletes closed opportunities that pass every filter, with their entries and "
        "comments, after saying how many; filters are written as in a list. Exits "
        "with 0 when all of them went. Running it again deletes what is left."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--company", required=True, help="address of the company")
        parser.add_argument("--user", default="", help="e-mail; else the system itself")
        for name, column in CHOSEN_BY.items():
            option = f"--{name.replace('_', '-')}"
            parser.add_argument(option, default="", help=f"filter: {column.caption}")
        parser.add_argument(
            "--count", type=int, help="how many they must be; otherwise it asks"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would go, delete nothing"
        )

    def handle(
        self,
        *,
        company: str,
        user: str,
        count: int | None,
        dry_run: bool,
        **options: Any,
    ) -> None:
        filters = {name: options[name] for name in CHOSEN_BY if options[name]}
        actor = actor_for_command(company, user)
        actor.must_hold(DeleteOpportunities.permission)
        with acting_as(actor):
            known_at = now()
            going = self._say(filters, known_at)
            if dry_run or not going:
                return
            self._confirm(going, count)
            about = "; ".join(f"{name}: {text}" for name, text in filters.items())
            job = start_deletion(filters, known_at=known_at, count=going, about=about)
            self._run(job, going)

    def _say(self, filters: Mapping[str, str], known_at: datetime) -> int:
        refuse_if_any(to_be_deleted(filters).errors.values())
        going = deletion(filters, known_at=known_at)
        value = formats.money(going.estimated_value, currency=True)
        self.stdout.write(
            f"{going.count} closed opportunities, estimated at {value}, pass."
        )
        return going.count

    def _confirm(self, going: int, count: int | None) -> None:
        if count is None:
            count = click.prompt(f"Type {going} to delete them", type=int, err=True)
        if count != going:
            message = f"Nothing is deleted: {going} would go, not {count}."
            raise CommandError(message)

    def _run(self, job: Job, going: int) -> None:
        with click.progressbar(length=going, label="Deleting") as bar:
            job = run_now(job, seen=lambda seen: bar.update(seen.done - bar.pos))
        self.stdout.write(f"{job.done} deleted.")
        if job.status != JobStatus.DONE or job.done != going:
            message = job.error or f"{going - job.done} were changed meanwhile; stay."
            raise CommandError(message)
