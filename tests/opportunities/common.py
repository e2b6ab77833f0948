"""What the tests of the opportunity process say often."""

from __future__ import annotations

from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kans.foundation.errors import DomainError
from kans.foundation.models import Change, ChangedRecord
from kans.notes.models import Comment
from kans.number_series.models import NumberSeriesLine
from kans.opportunities.actions import close_opportunity
from kans.opportunities.models import (
    CloseOpportunityCode,
    Opportunity,
    OpportunityEntry,
)
from kans.opportunities.rules.closing import Outcome
from tests.builders import MARCH_8, a_close_code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

WRITTEN = (
    Opportunity,
    OpportunityEntry,
    Comment,
    NumberSeriesLine,
    Change,
    ChangedRecord,
)


@contextmanager
def refused(*refusals: type[DomainError] | DomainError) -> Iterator[None]:
    """Inside, just these refusals are made, all at once, and nothing is written."""
    with unchanged(), pytest.raises(DomainError) as caught:
        yield
    found = [
        type(was) if isinstance(wanted, type) else was
        for was, wanted in zip(caught.value.refusals, refusals, strict=True)
    ]
    assert found == list(refusals)


@contextmanager
def unchanged() -> Iterator[None]:
    """Whatever happens inside, nothing is written."""
    before = everything()
    try:
        yield
    finally:
        assert everything() == before


def everything() -> list[object]:
    return [list(model.objects.order_by("pk").values()) for model in WRITTEN]


def the_entries(opportunity: Opportunity) -> list[tuple[object, ...]]:
    """Of each entry: number, stage, action taken, date, active, days open."""
    return list(
        opportunity.entries.order_by("number").values_list(
            "number",
            "stage_description",
            "action_taken",
            "date_of_change",
            "active",
            "days_open",
        )
    )


def won(
    opportunity: Opportunity, *, on: date = MARCH_8, sales: Decimal | int | str = 5000
) -> OpportunityEntry:
    return close_opportunity(
        opportunity, Outcome.WON, code(Outcome.WON), on=on, sales_value=Decimal(sales)
    )


def lost(opportunity: Opportunity, *, on: date = MARCH_8) -> OpportunityEntry:
    return close_opportunity(opportunity, Outcome.LOST, code(Outcome.LOST), on=on)


def code(outcome: Outcome) -> CloseOpportunityCode:
    found = CloseOpportunityCode.objects.filter(outcome=outcome).first()
    return found or a_close_code(outcome=outcome)
