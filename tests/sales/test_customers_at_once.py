"""A contact becomes a customer on the way, while somebody else has it (ORD-2, END-3).

Both hold something before either goes on, unless one has to wait for the other: if
two held the same records in another order, PostgreSQL would end one with a fault.
"""

from __future__ import annotations

from functools import partial, wraps
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest

from kans.contacts.actions import edit_contact, keeping, merge_contacts, merging
from kans.contacts.models import Contact
from kans.customers.actions import becoming, create_as_customer
from kans.customers.models import Customer
from kans.foundation.errors import DomainError
from kans.opportunities.actions import close_opportunity, closing
from kans.opportunities.models import Opportunity
from kans.opportunities.rules.closing import Outcome
from kans.sales.actions import add_lines, create_quote, ending, make_order, quoting
from kans.sales.models import DocumentVersion, SalesDocument
from tests.at_once import together, told, wait_for_each_other
from tests.builders import (
    MARCH_8,
    a_contact,
    an_estimate,
    an_opportunity,
    selling_is_set_up,
)
from tests.sales.common import D, a_quote, won_and_lost

if TYPE_CHECKING:
    from collections.abc import Callable


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meet(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have both wait for each other once these functions have done their work."""
    both_are_there = Barrier(2)

    def waiting(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def act(*args: Any, **kwargs: Any) -> Any:
            result = function(*args, **kwargs)
            wait_for_each_other(both_are_there)
            return result

        return act

    def after(*places: tuple[Any, str]) -> None:
        for where, name in places:
            monkeypatch.setattr(where, name, waiting(getattr(where, name)))

    return after


HOLDING_A_QUOTE = (ending, "held")
HOLDING_WHO_WILL_BUY = (closing, "lock_buyer")
HOLDING_TO_WIN = (closing, "must_be_unchanged")
HOLDING_TO_QUOTE = (quoting, "may_be_quoted")
HOLDING_A_BUYER = (becoming, "must_be_unchanged")
HOLDING_A_CONTACT = (keeping, "must_be_unchanged")
HOLDING_TWO_CONTACTS = (merging, "must_be_unchanged")


def one_in_progress(contact: Any = None) -> Opportunity:
    """Of Contoso, which is no customer yet."""
    return an_opportunity(
        contact=contact, standing_on="Qualify", estimate=an_estimate(500)
    )


def two_quotes() -> tuple[Any, Any]:
    """Each of an opportunity of its own, both of one contact that does not buy yet."""
    one = a_quote(1, buys=False)
    line: Any = {"item": one.lines_in_order[0].item, "quantity": D(2)}
    second = one_in_progress(one.contact)
    return one, add_lines(create_quote(opportunity=second), [line])


def order(quote, won):
    return partial(make_order, quote, code=won, on=MARCH_8, as_customer=True)


def win(opportunity, won):
    return partial(
        close_opportunity, opportunity, Outcome.WON, won, on=MARCH_8, sales_value=D(9)
    )


def must_be_of_one_customer() -> None:
    """Whose contact all of it is."""
    customer, contact = Customer.objects.get(), Contact.objects.get()
    assert customer.contact == contact
    for document in SalesDocument.objects.all():
        assert (document.customer, document.contact) == (customer, contact)
    for opportunity in Opportunity.objects.all():
        assert (opportunity.contact, opportunity.contact_name) == (
            contact,
            contact.name,
        )


def must_be_ordered(*numbers: str) -> None:
    """Just these quotes: whole, each with its opportunity won, and the rest as it was.

    A quote is kept as a version when it is ordered.
    """
    orders = SalesDocument.objects.orders()
    assert sorted(order.quote_number for order in orders) == list(numbers)
    kept = DocumentVersion.objects.filter(why="Ordered").order_by("number")
    assert [version.number for version in kept] == list(numbers)
    quotes = SalesDocument.objects.quotes().values_list("number", flat=True)
    assert sorted((*quotes, *numbers)) == ["SQ00001", "SQ00002"]
    for order in orders:
        assert order.lines.count() == 1
        assert order.opportunity.status == "Won"
        assert order.opportunity.order_number == order.number


def test_an_order_is_made_while_the_contact_becomes_a_customer(ann, meet):
    """C2C-2, C2C-9: who comes second is told, or orders for the customer there is."""
    won, _ = won_and_lost()
    one, other = two_quotes()
    meet(HOLDING_A_QUOTE, HOLDING_A_BUYER)

    outcomes = together(
        ann, [order(one, won), partial(create_as_customer, one.contact)]
    )

    assert told(outcomes)["SalesDocument"] == 1
    assert set(told(outcomes)) - {"SalesDocument"} < {"Customer", "AlreadyCustomer"}
    must_be_of_one_customer()
    must_be_ordered(one.number)
    assert Opportunity.objects.get(pk=other.opportunity_id).status == "In Progress"


def test_orders_are_made_of_two_quotes_of_one_contact(ann, meet):
    """ORD-2: the second is for the customer that the first made."""
    won, _ = won_and_lost()
    one, other = two_quotes()
    meet(HOLDING_A_QUOTE)

    outcomes = together(ann, [order(one, won), order(other, won)])

    assert told(outcomes) == {"SalesDocument": 2}
    must_be_of_one_customer()
    must_be_ordered(one.number, other.number)


def test_an_order_is_made_while_another_opportunity_is_won(ann, meet):
    """END-3."""
    won, _ = won_and_lost()
    one, other = two_quotes()
    meet(HOLDING_A_QUOTE, HOLDING_A_BUYER)

    outcomes = together(ann, [order(one, won), win(other.opportunity, won)])

    assert told(outcomes) == {"SalesDocument": 1, "OpportunityEntry": 1}
    must_be_of_one_customer()
    must_be_ordered(one.number)
    assert Opportunity.objects.get(pk=other.opportunity_id).status == "Won"


def test_an_opportunity_is_lost_while_it_is_won(ann, meet):
    """END-1: who holds the contact to win it lets the other write of whom it was."""
    won, lost = won_and_lost()
    selling_is_set_up()
    opportunity = one_in_progress()
    meet(HOLDING_WHO_WILL_BUY, HOLDING_TO_WIN)
    lose = partial(close_opportunity, opportunity, Outcome.LOST, lost, on=MARCH_8)

    outcomes = together(ann, [win(opportunity, won), lose])

    assert told(outcomes) == {"OpportunityEntry": 1, "OpportunityClosed": 1}
    opportunity = Opportunity.objects.get()
    assert Customer.objects.count() == (opportunity.status == "Won")
    assert opportunity.entries.count() == 1 + 1


DOING: dict[str, tuple[tuple[Any, str], Callable[..., Any]]] = {
    "order": (HOLDING_A_QUOTE, lambda quote, _free, won: order(quote, won)),
    "win": (HOLDING_TO_WIN, lambda _quote, free, won: win(free, won)),
    "quote": (
        HOLDING_TO_QUOTE,
        lambda _quote, free, _won: partial(
            create_quote, opportunity=free, as_customer=True
        ),
    ),
}


@pytest.mark.parametrize("doing", DOING)
def test_the_contact_is_renamed_while_it_becomes_a_customer(ann, meet, doing):
    """CON-16, END-3, ORD-2, QUO-3."""
    won, _ = won_and_lost()
    quote = a_quote(1, buys=False)
    free = one_in_progress(quote.contact)
    holding, act = DOING[doing]
    meet(holding, HOLDING_A_CONTACT)
    rename = partial(edit_contact, quote.contact, name="Contoso BV")

    outcomes = together(ann, [act(quote, free, won), rename])

    assert not [one for one in outcomes if isinstance(one, DomainError)]
    must_be_of_one_customer()
    assert Contact.objects.get().name == Customer.objects.get().name == "Contoso BV"


def test_the_contact_is_merged_while_it_becomes_a_customer(ann, meet):
    """DUP-4, ORD-2: the order is of the one that is kept."""
    won, _ = won_and_lost()
    quote = a_quote(1, buys=False)
    kept = a_contact("Fabrikam")
    meet(HOLDING_A_QUOTE, HOLDING_TWO_CONTACTS)

    outcomes = together(
        ann, [order(quote, won), partial(merge_contacts, kept, quote.contact)]
    )

    assert told(outcomes) == {"SalesDocument": 1, "Contact": 1}
    must_be_of_one_customer()
    assert Contact.objects.get() == kept
