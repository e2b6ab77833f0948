"""`kans serve`, as the list of commands knows it; the command line runs it directly."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from kans.site.serving import HELP, add_arguments, serve

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser)

    def handle(
        self, *, host: str, port: int, workers: int, no_jobs: bool, say: str, **_: Any
    ) -> None:
        sys.exit(serve(host, port, workers, no_jobs, say))
