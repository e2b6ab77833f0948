"""A throw-away installation on PostgreSQL or SQLite, served as in production."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any, Self

from kans.testing.postgresql import Server

KANS = [sys.executable, "-m", "kans"]
PASSWORD = "Bench-only-4711"
EMAIL = "bench@kans.example"


class Installation:
    """Its database, its company, its web server."""

    def __init__(self, *, sqlite: bool = False) -> None:
        self.server = None if sqlite else _server()

    def __enter__(self) -> Self:
        if self.server:
            self.server.start()
        self.folder = tempfile.TemporaryDirectory(prefix="kans-bench-")
        self.port = free_port()
        self.web: subprocess.Popen[bytes] | None = None
        self.environment = {
            **os.environ,
            "KANS_DATABASE_URL": self.server.url("postgres")
            if self.server
            else "sqlite:///kans.sqlite3",
            "KANS_DATA_DIR": self.folder.name,
            "KANS_SECRET_KEY": "for-this-run-only-" + "x" * 40,
            "KANS_LOCAL_ONLY": "1",
            "KANS_ADMIN_PASSWORD": PASSWORD,
            "KANS_LOG_LEVEL": "ERROR",
        }
        self.kans("migrate", "--verbosity", "0")
        return self

    def __exit__(self, *_: object) -> None:
        if self.web:
            self.web.send_signal(signal.SIGTERM)
            self.web.wait(timeout=40)
        if self.server:
            self.server.stop()
        self.folder.cleanup()

    def kans(self, *arguments: str) -> str:
        done = subprocess.run(
            [*KANS, *arguments],
            check=False,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            sys.exit(f"kans {arguments[0]}: {done.stdout}{done.stderr}")
        return done.stdout

    def python(self, code: str) -> None:
        """Run code with Kans set up, as the system in the company."""
        self.kans("shell", "--verbosity", "0", "--command", code)

    def serve(self) -> None:
        address = ("--host", "127.0.0.1", "--port", str(self.port), "--no-jobs")
        self.web = subprocess.Popen(
            [*KANS, "serve", *address], env=self.environment, stdout=subprocess.DEVNULL
        )
        for _ in range(150):
            try:
                urllib.request.urlopen(f"http://localhost:{self.port}/accounts/login/")
            except OSError:
                time.sleep(0.2)
            else:
                return
        sys.exit("Kans did not start.")

    def psql(self, query: str) -> list[list[str]]:
        """The rows of a query, as text."""
        assert self.server
        answer = subprocess.run(
            ["psql", "-XAt", "-F", "\t", self.server.url("postgres"), "-c", query],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        return [line.split("\t") for line in answer.splitlines()]

    def pgbench(self, script: str, *, clients: int, seconds: float) -> dict[str, Any]:
        """Transactions a second and milliseconds of a script, prepared."""
        assert self.server
        file = Path(self.folder.name) / "script.sql"
        file.write_text(script)
        options = ("-n", "-M", "prepared", "-c", str(clients), "-j", "1")
        done = subprocess.run(
            [
                *("pgbench", *options, "-T", str(int(seconds)), "-f", str(file)),
                self.server.url("postgres"),
            ],
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            sys.exit(f"pgbench: {done.stderr[-500:]}")
        answer = done.stdout
        lines = dict(line.split(" = ") for line in answer.splitlines() if " = " in line)
        return {
            "ms": float(lines["latency average"].split()[0]),
            "rate": float(lines["tps"].split()[0]),
        }


def _server() -> Server:
    return Server(shared_buffers="512MB", max_wal_size="4GB")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
