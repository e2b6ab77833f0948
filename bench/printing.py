"""A quote as PDF: of one page with the typesetter warm, and of 500 lines.

By itself: `python -m bench.printing`.
"""

from __future__ import annotations

import json
import sys

from bench.installation import Installation
from bench.report import Line

PROMISE = 50  # ms
# Each document differs from the one before it, or the typesetter would know it.
PRINTED = """
import json, statistics, time
from datetime import date
from decimal import Decimal
from kans.sales.printing.content import *
from kans.sales.printing.pdf import pdf_of
def quote(n, size):
    lines = tuple(
        Line(LineKind.ITEM, f"Laser printer {n}-{i}, black and white, two-sided",
            number=str(1000 + i), quantity=Decimal(1 + i), unit="PCS",
            unit_price=Decimal("249.95") + n, amount=Decimal("499.90") + n + i)
        for i in range(size)
    )
    ours = Sender(f"Bench {n} B.V.", ("Dam 1", "1012 JS Amsterdam"), iban="NL00")
    figure = Decimal(100)
    return PrintedDocument(kind=PrintedKind.QUOTE, number=f"Q{n}", language="nl",
        date=date(2026, 3, 1), currency="EUR", minor_unit=2, sender=ours,
        recipient=Recipient(f"Contoso {n}", address=("Coolsingel 1", "Rotterdam")),
        totals=Totals(figure, Decimal(0), figure, Decimal(21), figure + 21),
        vat=(Vat(Decimal(21), figure, Decimal(21)),), lines=lines,
        intro=f"Thank you for request {n}.", closing="Kind regards,")
def took(n, size):
    began = time.perf_counter()
    pdf_of(quote(n, size))
    return (time.perf_counter() - began) * 1000
first = took(0, 10)
warm = [took(n, 10) for n in range(1, 41)]
long = [took(n, 500) for n in range(100, 103)]
print(json.dumps([first, statistics.median(warm), max(warm), statistics.median(long)]))
"""


def printing_row() -> Line:
    with Installation(sqlite=True) as kans:
        answer = kans.kans("shell", "--verbosity", "0", "--command", PRINTED)
    first, warm, slowest, long = json.loads(answer.splitlines()[-1])
    late = "" if warm < PROMISE else " TOO SLOW."
    return Line(
        f"A quote of one page as PDF: {warm:.0f} ms in the middle of 40, the slowest "
        f"{slowest:.0f} ms, the very first of a process {first:.0f} ms; the promise is "
        f"{PROMISE} ms in the middle.{late} One of 500 lines: {long:.0f} ms.",
        measured=False,
    )


if __name__ == "__main__":
    sys.stdout.write(printing_row().text + "\n")
