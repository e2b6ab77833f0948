"""`kans prepare`: what has to be done and looked at before Kans is served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kans.site.metrics import begin_anew
from kans.site.own_files import take_back_from_others
from kans.site.static_files import collect_if_changed

if TYPE_CHECKING:
    from typing import Any

    from django.core.management.base import CommandParser


class Command(BaseCommand):
    help = (
        "Sees to it that Kans can be served: refuses a database that is not up to "
        "date, and collects static files that have changed. “kans serve” does this."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")

    def handle(self, *, host: str, **_: Any) -> None:
        if settings.LOCAL_ONLY and host not in {"127.0.0.1", "::1", "localhost"}:
            message = "With KANS_LOCAL_ONLY it listens on 127.0.0.1 only."
            raise CommandError(message)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            message = "The database is not up to date: run “kans migrate” first."
            raise CommandError(message)
        take_back_from_others()
        begin_anew()
        if not settings.DEBUG:
            collect_if_changed()
