"""`make bench`: how fast Kans is, as ratios to plain SQL in the same run.

Starts a PostgreSQL of its own, imports SIZE opportunities, serves Kans as in
production, and measures over HTTP and, beside each, the same SQL by pgbench.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bench import data, http, report, sql
from bench.deletion import deletion_row
from bench.installation import Installation
from bench.lines import lines_row
from bench.printing import printing_row
from bench.tell_me import tell_me_rows

SIZE = int(os.environ.get("SIZE", "100000"))
SECONDS = float(os.environ.get("SECONDS", "6"))


def main() -> None:
    rows = [report.calibration()]
    with Installation() as kans:
        loaded = data.load(kans, SIZE)
        rows.append(report.import_row(SIZE, loaded))
        kans.serve()
        facts = data.facts(kans)
        for work in sql.WORKS:
            asked = http.requests(work.name, facts)
            floor = [sql.measure(kans, work, facts, n, SECONDS) for n in (1, 8)]
            ours = [http.measure(kans, work.name, asked, n, SECONDS) for n in (1, 8)]
            rows.append(report.row(work.name, ours, floor))
            sys.stderr.write(f"{work.name} measured\n")
    rows.extend(tell_me_rows(SIZE, SECONDS))
    sys.stderr.write("Tell me measured\n")
    rows.append(deletion_row(SIZE))
    sys.stderr.write("deletion measured\n")
    rows.append(printing_row())
    rows.append(lines_row())
    rows.append(report.maven_row())
    report.show(rows, size=SIZE, folder=Path("var"))


main()
