"""The web server: `python -m kans.site.web HOST PORT WORKERS`, for `kans serve`."""

from __future__ import annotations

import sys

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.log import LogLevels

from kans.site.lifeline import GRACE, end_with_supervisor
from kans.site.lines import log_format
from kans.site.logs import logging_in

SHUTDOWN = 30  # seconds that a running request gets
LARGEST_WORKER = 512  # MB; a process that has grown larger makes way for a new one


def main(
    host: str, port: str, workers: str, target: str = "kans.site.front:app"
) -> None:
    end_with_supervisor(grace=GRACE)
    Granian(
        target,
        address=host,
        port=int(port),
        interface=Interfaces.RSGI,
        workers=int(workers),
        loop=Loops.asyncio,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.error,
        # Its own lines look as ours do; it adds its logger to these.
        log_dictconfig={
            **logging_in(log_format(), level="ERROR", secrets=()),
            "loggers": {},
        },
        respawn_failed_workers=True,
        workers_kill_timeout=SHUTDOWN,
        workers_max_rss=LARGEST_WORKER,
    ).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
