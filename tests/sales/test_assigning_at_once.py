"""Several people at once on the same quotes and opportunities (ON-3, MOV-14)."""

from __future__ import annotations

from functools import partial

import pytest

from kans.opportunities.models import Opportunity
from kans.sales.actions import assign_opportunity, create_quote, edit_document
from kans.sales.models import SalesDocument
from tests.at_once import together, told
from tests.builders import an_estimate, an_opportunity
from tests.sales.common import a_quote

pytestmark = pytest.mark.django_db(transaction=True)


def must_know_each_other() -> None:
    has = {o.number: o.sales_document_number for o in Opportunity.objects.all()}
    documents = SalesDocument.objects.exclude(opportunity=None)
    assert {n: d for n, d in has.items() if d} == {
        one.opportunity.number: one.number for one in documents
    }


def test_quotes_that_take_each_others_opportunities_never_wait_for_each_other(ann):
    """Opportunities before documents, each in one order."""
    one = a_quote(1)
    first = one.opportunity
    second = an_opportunity(
        contact=one.contact, standing_on="Qualify", estimate=an_estimate(500)
    )
    other = assign_opportunity(create_quote(one.contact), second)
    swap = partial(assign_opportunity, reassign=True)

    for _ in range(3):
        outcomes = together(
            ann,
            [
                partial(swap, one, second),
                partial(swap, other, first),
                partial(swap, one, first),
                partial(swap, other, second),
                partial(edit_document, one, your_reference="Spring"),
                partial(edit_document, other, your_reference="Autumn"),
            ],
        )

        must_know_each_other()
        assert told(outcomes).keys() <= {"SalesDocument", "OvertakenByAnother"}


def test_of_those_who_take_one_opportunity_one_has_it(ann):
    """Without taking it from another quote: the first has it, the rest are told."""
    taken = a_quote(1)
    opportunity = taken.opportunity
    assign_opportunity(taken, None)
    quotes = [create_quote(taken.contact) for _ in range(4)]

    outcomes = together(
        ann, [partial(assign_opportunity, quote, opportunity) for quote in quotes]
    )

    assert told(outcomes) == {"SalesDocument": 1, "OpportunityHasQuote": 3}
    must_know_each_other()
