"""`kans serve`: the web server and the worker, side by side, each started again when it
dies. Knows no Django: what needs it runs in processes of its own."""

from __future__ import annotations

import argparse
import socket
import sys
from typing import TYPE_CHECKING

from kans.site import lines
from kans.site.supervisor import Supervisor, start

if TYPE_CHECKING:
    from collections.abc import Callable

HELP = (
    "Runs Kans: the web server and the worker, until Ctrl+C or SIGTERM. Starts again "
    "what dies; exits with 1 when something dies five times within a minute."
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="kans serve", description=HELP)
    add_arguments(parser)
    chosen = parser.parse_args(sys.argv[2:])
    sys.exit(
        serve(chosen.host, chosen.port, chosen.workers, chosen.no_jobs, chosen.say)
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", default=8000, type=int, help="port to listen on")
    parser.add_argument(
        "--workers", default=2, type=int, help="processes that answer requests"
    )
    parser.add_argument(
        "--no-jobs", action="store_true", help="do not run the worker here"
    )
    parser.add_argument("--say", default="", help="text to show once it runs")


def serve(host: str, port: int, workers: int, no_jobs: bool, say: str) -> int:
    """Run until told to stop; say why if it could not go on, return the exit code."""
    ended = _serve(host, port, workers, no_jobs, say)
    lines.drain()
    if isinstance(ended, str):
        lines.say(ended, sys.stderr, level="ERROR")
        return 1
    return ended


def _serve(host: str, port: int, workers: int, no_jobs: bool, say: str) -> str | int:
    if code := start("prepare", [*_KANS, "prepare", "--host", host]).wait():
        return code
    if _answers(host, port):
        return f"Something else listens on port {port}: choose another."
    web = [sys.executable, "-m", "kans.site.web", host, str(port), str(workers)]
    commands = {"web server": web}
    if not no_jobs:
        commands["worker"] = [*_KANS, "worker"]
    hopeless = Supervisor(commands).run(_announcing(host, port, say))
    if hopeless:
        return f"Stopped: the {hopeless[0]} died five times within a minute."
    return 0


_KANS = [sys.executable, "-m", "kans"]


def _announcing(host: str, port: int, say: str) -> Callable[[], None]:
    """Return what says once, as soon as it answers, where Kans runs."""
    waiting = True

    def announce() -> None:
        nonlocal waiting
        if waiting and _answers(host, port):
            waiting = False
            lines.say(_welcome(host, port, say), sys.stdout)

    return announce


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _welcome(host: str, port: int, say: str) -> str:
    shown = "localhost" if host in {"127.0.0.1", "::1", "0.0.0.0"} else host  # noqa: S104
    said = [f"Kans runs at http://{shown}:{port}", say, "Ctrl+C stops it."]
    return "\n".join(["", *(line for line in said if line), ""])
