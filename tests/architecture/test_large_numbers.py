"""Every field for a number says the bound of its rule, whatever is typed (MOV-10)."""

from __future__ import annotations

import re

from django.db import transaction

from tests.architecture.addresses import ADDRESSES, one_of_each
from tests.opportunities.pages import errors_at, form_of

ASKING = re.compile(r":(new|edit|update)")
NUMBER = re.compile(r'<input[^>]*name="(\w+)"[^>]*inputmode="decimal"')
TOO_LARGE = "9" * 31

SAID = {
    "chances_of_success": "Enter chances of success above 0 and up to 100.",
    "commission": "Enter a commission from 0 to 100 percent.",
    "document_discount": "Document Discount % is a percentage. Enter a number from 0 "
    "to 100.",
    "estimated_value": "Enter an estimated value of 999,999,999,999 or less.",
    "increment_by": "Enter a step from 1 to 1,000,000.",
    "line_discount": "Line Discount % is a percentage. Enter a number from 0 to 100.",
    "number": "Enter a stage number from 1 to 1,000,000.",
    "percent": "Enter a VAT percentage from 0 to 100.",
    "rate": "Enter an exchange rate above zero, up to 999,999,999.",
    "search_hit_percentage": f"{TOO_LARGE} is not a percentage of hits. Enter 1 to "
    "100.",
    "unit_price": "Enter a unit price from 0 up to 9,999,999,999.99999.",
}
OF_A_STAGE = "Enter a percentage from 0 to 100."


def test_what_is_too_large_is_refused_by_the_bound_of_the_rule(browser, ann):
    records = one_of_each(ann.company)
    asking = [a for a in ADDRESSES if a.in_a_company and ASKING.search(a.name)]

    said = {}
    for address in asking:
        for to in address.doors(records):
            page = browser.get(to)
            for name in NUMBER.findall(page.text) if page.status_code == 200 else ():
                said.setdefault(name, set()).add(refusal_of(browser, to, page, name))

    assert said.pop("completed") == {OF_A_STAGE}
    said["chances_of_success"].discard(OF_A_STAGE)
    assert said == {name: {sentence} for name, sentence in SAID.items()}


def refusal_of(browser, to, page, name):
    """What is said of a number that no column holds; what else it did is undone."""
    with transaction.atomic():
        typed = {"version": "1", **form_of(page), name: TOO_LARGE}
        refused = browser.post(to, typed)
        transaction.set_rollback(True)
    assert refused.status_code == 422, to
    return errors_at(refused)[name]
