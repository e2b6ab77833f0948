"""Delete Opportunities on SQLite: how long it takes, and how long others wait."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

from bench.installation import EMAIL, Installation
from bench.report import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

CLOSED = """
from datetime import date
from decimal import Decimal
from kans.contacts.models import Contact
from kans.foundation.acting.actors import acting_as
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Company
from kans.opportunities.models import *
from kans.opportunities.rules.closing import Closing, Outcome
from kans.opportunities.rules.estimates import Estimate
from kans.opportunities.rules.moves import ActionTaken
from kans.security.queries import the_system
from kans.team.models import Salesperson
JANUARY, MARCH = date(2026, 1, 1), date(2026, 3, 1)
with acting_as(the_system(Company.objects.get())):
    with open_change("bench"):
        seller = Salesperson(code="JO", name="Jo")
        seller.save()
        contact = Contact(number="CT1", name="Contoso")
        contact.save()
        cycle = SalesCycle(code="BENCH")
        cycle.save()
        for number in (1, 2):
            SalesCycleStage(sales_cycle=cycle, number=number).save()
        lost = CloseOpportunityCode(code="LOST", outcome=Outcome.LOST)
        lost.save()
    first, second = cycle.stages_in_order
    closing = Closing(Outcome.LOST, lost, MARCH)
    estimate = Estimate(Decimal(1000), Decimal(50), MARCH)
    for start in range(0, %d, 2000):
        made = []
        for n in range(start, min(start + 2000, %d)):
            one = Opportunity(number=f"OP{n:07}", description=f"Printer {n}",
                salesperson=seller, sales_cycle=cycle, creation_date=JANUARY)
            one.assign(contact)
            one.enter(first, taken=ActionTaken.NONE, on=JANUARY, estimate=estimate,
                minor_unit=2)
            one.enter(second, taken=ActionTaken.NEXT, on=JANUARY, estimate=estimate,
                minor_unit=2)
            one.close(closing, minor_unit=2)
            made.append(one)
        with open_change("bench"):
            Opportunity.write_many(made)
"""


def deletion_row(size: int) -> Line:
    """All closed, three entries each; meanwhile somebody else keeps writing."""
    with Installation(sqlite=True) as kans:
        kans.kans(
            "create_company", "--name", "Bench", "--slug", "bench", "--language", "en"
        )
        kans.kans("create_administrator", "--email", EMAIL, "--company", "bench")
        kans.python(CLOSED % (size, size))
        file = Path(kans.folder.name) / "kans.sqlite3"
        with Waiting(file) as waiting:
            began = time.perf_counter()
            kans.kans(
                "delete_opportunities", "--company", "bench", "--count", str(size)
            )
            took = time.perf_counter() - began
        left = _left(file)
    verdict = "" if left == 0 else f" WRONG: {left} are left."
    return Line(
        f"Delete Opportunities, {size:,} closed on SQLite: {took:.1f} s; the promise "
        f"is under 60 s on two idle cores. The longest that another writer waited: "
        f"{waiting.longest:.2f} s of {waiting.times} times; the promise is under 2 s."
        f"{verdict}",
        measured=False,
    )


class Waiting:
    """Somebody else who writes a little, again and again."""

    def __init__(self, file: Path) -> None:
        self.longest, self.times = 0.0, 0
        self._file = file
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _write(self) -> None:
        for took in self._waits():
            self.longest = max(self.longest, took)
            self.times += 1

    def _waits(self) -> Iterator[float]:
        database = sqlite3.connect(self._file, timeout=20, isolation_level=None)
        while not self._over.wait(0.05):
            began = time.perf_counter()
            database.execute("begin immediate")
            database.execute("update foundation_company set version = version")
            database.execute("commit")
            yield time.perf_counter() - began
        database.close()


def _left(file: Path) -> int:
    database = sqlite3.connect(file)
    count = database.execute("select count(*) from opportunities_opportunity")
    return int(count.fetchone()[0])
