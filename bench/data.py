"""The company that is measured: generated files, loaded through the import."""

from __future__ import annotations

import csv
import random
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.installation import EMAIL

if TYPE_CHECKING:
    from bench.installation import Installation

SALESPEOPLE, CONTACTS, OPEN_SHARE = 100, 5000, 0.1
STAGES = ("Qualify", "Analyse", "Present", "Propose", "Negotiate", "Sign")

PREPARE = """
from kans.contacts.models import MarketingSetup
from kans.foundation.acting.actors import acting_as
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Company, NumberSeries, NumberSeriesLine
from kans.security.queries import the_system
with acting_as(the_system(Company.objects.get())), open_change("bench"):
    setup = MarketingSetup.objects.first() or MarketingSetup()
    firsts = {"contact_numbers": "CT000001", "opportunity_numbers": "OP0000001"}
    for field, first in firsts.items():
        series = NumberSeries(code=first[:2])
        series.save()
        NumberSeriesLine(series=series, starting_number=first).save()
        setattr(setup, field, series)
    setup.save()
"""

MAPPING = """
[columns]
external_id = "id"
description = "description"
contact = "contact"
salesperson = "salesperson"
stage = "stage"
last_stage = "last_stage"
creation_date = "created"
date_of_change = "changed"
date_closed = "closed"
estimated_value = "value"
sales_value = "value"
close_code = "code"
[defaults]
sales_cycle = "BENCH"
estimated_close_date = "+3M"
[[setup.sales_cycle]]
code = "BENCH"
description = "Six stages"
stages = [
  %s
]
[[setup.close_code]]
code = "WON"
outcome = "Won"
[[setup.close_code]]
code = "LOST"
outcome = "Lost"
"""


@dataclass(frozen=True)
class Facts:
    """What the requests and scripts of a run name."""

    company: str
    company_id: str
    salespeople: list[tuple[str, str]]  # code, id
    moving: list[str]  # numbers of open ones; the first salesperson's are for SQL
    all_numbers: list[str]
    for_sql: int  # open ones of the first salesperson


def load(kans: Installation, size: int) -> float:
    """Import the company; returns the seconds that the opportunities took."""
    folder = Path(kans.folder.name)
    kans.kans(
        "create_company", "--name", "Bench", "--slug", "bench", "--language", "en"
    )
    kans.kans("create_administrator", "--email", EMAIL, "--company", "bench")
    kans.python(PREPARE)
    write(
        folder / "salespeople.csv",
        ["external_id", "code", "name"],
        ([f"S{n}", f"S{n:03}", f"Salesperson {n}"] for n in range(SALESPEOPLE)),
    )
    write(
        folder / "contacts.csv",
        ["external_id", "name", "type"],
        ([f"C{n}", f"Company {n}", "Company"] for n in range(CONTACTS)),
    )
    write(folder / "opportunities.csv", *opportunities(size))
    stages = ",\n  ".join(
        f'{{ description = "{s}", completed = {10 * n}, chances_of_success = {12 * n}, '
        f"allow_skip = {'true' if n % 2 else 'false'} }}"
        for n, s in enumerate(STAGES, start=1)
    )
    (folder / "mapping.toml").write_text(MAPPING % stages)
    for kind in ("salespeople", "contacts"):
        kans.kans("import", kind, str(folder / f"{kind}.csv"), "--company", "bench")
    began = time.perf_counter()
    kans.kans(
        "import",
        "opportunities",
        str(folder / "opportunities.csv"),
        *("--mapping", str(folder / "mapping.toml"), "--company", "bench"),
    )
    took = time.perf_counter() - began
    kans.psql("create sequence bench_entries start 1000000")
    kans.psql("vacuum analyze")
    return took


def opportunities(size: int) -> tuple[list[str], Any]:
    header = ["id", "description", "contact", "salesperson", "stage", "last_stage"]
    header += ["created", "changed", "closed", "value", "code"]
    chance, start = random.Random(1), date(2024, 1, 1)

    def rows() -> Any:
        for n in range(size):
            created = start + timedelta(days=chance.randrange(600))
            changed = created + timedelta(days=chance.randrange(60))
            closed = changed + timedelta(days=chance.randrange(60))
            is_open = chance.random() < OPEN_SHARE
            won = chance.random() < 0.5
            stage = STAGES[chance.randrange(3)]
            yield [
                f"X{n}",
                f"Opportunity {n} for printers",
                f"C{chance.randrange(CONTACTS)}",
                f"S{chance.randrange(SALESPEOPLE):03}",
                stage if is_open else ("Won" if won else "Lost"),
                "" if is_open else stage,
                created,
                changed,
                "" if is_open else closed,
                chance.randrange(100, 100_000),
                "" if is_open else ("WON" if won else "LOST"),
            ]

    return header, rows()


def write(file: Path, header: list[str], rows: Any) -> None:
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows(rows)


def facts(kans: Installation) -> Facts:
    [[slug, company_id]] = kans.psql("select slug, id from foundation_company")
    people = kans.psql("select code, id from team_salesperson order by code")
    moving = kans.psql(
        "select number from opportunities_opportunity o where not closed and "
        f"salesperson_id <> '{people[0][1]}' order by random()"
    )
    every = kans.psql(
        "select number from opportunities_opportunity order by random() limit 5000"
    )
    sql = kans.psql(
        "select count(*) from opportunities_opportunity where not closed and "
        f"salesperson_id = '{people[0][1]}'"
    )
    return Facts(
        company=slug,
        company_id=company_id,
        salespeople=[(code, key) for code, key in people],
        moving=[number for [number] in moving],
        all_numbers=[number for [number] in every],
        for_sql=int(sql[0][0]),
    )
