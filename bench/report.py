"""The table of a run, and what the machine itself can do."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from bench.http import Measured

HEAD = (
    "| work | ms, 1 client | req/s, 8 clients | SQL ms | SQL tx/s | ms ratio | "
    "rate ratio |\n|---|---:|---:|---:|---:|---:|---:|"
)


@dataclass(frozen=True)
class Line:
    """A line of the table, or a sentence under it."""

    text: str
    measured: bool = True


def row(name: str, ours: list[Measured], floor: list[Measured]) -> Line:
    one, eight = ours
    sql_one, sql_eight = floor
    return Line(
        f"| {name} | {one.ms:.1f} | {eight.rate:.0f} | {sql_one.ms:.2f} | "
        f"{sql_eight.rate:.0f} | {one.ms / sql_one.ms:.1f} | "
        f"{sql_eight.rate / eight.rate:.1f} |"
    )


def import_row(size: int, seconds: float) -> Line:
    return Line(
        f"Import of {size:,} opportunities on PostgreSQL: {seconds:.1f} s, "
        f"{size / seconds:.0f} a second.",
        measured=False,
    )


def calibration() -> Line:
    """What one core does without us: compare runs of different machines by it."""
    began = time.perf_counter()
    for n in range(1_000_000):
        hashlib.sha256(str(n).encode()).digest()
    took = time.perf_counter() - began
    return Line(
        f"Calibration: a million SHA-256 in Python take {took:.2f} s; "
        f"{os.cpu_count()} cores.",
        measured=False,
    )


def maven_row() -> Line:
    """The promise of docs/import.md: the public data set on SQLite."""
    folder = os.environ.get("KANS_MAVEN_DATA", "")
    if not folder:
        return Line(
            "KANS_MAVEN_DATA is not set: its import is left out.", measured=False
        )
    test = "tests/imports/test_import_command.py::"
    test += "test_the_real_data_set_becomes_exactly_what_it_says"
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", test],
        check=False,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "KANS_TEST_DATABASE": "sqlite"},
    )
    took = time.perf_counter() - began
    verdict = "as promised" if done.returncode == 0 else "WRONG FIGURES"
    return Line(
        f"Public data set of 8,800 on SQLite, with set-up of the test: {took:.1f} s, "
        f"{verdict}; the promise is under 15 s on two idle cores.",
        measured=False,
    )


def show(lines: list[Line], *, size: int, folder: Path) -> None:
    table = [line.text for line in lines if line.measured]
    notes = [line.text for line in lines if not line.measured]
    text = "\n".join(
        [f"{size:,} opportunities, 10 % open", "", HEAD, *table, "", *notes, ""]
    )
    folder.mkdir(exist_ok=True)
    (folder / "bench.md").write_text(text)
    sys.stdout.write(text)
