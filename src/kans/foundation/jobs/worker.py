"""The worker: takes up jobs and does them, one after the other, until told to stop."""

from __future__ import annotations

import logging
import os
import signal
import time
from contextlib import suppress
from threading import Event
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError, connection

from kans.foundation.addresses import know_every_page
from kans.foundation.clock import now
from kans.foundation.jobs.daily import start_daily_jobs
from kans.foundation.jobs.heartbeat import Heartbeat
from kans.foundation.jobs.running import HOST, run, take_next
from kans.foundation.models import Job

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOOKS_EVERY = 0.5  # seconds, while there is nothing to do
WAITS_FOR_THE_DATABASE = 3.0
SETTLES_IN = 60.0  # before it looks whether the daily jobs are due, then …
LOOKS_AT_THE_DAY_EVERY = 600.0
TURN = 5.0  # seconds that a job has when others wait
# SQLite lets one write at a time, and who waits looks again ten times a second: so
# after working a while, leave a gap that nobody can miss.
WORKS_ON = 0.6
GAP = 0.12


class Worker:
    """Does jobs until it is told to stop; any number of them may run."""

    def __init__(self) -> None:
        self._told_to_stop = Event()
        self._heart = Heartbeat()
        self._next_look_at_the_day = time.monotonic() + SETTLES_IN

    def run(self) -> None:
        for told in STOPPING:
            signal.signal(told, lambda *_: self._told_to_stop.set())
        know_every_page()  # a job may read a list as its page declares it
        with self._heart:
            while not self._told_to_stop.is_set():
                self._heart.get_on()
                if not self._look():
                    self._told_to_stop.wait(LOOKS_EVERY)

    def _look(self) -> bool:
        """Do one turn of one job; whether there was one."""
        try:
            self._look_at_the_day()
            job = take_next()
            if job is None:
                free_jobs_of_the_dead()
                return False
            run(job, until=self._another_turn(), between=Breathing())
        except (OperationalError, InterfaceError):
            logger.warning("The database does not answer just now.", exc_info=True)
            self._told_to_stop.wait(WAITS_FOR_THE_DATABASE)
        finally:
            connection.close_if_unusable_or_obsolete()
        return True

    def _look_at_the_day(self) -> None:
        if time.monotonic() > self._next_look_at_the_day:
            start_daily_jobs()
            self._next_look_at_the_day = time.monotonic() + LOOKS_AT_THE_DAY_EVERY

    def _another_turn(self) -> Callable[[], bool]:
        """Whether it is somebody else's turn: told to stop, or others wait."""
        turn_ends = time.monotonic() + TURN

        def is_over() -> bool:
            self._heart.get_on()
            if self._told_to_stop.is_set():
                return True
            over = time.monotonic() > turn_ends
            return over and Job.before_anyone_acts.due(now()).exists()

        return is_over


class Breathing:
    """Between chunks, lets others write."""

    def __init__(self) -> None:
        self._since = time.monotonic()

    def __call__(self) -> None:
        if connection.vendor != "sqlite":
            return
        if time.monotonic() - self._since > WORKS_ON:
            time.sleep(GAP)
            self._since = time.monotonic()


def run_now(job: Job, *, seen: Callable[[Job], None] = lambda _job: None) -> Job:
    """Do a job to its end in this process, or see it done by a worker: for commands.

    `seen` is told of the job after each chunk.
    """
    know_every_page()
    breathe = Breathing()

    def between() -> None:
        look()
        breathe()

    def look() -> Job:
        found = Job.before_anyone_acts.get(pk=job.pk)
        seen(found)
        return found

    while not look().ended:
        if ours := take_next(job.pk):
            run(ours, until=lambda: False, between=between)
        else:
            time.sleep(LOOKS_EVERY)
    return look()


def free_jobs_of_the_dead() -> None:
    """Let jobs go on at once whose worker died on this machine."""
    held = Job.before_anyone_acts.filter(
        due_at__gt=now(), lease_token__isnull=False, lease_holder__startswith=f"{HOST}/"
    )
    for job in held:
        if not _lives(int(job.lease_holder.rpartition("/")[2])):
            held.filter(pk=job.pk, lease_token=job.lease_token).update(due_at=now())


def _lives(pid: int) -> bool:
    """Whether that process is at work; we ourselves are not, while we look around."""
    if pid == os.getpid():
        return False
    with suppress(PermissionError):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
    return True
