"""A quote to begin with, and what tests ask about it again and again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kans.opportunities.models import Opportunity
from kans.opportunities.rules.closing import Outcome
from kans.sales.actions import add_lines, create_quote
from kans.sales.models import SalesDocument
from tests.builders import (
    a_close_code,
    a_contact,
    a_customer,
    an_estimate,
    an_opportunity,
    selling_is_set_up,
)

D = Decimal


def an_opportunity_in_progress(*, buys: bool = True, **facts: Any) -> Opportunity:
    """Of Contoso, which is a customer unless it does not buy yet."""
    contact = facts.pop("contact", None) or a_contact("Contoso")
    if buys:
        a_customer("Contoso", of=contact)
    estimate = facts.pop("estimate", an_estimate(1000))
    return an_opportunity(
        contact=contact, standing_on="Qualify", estimate=estimate, **facts
    )


def a_quote(*quantities: int, of: Opportunity | None = None, **facts: Any) -> Any:
    """A quote with a line of desks at 100 for each quantity."""
    desk = selling_is_set_up()
    opportunity = of or an_opportunity_in_progress(buys=facts.pop("buys", True))
    quote = create_quote(opportunity=opportunity, **facts)
    lines: Any = [{"item": desk, "quantity": D(count)} for count in quantities]
    return add_lines(quote, lines) if lines else quote


def won_and_lost() -> tuple[Any, Any]:
    return a_close_code("WON", Outcome.WON), a_close_code("LOST", Outcome.LOST)


def everything() -> dict[str, Any]:
    """All there is of documents and opportunities, to see that nothing changed."""
    return {
        model.__name__: sorted(model.objects.values_list(), key=str)
        for model in (SalesDocument, Opportunity)
    }
