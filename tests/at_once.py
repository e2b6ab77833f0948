"""Several people at work at the same moment, each in a thread and a connection."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from threading import Barrier, BrokenBarrierError
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import translation

from kans.foundation.acting.actors import acting_as
from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kans.foundation.acting.actors import Actor

PEOPLE = ("Ann", "Ben", "Cas", "Dot", "Eva", "Fay")
PATIENCE = 1.5  # seconds


def together(ann: Actor, tasks: Sequence[Callable[[], Any]]) -> list[Any]:
    """Let each person do a task, all starting at once; what each got or was told."""
    start = Barrier(len(tasks))

    def at_work(name: str, task: Callable[[], Any]) -> Any:
        try:
            with acting_as(replace(ann, name=name)), translation.override("en"):
                start.wait()
                return task()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        people = [PEOPLE[n % len(PEOPLE)] for n in range(len(tasks))]
        return list(pool.map(at_work, people, tasks))


def told(outcomes: Sequence[Any]) -> Counter[str]:
    return Counter(type(outcome).__name__ for outcome in outcomes)


def wait_for_each_other(all_of_them: Barrier) -> None:
    """Go on once all are here; whoever is held up by another does not come."""
    with suppress(BrokenBarrierError):
        all_of_them.wait(PATIENCE)
