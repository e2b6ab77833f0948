"""kans worker: does the jobs that take long."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from kans.foundation.jobs.worker import Worker


class Command(BaseCommand):
    help = (
        "Does the jobs of every company, until Ctrl+C or SIGTERM; what is then under "
        "way goes on in the next worker. Any number may run, on any number of hosts. "
        "“kans serve” starts one by itself."
    )

    def handle(self, **_options: Any) -> None:
        Worker().run()
