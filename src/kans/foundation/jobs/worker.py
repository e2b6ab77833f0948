"""The worker: takes up jobs and does them until told to stop.

One after the other, but those that wait for a server outside in a lane of their own: a
silent mail server, or a scanner that hangs, holds up nobody else.
"""

from __future__ import annotations

import logging
import os
import signal
import time
from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError, connection

from kans.foundation.acting.addresses import know_every_page
from kans.foundation.acting.clock import now
from kans.foundation.jobs.daily import start_daily_jobs
from kans.foundation.jobs.heartbeat import Heartbeat
from kans.foundation.jobs.kinds import lanes_apart
from kans.foundation.jobs.running import HOST, in_lane, run, take_next
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
        lanes = [Lane(self._work, name) for name in lanes_apart()]
        with self._heart:
            for lane in lanes:
                lane.start()
            try:
                self._work("")
            finally:
                self._told_to_stop.set()
                for lane in lanes:
                    lane.join()
        for lane in lanes:
            if lane.broke_on:
                raise lane.broke_on

    def _work(self, lane: str) -> None:
        """Do the jobs of a lane, until told to stop."""
        try:
            while not self._told_to_stop.is_set():
                self._heart.get_on(lane)
                if not self._look(lane):
                    self._told_to_stop.wait(LOOKS_EVERY)
        finally:
            self._told_to_stop.set()  # without one lane, the others had better end

    def _look(self, lane: str) -> bool:
        """Do one turn of one job; whether there was one."""
        try:
            if not lane:
                self._look_at_the_day()
            job = take_next(among=in_lane(lane))
            if job is None:
                free_jobs_of_the_dead(lane)
                return False
            run(job, until=self._another_turn(lane), between=Breathing())
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

    def _another_turn(self, lane: str) -> Callable[[], bool]:
        """Whether it is somebody else's turn: told to stop, or others wait."""
        turn_ends = time.monotonic() + TURN

        def is_over() -> bool:
            self._heart.get_on(lane)
            if self._told_to_stop.is_set():
                return True
            over = time.monotonic() > turn_ends
            return over and in_lane(lane).due(now()).exists()

        return is_over


class Lane(Thread):
    """Does the jobs of a lane beside the common one."""

    broke_on: BaseException | None = None

    def __init__(self, work: Callable[[str], None], lane: str) -> None:
        super().__init__(name=lane)
        self._work = work

    def run(self) -> None:
        try:
            self._work(self.name)
        except BaseException as error:  # noqa: BLE001 - the worker raises it
            self.broke_on = error
        finally:
            connection.close()


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


def free_jobs_of_the_dead(lane: str) -> None:
    """Let jobs of a lane go on at once whose worker died on this machine."""
    held = in_lane(lane).filter(
        due_at__gt=now(), lease_token__isnull=False, lease_holder__startswith=f"{HOST}/"
    )
    for job in held:
        if not _lives(int(job.lease_holder.rpartition("/")[2])):
            held.filter(pk=job.pk, lease_token=job.lease_token).update(due_at=now())


def _lives(pid: int) -> bool:
    """Whether that process is at work; we are not, in a lane that looks around."""
    if pid == os.getpid():
        return False
    with suppress(PermissionError):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
    return True
