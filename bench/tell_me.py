"""Tell me, among SIZE contacts and SIZE opportunities, on PostgreSQL and on SQLite.

By itself: `python -m bench.tell_me`.
"""

from __future__ import annotations

import os
import random
import sqlite3
import statistics
import sys
import time
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from bench import http, report
from bench.installation import EMAIL, Installation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.report import Line

PROMISE = 100  # ms
MADE = """
import random
from datetime import date
from django.db import connection, models, transaction
from kans.contacts.models import Contact
from kans.foundation.acting.actors import acting_as
from kans.foundation.acting.clock import now
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Company
from kans.opportunities.models import Opportunity, SalesCycle
from kans.security.queries import the_system
from kans.team.models import Salesperson
SIZE, WORDS = %d, %r
chance = random.Random(3)
often = [1 / place for place in range(3, len(WORDS) + 3)]
company = Company.objects.get()
def some(count):
    return " ".join(chance.choices(WORDS, often, k=count))
def stored(rows):
    rows = list(rows)
    for row in rows:
        row.company_id, row.modified_at = company.pk, now()
    every = type(rows[0])._base_manager.all()
    return models.QuerySet.bulk_create(every, rows, batch_size=500)
def contact(n):
    name = some(2).title()
    mail = f"info@{name.split()[0].lower()}.example"
    return Contact(number=f"CT{n:06}", name=name, company_name=name, email=mail,
        city=chance.choice(WORDS[:300]).title(), phone=f"0{n:06}{n:03}")
def opportunity(n, to):
    return Opportunity(number=f"OP{n:07}", description=f"{n} printers for {some(3)}",
        contact=to, contact_company=to, contact_name=to.name, company_name=to.name,
        salesperson=seller, sales_cycle=cycle, creation_date=date(2026, 1, 1))
with acting_as(the_system(company)), open_change("bench"), transaction.atomic():
    seller, cycle = Salesperson(code="JO", name="Jo"), SalesCycle(code="BENCH")
    seller.save()
    cycle.save()
    for start in range(0, SIZE, 5000):
        numbers = range(start, min(start + 5000, SIZE))
        made = stored(contact(n) for n in numbers)
        stored(opportunity(n, chance.choice(made)) for n in numbers)
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
"""


def words() -> list[str]:
    """Eight thousand words; the first of them are used often, the last hardly ever."""
    chance = random.Random(3)
    first = [*"bdfghklmnprstvwz", "st", "br", "kr"]
    last = ["a", "e", "i", "o", "u", "aan", "een", "oor"]
    made = {
        "".join(chance.choice(first) + chance.choice(last) for _ in range(length))
        for length in (2, 3, 3, 4)
        for _ in range(3000)
    }
    return chance.sample(sorted(made), 8000)


WORDS = words()
ASKED = (
    *("printers", "info", "for example", "op000", "CT00123"),  # of many rows
    *WORDS[40:800:95],
    *WORDS[7000:7900:90],  # rare ones
    *("xyzzy", "printers xyzzy", "qqq"),  # no hit
    *("ba", "st", "op", "xq"),
    f"printers for {WORDS[0]} {WORDS[1]} {WORDS[2]} info ex op",
    *('"ters for b"', "07-12"),
)


def tell_me_rows(size: int, seconds: float) -> Iterator[Line]:
    for sqlite in (False, True):
        with Installation(sqlite=sqlite) as kans:
            kans.kans(
                *("create_company", "--name", "Bench", "--slug", "bench"),
                *("--language", "en"),
            )
            kans.kans("create_administrator", "--email", EMAIL, "--company", "bench")
            kans.python(MADE % (size, WORDS))
            kans.serve()
            floor = _floor_sqlite(kans, seconds) if sqlite else _floor(kans, seconds)
            ours = [
                http.measure(kans, "Tell me", _requests(), clients, seconds)
                for clients in (1, 8)
            ]
        name = f"Tell me on {'SQLite' if sqlite else 'PostgreSQL'}"
        yield report.row(name, ours, floor)
        late = "" if ours[0].p95 < PROMISE else " TOO SLOW."
        yield report.Line(
            f"{name}, {size:,} contacts and {size:,} opportunities: 95 of 100 answers "
            f"within {ours[0].p95:.0f} ms; the promise is {PROMISE} ms.{late}",
            measured=False,
        )


def _requests() -> Iterator[http.Request]:
    for asked in cycle(ASKED):
        yield "GET", f"/c/bench/tell-me/?q={quote(asked)}", {}


def _floor(kans: Installation, seconds: float) -> list[http.Measured]:
    [[company]] = kans.psql("select id from foundation_company")
    known = ", ".join(f"'{word}'" for word in ("printers", "info", *WORDS[40::500]))
    pattern = f"'%  ' || (array[{known}])[:n] || '%'"
    script = f"\\set n random(1, {2 + len(WORDS[40::500])})\n"
    for index in ("contact_search", "opportunity_search"):
        script += (
            f"select id from {index} where company_id = '{company}' "
            f"and text like {pattern} limit 5;\n"
        )
    answers = [kans.pgbench(script, clients=n, seconds=seconds) for n in (1, 8)]
    return [http.Measured(a["ms"], a["rate"], a["ms"]) for a in answers]


def _floor_sqlite(kans: Installation, seconds: float) -> list[http.Measured]:
    """By one reader: SQLite has no server that several could ask."""
    database = sqlite3.connect(Path(kans.folder.name) / "kans.sqlite3")
    times = []
    until = time.perf_counter() + seconds
    for word in cycle(("printers", "info", *WORDS[40::500])):
        began = time.perf_counter()
        for index in ("contact_search", "opportunity_search"):
            database.execute(
                f"select r.id from {index}_trigrams t join {index} r on r.at = t.rowid "
                "where t.text match ? limit 5",
                (f'" {word}"',),
            ).fetchall()
        times.append(time.perf_counter() - began)
        if time.perf_counter() > until:
            break
    database.close()
    ms = statistics.median(times) * 1000
    return [http.Measured(ms, len(times) / sum(times), ms)] * 2


if __name__ == "__main__":
    SIZE = int(os.environ.get("SIZE", "100000"))
    report.show(
        list(tell_me_rows(SIZE, float(os.environ.get("SECONDS", "6")))),
        size=SIZE,
        folder=Path("var"),
    )
    sys.stdout.flush()
