"""However many lines a document has, with as many items: it asks no more questions."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kans.sales.actions import (
    add_lines,
    create_quote,
    edit_document,
    edit_line,
    keep_version,
    make_order,
    release_document,
    restore_version,
)
from kans.sales.actions.versions import content_of
from kans.sales.forms.pasting import PastedForm
from kans.sales.models import SalesDocument
from kans.sales.printing.from_document import printed
from tests.builders import (
    a_contact,
    a_customer,
    a_vat_customer_group,
    a_vat_rate,
    an_item,
    selling_is_set_up,
)

pytestmark = pytest.mark.django_db
FEW, MANY = 2, 30


def of_lines(count):
    """A quote of so many lines, each of another item."""
    contact = a_contact(f"Contoso {count}")
    a_customer(f"Contoso {count}", of=contact)
    items = [an_item(f"Desk {number}") for number in range(count)]
    quote = create_quote(contact)
    return add_lines(quote, [{"item": item, "quantity": Decimal(1)} for item in items])


def queries_of(act, quote, *, beginning=""):
    fresh = SalesDocument.objects.get(pk=quote.pk)
    with CaptureQueriesContext(connection) as asked:
        act(fresh)
    return sum(query["sql"].startswith(beginning) for query in asked)


def a_line_changed(quote):
    edit_line(quote.lines.first(), quantity=Decimal(7))


def rows_of(quote):
    """As many as it has lines, of the same items, as one copies them."""
    numbers = quote.lines.order_by("position").values_list("item__number", flat=True)
    return "\n".join(f"{number}\t\t1" for number in numbers)


def rows_pasted(quote):
    form = PastedForm({"text": rows_of(quote)})
    assert form.is_valid()
    lines = form.lines()
    add_lines(quote, list(lines.values()), rows=list(lines))


def restored(quote):
    restore_version(keep_version(quote))


@pytest.mark.parametrize(
    "act",
    [
        *(a_line_changed, release_document, make_order, printed, content_of),
        *(rows_pasted, restored),
    ],
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


def test_nor_does_pasting_on_their_page(ann, browser):
    selling_is_set_up()
    few, many = of_lines(FEW), of_lines(MANY)

    def pasted(quote):
        text, path = rows_of(quote), f"/c/cronus/sales/{quote.number}/lines/pasted/"
        assert browser.post(path, {"text": text}).status_code == 200
        assert rows_of(quote) == f"{text}\n{text}"

    pasted(of_lines(1))
    assert queries_of(pasted, few) == queries_of(pasted, many)


def test_another_vat_group_reads_no_more_for_many_lines(ann):
    """Each line that changes is written by itself: SQ-5, AMT-12."""
    selling_is_set_up()
    abroad = a_vat_customer_group("ABROAD")
    a_vat_rate(6, customers="ABROAD")
    few, many = of_lines(FEW), of_lines(MANY)

    def moved(quote):
        edit_document(quote, vat_group=abroad)

    moved(of_lines(1))
    read = [queries_of(moved, quote, beginning="SELECT") for quote in (few, many)]

    assert read[0] == read[1]
    assert {line.vat_percent for line in many.lines.all()} == {6}
