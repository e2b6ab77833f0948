"""`kans export`: a list of a company as a file of Excel or CSV."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from kans.foundation.acting.actors import acting_as
from kans.foundation.errors import DomainError
from kans.lists.files.files import EXCEL, FORMATS
from kans.lists.frame.exporting.asking import list_at
from kans.lists.frame.exporting.export import (
    ListExport,
    chosen_columns,
    must_be_understood,
)
from kans.security.queries import actor_for_command
from kans.site.umask import give_to_who_asked
from kans.web.chrome import home_of

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

ALL = "all"


class Command(BaseCommand):
    help = (
        "Exports a list: exactly the rows that its page shows with these filters, all "
        "of them. LIST is what stands in the address behind the company, such as "
        "opportunities, contacts, salespeople or contacts/CT0001/persons."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("list", help="the list: opportunities, contacts, …")
        parser.add_argument("--company", required=True, help="address of the company")
        parser.add_argument("--user", default="", help="e-mail; else the system itself")
        parser.add_argument(
            "--filter",
            action="append",
            default=[],
            metavar="COLUMN=FILTER",
            help="as in the address of the list: status=Won, estimated_value=>1000",
        )
        parser.add_argument("--search", default="", help="what is searched for")
        parser.add_argument("--sort", default="", help="a column; -column: downwards")
        parser.add_argument(
            "--columns", default="", help="names with commas, or all; else those shown"
        )
        parser.add_argument("--format", choices=sorted(FORMATS), default=EXCEL)
        parser.add_argument("--language", choices=dict(settings.LANGUAGES), default="")
        parser.add_argument("--output", type=Path, help="a file; else its own name")

    def handle(self, *, company: str, user: str, language: str, **given: Any) -> None:
        try:
            actor = actor_for_command(company, user)
            with (
                acting_as(actor),
                translation.override(language or actor.company.language),
            ):
                self._export(home_of(actor.company), **given)
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _export(self, home: str, **given: Any) -> None:
        page = list_at(f"{home}{given['list'].strip('/')}/", _query(given))
        must_be_understood(page)
        every = given["columns"] == ALL
        names = page.frame.bound if every else given["columns"].split(",")
        columns = chosen_columns(page, [name for name in names if name])
        export = ListExport(page, columns, given["format"])
        path = given["output"] or Path(export.name)
        is_new = not path.exists()
        with path.open("wb") as file:
            count = export.write(file)
        if is_new:
            give_to_who_asked(path)
        self.stdout.write(f"{count} rows written to {path}.")


def _query(given: dict[str, Any]) -> str:
    pairs = [("search", given["search"]), ("sort", given["sort"])]
    for each in given["filter"]:
        column, sign, expression = each.partition("=")
        if not sign:
            message = f"--filter {each}: write COLUMN=FILTER, such as status=Won."
            raise CommandError(message)
        pairs.append((f"filter.{column}", expression))
    return urlencode([pair for pair in pairs if pair[1]])
