"""kans create-company: a company with its roles and set-up, but without users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from kans.foundation.actions.dry_run import dry, takes_dry_run
from kans.foundation.models import Company
from kans.security.actions.companies import begin_company

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Create a company. Exit code 1: it was refused; 2: the options are wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--slug", required=True, help="how it stands in addresses")
        parser.add_argument("--name", required=True, help="its name")
        parser.add_argument("--currency", default="EUR", help="the local currency")
        parser.add_argument("--time-zone", default="Europe/Amsterdam")
        parser.add_argument("--language", default="nl", choices=["nl", "en"])
        takes_dry_run(parser)

    def handle(self, **options: Any) -> None:
        company = Company(
            slug=options["slug"],
            name=options["name"],
            currency=options["currency"].upper(),
            time_zone=options["time_zone"],
            language=options["language"],
        )
        with dry(self, run=options["dry_run"]):
            begin_company(company)
        if not options["dry_run"]:
            self.stdout.write(f"Company {company.slug} is ready.")
