"""Two people make an order of one quote; and all of it is undone and done again."""

from __future__ import annotations

from collections import Counter

import pytest

from kans.opportunities.actions import move_opportunity
from kans.opportunities.models import Opportunity
from kans.opportunities.rules.moves import Move, QuoteRequired
from kans.sales.actions import delete_document, edit_document, make_order
from kans.sales.models import DocumentVersion, SalesDocument, SalesLine
from tests.at_once import together
from tests.builders import MARCH_8, a_sales_cycle, a_stage, an_estimate
from tests.sales.common import D, a_quote, an_opportunity_in_progress, won_and_lost
from tests.undo.undoing import figures, redo, undo

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_make_an_order_one_is_told(ann):
    won, _ = won_and_lost()
    quote = a_quote(1, 2)

    outcomes = together(ann, [lambda: make_order(quote, code=won, on=MARCH_8)] * 4)

    told = Counter(type(outcome).__name__ for outcome in outcomes)
    assert told["SalesDocument"] == 1
    assert set(told) <= {"SalesDocument", "RecordGone", "Refused"}
    order = SalesDocument.objects.get()
    assert (order.is_quote, order.number, order.amount) == (False, "SO00001", 300)
    assert SalesLine.objects.count() == 2
    assert DocumentVersion.objects.count() == 1
    opportunity = Opportunity.objects.get()
    assert (opportunity.order_number, opportunity.calculated_current_value) == (
        order.number,
        300,
    )


def test_making_an_order_is_undone_and_done_again(ann):
    won, _ = won_and_lost()
    quote = edit_document(a_quote(1, 2), discount_percent=D(10))
    before = figures()
    make_order(quote, code=won, on=MARCH_8)
    after = figures()

    for _again in range(2):
        undo()
        assert figures() == before
        redo()
        assert figures() == after


def test_a_stage_that_asks_for_a_quote(ann):
    """MOV-9: reached with one, not without, and with an empty one too."""
    cycle = a_sales_cycle("Qualify", a_stage("Offer", quote_required=True), code="Q")
    opportunity = an_opportunity_in_progress(sales_cycle=cycle)

    with pytest.raises(QuoteRequired):
        move_opportunity(opportunity, Move.NEXT, on=MARCH_8, estimate=an_estimate())
    quote = a_quote(of=opportunity)
    move_opportunity(opportunity, Move.NEXT, on=MARCH_8, estimate=an_estimate())

    assert Opportunity.objects.get().active.stage_description == "Offer"
    delete_document(quote)
    assert Opportunity.objects.get().sales_document_number == ""
