"""`kans serve`: the web server and the worker, side by side."""

from __future__ import annotations

import socket
import sys
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kans.site.metrics import begin_anew
from kans.site.static_files import collect_if_changed
from kans.site.supervisor import Supervisor

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    help = (
        "Runs Kans: the web server and the worker, until Ctrl+C or SIGTERM. "
        "Exits with 1 when one of them ends by itself."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", default=8000, type=int, help="port to listen on")
        parser.add_argument(
            "--workers", default=2, type=int, help="processes that answer requests"
        )
        parser.add_argument(
            "--no-jobs", action="store_true", help="do not run the worker here"
        )
        parser.add_argument("--say", default="", help="text to show once it runs")

    def handle(
        self, *, host: str, port: int, workers: int, no_jobs: bool, say: str, **_: Any
    ) -> None:
        self._must_be_ready(host, port)

        commands = {"web server": _web_server(host, port, workers)}
        if not no_jobs:
            commands["worker"] = _worker()
        waiting = True

        def announce() -> None:
            nonlocal waiting
            if waiting and _answers(host, port):
                waiting = False
                self.stdout.write(_welcome(host, port, say))
                self.stdout.flush()

        if ended := Supervisor(commands).run(announce):
            names = " and ".join(f"{name} ({code})" for name, code in ended.items())
            message = f"Stopped, because something ended by itself: {names}."
            raise CommandError(message)

    def _must_be_ready(self, host: str, port: int) -> None:
        if settings.LOCAL_ONLY and host not in {"127.0.0.1", "::1", "localhost"}:
            message = "With KANS_LOCAL_ONLY it listens on 127.0.0.1 only."
            raise CommandError(message)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            message = "The database is not up to date: run “kans migrate” first."
            raise CommandError(message)
        connection.close()
        if _answers(host, port):
            message = f"Something else listens on port {port}: choose another."
            raise CommandError(message)
        begin_anew()
        if not settings.DEBUG:
            collect_if_changed()


def _web_server(host: str, port: int, workers: int) -> list[str]:
    return [sys.executable, "-m", "kans.site.web", host, str(port), str(workers)]


def _worker() -> list[str]:
    return [sys.executable, "-m", "kans", "worker"]


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _welcome(host: str, port: int, say: str) -> str:
    shown = "localhost" if host in {"127.0.0.1", "::1", "0.0.0.0"} else host  # noqa: S104
    lines = [f"Kans runs at http://{shown}:{port}", say, "Ctrl+C stops it."]
    return "\n".join(["", *(line for line in lines if line), ""])
