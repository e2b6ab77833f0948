"""The thread in which Django works, and others for who would wait long for it."""

from __future__ import annotations

import time
from concurrent.futures import Future
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 4  # threads in a process, each with a connection to the database
LONG = 1.0  # seconds of work, after which others are not left to wait


@dataclass
class _Task:
    work: Callable[[], Any]
    future: Future[Any]


class Threads:
    """Do one task at a time, and the next beside one that takes long.

    One thread is faster than several, because of the interpreter's lock. So a thread
    whose task takes long is given a successor, and ends with that task.
    """

    def __init__(self) -> None:
        self._tasks: SimpleQueue[_Task] = SimpleQueue()
        self._late: list[_Worker] = []
        self._worker = _Worker(self._tasks)

    def submit(self, work: Callable[[], Any]) -> Future[Any]:
        future: Future[Any] = Future()
        self._tasks.put(_Task(work, future))
        return future

    def look(self) -> None:
        """Let somebody take over where a task takes long: to be called often."""
        self._late = [worker for worker in self._late if worker.is_alive()]
        if self._worker.busy_for() > LONG and len(self._late) < MOST - 1:
            self._worker.ends = True
            self._late.append(self._worker)
            self._worker = _Worker(self._tasks)

    def longest(self) -> float:
        """Return for how many seconds the slowest task has been worked on."""
        return max(worker.busy_for() for worker in [*self._late, self._worker])


class _Worker(Thread):
    def __init__(self, tasks: SimpleQueue[_Task]) -> None:
        super().__init__(name="django", daemon=True)
        self.ends = False
        self._tasks = tasks
        self._since: float | None = None
        self.start()

    def busy_for(self) -> float:
        since = self._since
        return 0.0 if since is None else time.monotonic() - since

    def run(self) -> None:
        while not self.ends:
            self._do(self._tasks.get())
        connections.close_all()

    def _do(self, task: _Task) -> None:
        if not task.future.set_running_or_notify_cancel():
            return
        self._since = time.monotonic()
        try:
            answer = task.work()
        except BaseException as error:  # noqa: BLE001 - for who waits
            task.future.set_exception(error)
        else:
            task.future.set_result(answer)
        finally:
            self._since = None
