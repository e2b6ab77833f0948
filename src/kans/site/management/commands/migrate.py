"""`kans migrate`: Django's, by one process at a time."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from kans.site.migrating import alone


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        if options["plan"] or options["check_unapplied"]:
            super().handle(*args, **options)  # it only reads
            return
        with alone(connections[options["database"]], self._say_that_it_waits):
            super().handle(*args, **options)

    def _say_that_it_waits(self) -> None:
        self.stdout.write("Somebody else migrates this database: waiting …")
        self.stdout.flush()
