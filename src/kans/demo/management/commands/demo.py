"""`kans demo`: a company to look around in, with users to sign in as."""

from __future__ import annotations

import secrets
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import click
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kans.demo.making import make_demo_company
from kans.demo.signing_in import PASSWORD, how_to_sign_in
from kans.demo.tables import LANGUAGES, read_tables
from kans.foundation.actions.dry_run import dry, takes_dry_run
from kans.foundation.models import Company

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Makes a demo company with contacts, opportunities, quotes and orders, and "
        "prints how to sign in. The same seed and date make the same company. "
        "Exit code 1: it was refused; 2: the options are wrong."
    )

    requires_system_checks = ()  # `kans migrate` and `kans serve` make them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", default="nl", choices=LANGUAGES)
        parser.add_argument(
            "--company", default="", help="how it stands in addresses, if not as usual"
        )
        parser.add_argument(
            "--seed", default=1, type=int, help="another number: another company"
        )
        parser.add_argument(
            "--work-date",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="the day its histories lead to, if not today",
        )
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="only when there is no company yet; else just print how to sign in",
        )
        parser.add_argument(
            "--yes", action="store_true", help="also where others work with Kans"
        )
        takes_dry_run(parser)

    def handle(
        self,
        *,
        language: str,
        company: str,
        seed: int,
        work_date: date | None,
        if_empty: bool,
        yes: bool,
        dry_run: bool,
        **_: Any,
    ) -> None:
        own = settings.DEBUG or settings.LOCAL_ONLY
        if not (own or yes):
            message = (
                "Others may work with this installation: neither KANS_LOCAL_ONLY nor "
                "KANS_DEBUG is set. With --yes the demo company and its users are "
                "added all the same."
            )
            raise CommandError(message)
        password = PASSWORD if own else secrets.token_urlsafe(12)
        if not (if_empty and Company.objects.exists()):
            tables = read_tables(language)
            bar_of_making = click.progressbar(
                length=1, label="Making the demo company", file=sys.stderr
            )
            with dry(self, run=dry_run), bar_of_making as bar:

                def show(done: int, of: int) -> None:
                    bar.length = of
                    bar.update(done - bar.pos)

                make_demo_company(
                    tables,
                    slug=company or tables.slug,
                    seed=seed,
                    password=password,
                    on=work_date,
                    progress=show,
                )
        for line in () if dry_run else how_to_sign_in(password):
            self.stdout.write(line)
