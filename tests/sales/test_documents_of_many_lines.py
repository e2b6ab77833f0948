"""However many lines a document has, with as many items: it asks no more questions."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kans.sales.actions import (
    add_lines,
    create_quote,
    edit_line,
    make_order,
    release_document,
)
from kans.sales.actions.versions import content_of
from kans.sales.models import SalesDocument
from kans.sales.printing.from_document import printed
from tests.builders import a_contact, a_customer, an_item, selling_is_set_up

pytestmark = pytest.mark.django_db
FEW, MANY = 2, 30


def of_lines(count):
    """A quote of so many lines, each of another item."""
    contact = a_contact(f"Contoso {count}")
    a_customer(f"Contoso {count}", of=contact)
    items = [an_item(f"Desk {number}") for number in range(count)]
    quote = create_quote(contact)
    return add_lines(quote, [{"item": item, "quantity": Decimal(1)} for item in items])


def queries_of(act, quote):
    fresh = SalesDocument.objects.get(pk=quote.pk)
    with CaptureQueriesContext(connection) as asked:
        act(fresh)
    return len(asked)


def a_line_changed(quote):
    edit_line(quote.lines.first(), quantity=Decimal(7))


@pytest.mark.parametrize(
    "act", [a_line_changed, release_document, make_order, printed, content_of]
)
def test_many_lines_ask_no_more_than_a_few(ann, act):
    selling_is_set_up()
    few, many = of_lines(FEW), of_lines(MANY)
    act(of_lines(1))  # what is asked once and known from then on

    assert queries_of(act, few) == queries_of(act, many)


def test_nor_does_their_page(ann, browser):
    selling_is_set_up()
    few, many = of_lines(FEW), of_lines(MANY)

    def opened(quote):
        assert "Desk 1" in browser.get(f"/c/cronus/sales/{quote.number}/").text

    opened(few)
    assert queries_of(opened, few) == queries_of(opened, many)
