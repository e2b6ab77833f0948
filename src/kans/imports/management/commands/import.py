"""`kans import`: salespeople, contacts, items, customers, opportunities from files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.core.management.base import BaseCommand, CommandError

from kans.foundation.acting.actors import acting_as
from kans.foundation.errors import DomainError
from kans.foundation.journal.notices import take_notices
from kans.imports.fields import KINDS
from kans.imports.loading import read_file
from kans.security.queries import actor_for_command

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from kans.imports.outcomes import Outcomes

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Imports salespeople, contacts, items, customers or opportunities from CSV or "
        "Excel. "
        "Exits with 0 when every row went in, with 1 when rows were refused or "
        "nothing could be done. Running it again doubles nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS), help="what the rows are")
        parser.add_argument("file", type=Path, help="a CSV (UTF-8) or xlsx file")
        parser.add_argument("--company", required=True, help="address of the company")
        parser.add_argument("--mapping", type=Path, help="a TOML file: docs/import.md")
        parser.add_argument("--user", default="", help="e-mail; else the system itself")
        parser.add_argument(
            "--dry-run", action="store_true", help="report only, keep nothing"
        )
        parser.add_argument(
            "--update", action="store_true", help="edit what is known already"
        )
        parser.add_argument(
            "--all-errors", action="store_true", help="list every refused row"
        )

    def handle(
        self,
        *,
        kind: str,
        file: Path,
        mapping: Path | None,
        company: str,
        user: str,
        dry_run: bool,
        update: bool,
        all_errors: bool,
        **_: Any,
    ) -> None:
        try:
            actor = actor_for_command(company, user)
            actor.must_hold("imports.import_opportunities")
            with acting_as(actor):
                reading = read_file(kind, file, mapping)
                with click.progressbar(
                    length=len(reading.rows), label=f"Importing {kind}"
                ) as bar:
                    outcomes = reading.load(
                        dry_run=dry_run, update=update, progress=bar.update
                    )
                self._report(
                    outcomes, dry_run=dry_run, update=update, everything=all_errors
                )
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _report(
        self, outcomes: Outcomes, *, dry_run: bool, update: bool, everything: bool
    ) -> None:
        would = "would be " if dry_run else ""
        updated = f"{outcomes.updated} updated, " if update else ""
        self.stdout.write(
            f"{outcomes.created} {would}created, {updated}"
            f"{outcomes.known} known already, {outcomes.refused} refused."
        )
        self._tell_taken(outcomes, everything=everything)
        for notice in take_notices():
            self.stderr.write(notice)
        for remark in outcomes.remarks if everything else outcomes.remarks[:SHOWN]:
            self.stdout.write(f"line {remark.line}, {remark.field}: {remark.reason}")
        if left_out := 0 if everything else max(0, len(outcomes.remarks) - SHOWN):
            self.stdout.write(f"… and {left_out} more: --all-errors lists them.")
        shown = outcomes.problems if everything else outcomes.problems[:SHOWN]
        for problem in shown:
            about = f", {problem.field}" if problem.field else ""
            self.stderr.write(f"line {problem.line}{about}: {problem.reason}")
        if left_out := len(outcomes.problems) - len(shown):
            self.stderr.write(f"… and {left_out} more: --all-errors lists them.")
        if outcomes.refused:
            message = "Some rows were refused; the others went in."
            raise CommandError(message)

    def _tell_taken(self, outcomes: Outcomes, *, everything: bool) -> None:
        """Which contacts that were there are the customers of rows."""
        shown = outcomes.taken if everything else outcomes.taken[:SHOWN]
        for taken in shown:
            self.stdout.write(f"line {taken.line}: contact {taken.text} is taken.")
        if left_out := len(outcomes.taken) - len(shown):
            self.stdout.write(f"… and {left_out} more: --all-errors lists them.")
