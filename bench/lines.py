"""A document of 500 lines: how long the server takes to change one of them.

By itself: `python -m bench.lines`.
"""

from __future__ import annotations

import json
import sys

from bench.installation import EMAIL, Installation
from bench.report import Line

PROMISE = 200  # ms
# A changed quantity, through the page that the table of lines asks.
CHANGED = """
import json, statistics, time
from decimal import Decimal
from uuid import uuid4
from django.test import Client
from kans.contacts.models import Contact
from kans.foundation.acting.actors import acting_as
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Company
from kans.sales.actions import add_lines, create_quote, edit_document
from kans.security.models import User
from kans.security.queries import the_system
from kans.trade.models import Item, SalesSetup, UnitOfMeasure, VatItemGroup
company = Company.objects.get()
with acting_as(the_system(company)):
    with open_change("bench"):
        contact = Contact(number="CT1", name="Contoso")
        contact.save()
        about = {"unit_price": Decimal("19.99"), "unit": UnitOfMeasure.objects.first(),
            "vat_group": VatItemGroup.objects.get(code="STANDARD")}
        items = [Item(number=f"IT{n}", description="Printer", **about)
            for n in range(500)]
        for item in items:
            item.save()
    quote = create_quote(contact)
    add_lines(quote, [{"item": item, "quantity": Decimal(1 + n)}
        for n, item in enumerate(items)])
client = Client(HTTP_HOST="localhost")
client.force_login(User.objects.first())
def middle(lines):
    took = []
    for n, line in enumerate(lines):
        began = time.perf_counter()
        there = f"/c/{company.slug}/sales/{quote.number}/lines/{line.pk}/"
        answer = client.post(there, {"quantity": str(700 + n)},
            headers={"Idempotency-Key": uuid4().hex})
        took.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, answer.content
    return statistics.median(took), max(took)
with acting_as(the_system(company)):
    lines = list(quote.lines.all())
plain = middle(lines[5:495:40])
with acting_as(the_system(company)):
    edit_document(quote, discount_percent=Decimal("7.5"))
print(json.dumps([*plain, *middle(lines[6:496:40])]))
"""


def lines_row() -> Line:
    with Installation(sqlite=True) as kans:
        kans.kans(
            "create_company", "--name", "Bench", "--slug", "bench", "--language", "en"
        )
        kans.kans("collectstatic", "--no-input", "--verbosity", "0")
        kans.kans("create_administrator", "--email", EMAIL, "--company", "bench")
        answer = kans.kans("shell", "--verbosity", "0", "--command", CHANGED)
    plain, slowest, shared, slowest_shared = json.loads(answer.splitlines()[-1])
    late = "" if max(plain, shared) < PROMISE else " TOO SLOW."
    return Line(
        f"A line of a document of 500 changed, to new totals: {plain:.0f} ms in the "
        f"middle of 13 (the slowest {slowest:.0f}), and {shared:.0f} ms "
        f"({slowest_shared:.0f}) when a discount is shared over all of them; the "
        f"promise is {PROMISE} ms in the middle.{late}",
        measured=False,
    )


if __name__ == "__main__":
    sys.stdout.write(f"{lines_row().text}\n")
