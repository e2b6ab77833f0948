"""Which opportunity a quote or order is of (ON-1 to ON-5; 8: 6 to 10)."""

from __future__ import annotations

import pytest

from kans.foundation.actions.action import OvertakenByAnother
from kans.foundation.errors import Refused
from kans.foundation.history.concurrency import ChangedMeanwhile
from kans.foundation.records.records import RecordGone
from kans.opportunities.actions import close_opportunity, delete_opportunity
from kans.opportunities.models import Opportunity
from kans.opportunities.rules.closing import Outcome
from kans.sales.actions import (
    assign_opportunity,
    assign_quote,
    complete_order,
    create_quote,
    edit_document,
    make_order,
    release_document,
)
from kans.sales.actions.assigning import may_take
from kans.sales.actions.held import held_opportunities, held_to_assign
from kans.sales.models import SalesDocument
from kans.sales.rules.assigning import (
    OpportunityHasQuote,
    OpportunityNotInProgress,
    OpportunityOfAnotherContact,
    OrderKeepsItsOpportunity,
    QuoteOfAnotherOpportunity,
    may_change_opportunity,
)
from kans.sales.rules.statuses import DocumentEnded
from tests.builders import MARCH_8, a_contact, an_estimate, an_opportunity
from tests.opportunities.pages import text_of
from tests.sales.common import (
    a_quote,
    an_opportunity_in_progress,
    everything,
    won_and_lost,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(ann):
    """Quote A, which has an opportunity of Contoso."""
    return a_quote(2)


@pytest.fixture
def free(taken):
    """Quote B for Contoso, of none."""
    return create_quote(taken.contact)


def another_of(contact, **facts):
    """Another opportunity in progress of a contact."""
    facts = {"standing_on": "Qualify", "estimate": an_estimate(500), **facts}
    return an_opportunity(contact=contact, **facts)


def now(record):
    return type(record).objects.get(pk=record.pk)


def knows(opportunity):
    opportunity = now(opportunity)
    return (
        opportunity.sales_document_type,
        opportunity.sales_document_number,
        opportunity.sales_document_value,
    )


def test_a_free_quote_is_given_an_opportunity(free):
    """Scenario 7; ON-2."""
    opportunity = another_of(free.contact)

    assign_opportunity(free, opportunity)

    assert now(free).opportunity == opportunity
    assert knows(opportunity) == ("Quote", "SQ00002", 0)


def test_it_is_taken_from_another_quote_when_one_says_so(taken, free):
    """Scenarios 6 and 8; ON-3."""
    opportunity = taken.opportunity

    assign_opportunity(free, opportunity, reassign=True)

    assert now(taken).opportunity is None
    assert now(free).opportunity == opportunity
    assert knows(opportunity) == ("Quote", "SQ00002", 0)


def test_else_nothing_changes_and_that_quote_is_named(taken, free):
    """Scenario 9; ON-3."""
    assign_opportunity(free, another_of(free.contact))
    before = everything()

    with pytest.raises(OpportunityHasQuote, match="SQ00001"):
        assign_opportunity(free, taken.opportunity)

    assert everything() == before


def test_none_frees_the_opportunity(taken):
    """Scenario 10; ON-4."""
    opportunity = taken.opportunity

    assign_opportunity(taken, None)

    assert now(taken).opportunity is None
    assert knows(opportunity) == ("", "", None)
    assert now(opportunity).status == "In Progress"


def test_another_frees_the_former_one(taken):
    """ON-4."""
    former, other = taken.opportunity, another_of(taken.contact)

    assign_opportunity(taken, other)

    assert knows(former) == ("", "", None)
    assert knows(other) == ("Quote", "SQ00001", 200)
    assert now(former).status == "In Progress"


def test_two_quotes_may_be_of_each_others(taken, free):
    """ON-3 and ON-4 at once: the one that lost it may take the one that is free."""
    first, second = taken.opportunity, another_of(free.contact)
    assign_opportunity(free, second)

    assign_opportunity(free, first, reassign=True)
    assign_opportunity(taken, second)

    assert knows(first)[1] == "SQ00002"
    assert knows(second)[1] == "SQ00001"


def test_a_released_quote_is_assigned_too(taken):
    """What the customer is offered does not change by it."""
    released = release_document(taken)

    assert assign_opportunity(released, None).status == "Released"


def test_the_same_one_is_left_as_it_is(taken):
    """Also once it is closed."""
    won, _ = won_and_lost()
    close_opportunity(taken.opportunity, Outcome.WON, won, on=MARCH_8)
    before = everything()

    assign_opportunity(taken, taken.opportunity)

    assert everything() == before


def test_only_one_in_progress_of_the_same_contact(free):
    """ON-1; both said together."""
    fabrikams = an_opportunity(contact=a_contact("Fabrikam"))
    before = everything()

    with pytest.raises(Refused) as refused:
        assign_opportunity(free, fabrikams)

    told = {type(one) for one in refused.value.refusals}
    assert told == {OpportunityNotInProgress, OpportunityOfAnotherContact}
    assert everything() == before


def test_a_closed_one_is_refused(taken, free):
    """ON-1."""
    _, lost = won_and_lost()
    opportunity = another_of(free.contact)
    close_opportunity(opportunity, Outcome.LOST, lost, on=MARCH_8)

    with pytest.raises(OpportunityNotInProgress):
        assign_opportunity(free, opportunity)


def test_an_order_only_lets_go(taken):
    """ON-1 and ON-4: the opportunity stays won, without a document."""
    won, _ = won_and_lost()
    order = make_order(taken, code=won, on=MARCH_8)
    opportunity, other = order.opportunity, another_of(order.contact)
    with pytest.raises(OrderKeepsItsOpportunity):
        assign_opportunity(order, other)

    assign_opportunity(order, None)

    assert knows(opportunity) == ("", "", None)
    assert now(opportunity).status == "Won"
    with pytest.raises(OrderKeepsItsOpportunity):
        assign_opportunity(order, opportunity)
    (refusal,) = may_change_opportunity(now(order))
    assert isinstance(refusal, OrderKeepsItsOpportunity)


def test_with_an_order_that_has_ended_nothing_is_done(taken):
    won, _ = won_and_lost()
    order = release_document(make_order(taken, code=won, on=MARCH_8))
    complete_order(order)

    with pytest.raises(DocumentEnded):
        assign_opportunity(order, None)


def test_who_changed_it_meanwhile_is_told(taken):
    seen = taken.version
    edit_document(taken, your_reference="Spring")

    with pytest.raises(ChangedMeanwhile):
        assign_opportunity(taken, None, version=seen)


def test_one_that_is_gone_is_not_assigned(free):
    _, lost = won_and_lost()
    opportunity = another_of(free.contact)
    close_opportunity(opportunity, Outcome.LOST, lost, on=MARCH_8)
    delete_opportunity(now(opportunity))

    with pytest.raises(RecordGone):
        assign_opportunity(free, opportunity)


def test_what_is_known_from_before_does_not_come_back(taken):
    """A document that one looked at earlier is as it is now, once it is edited."""
    before = now(taken)
    assert before.opportunity is not None
    assign_opportunity(taken, None)

    edit_document(before, your_reference="Spring")

    assert now(taken).opportunity is None


def test_one_that_was_given_while_others_waited_is_told(taken, monkeypatch):
    """Nobody holds an opportunity after a document: two would wait for each other."""
    other = another_of(taken.contact)

    def held_meanwhile(document, *others):
        found = held_opportunities(document, *others)
        SalesDocument.objects.filter(pk=document.pk).update(opportunity=other)
        return found

    monkeypatch.setattr("kans.sales.actions.held.held_opportunities", held_meanwhile)

    with pytest.raises(OvertakenByAnother):
        edit_document(taken, your_reference="Spring")


# The dialog -----------------------------------------------------------------------


def address_of(document):
    return f"/c/cronus/sales/{document.number}/opportunity/"


def test_the_card_leads_there(browser, taken):
    card = browser.get(f"/c/cronus/sales/{taken.number}/").text

    assert 'data-verb="assign_opportunity"' in card


def test_it_offers_those_in_progress_of_the_contact_and_none(browser, taken, free):
    another_of(free.contact, description="Chairs", number="OPCHAIRS")
    an_opportunity(contact=free.contact, number="OPLATER")
    an_opportunity_in_progress(contact=a_contact("Fabrikam"), number="OPFABRIKAM")

    shown = browser.get(address_of(free)).text

    assert '<option value=""' in shown
    assert "OPCHAIRS · Chairs</option>" in shown
    assert f"{taken.opportunity.number} · " in shown
    assert "(SQ00001)</option>" in shown
    assert "OPLATER" not in shown
    assert "OPFABRIKAM" not in shown


def test_the_question_is_asked_only_where_another_quote_has_one(browser, taken, free):
    assert 'name="reassign"' in browser.get(address_of(free)).text
    assert 'name="reassign"' not in browser.get(address_of(taken)).text


def test_it_assigns_and_says_so(browser, taken, free):
    typed = {"opportunity": taken.opportunity.number, "version": free.version}

    refused = browser.post(address_of(free), typed)
    answer = browser.post(address_of(free), {**typed, "reassign": "on"})

    assert refused.status_code == 422
    assert "has SQ00001" in refused.text
    assert answer.status_code == 302
    assert now(free).opportunity == taken.opportunity
    assert Opportunity.objects.count() == 1


def test_a_blank_choice_lets_go(browser, taken):
    typed = {"opportunity": "", "version": taken.version}
    answer = browser.post(address_of(taken), typed)

    assert answer.status_code == 302
    assert now(taken).opportunity is None


# From the side of the opportunity (ON-5) -------------------------------------


def test_an_opportunity_takes_a_free_quote_and_lets_its_own_go(taken, free):
    """ON-5."""
    opportunity = taken.opportunity

    assign_quote(opportunity, free)

    assert now(taken).opportunity is None
    assert now(free).opportunity == opportunity
    assert knows(opportunity) == ("Quote", "SQ00002", 0)


def test_an_opportunity_without_a_quote_takes_one(free):
    opportunity = another_of(free.contact)

    assign_quote(opportunity, free)

    assert now(free).opportunity == opportunity
    assert knows(opportunity) == ("Quote", "SQ00002", 0)


def test_blank_lets_the_quote_go(taken):
    """ON-5."""
    assign_quote(taken.opportunity, None)

    assert now(taken).opportunity is None
    assert knows(taken.opportunity) == ("", "", None)
    assert now(taken.opportunity).status == "In Progress"


def test_a_won_opportunity_lets_its_order_go(taken):
    """ON-4, as from the order."""
    won, _ = won_and_lost()
    order = make_order(taken, code=won, on=MARCH_8)

    assign_quote(order.opportunity, None)

    assert now(order).opportunity is None
    assert knows(order.opportunity) == ("", "", None)
    assert now(order.opportunity).status == "Won"


def test_to_have_what_one_has_changes_nothing(taken, free):
    other = another_of(free.contact)
    before = everything()

    assign_quote(taken.opportunity, taken)
    assign_quote(other, None)

    assert everything() == before


def a_quote_of_somebody_else(opportunity):
    return create_quote(a_contact("Fabrikam")), OpportunityOfAnotherContact


def a_quote_of_another_opportunity(opportunity):
    quote = create_quote(opportunity.contact)
    assign_opportunity(quote, another_of(opportunity.contact))
    return quote, QuoteOfAnotherOpportunity


def a_quote_while_it_is_closed(opportunity):
    quote = create_quote(opportunity.contact)
    _, lost = won_and_lost()
    close_opportunity(opportunity, Outcome.LOST, lost, on=MARCH_8)
    return quote, OpportunityNotInProgress


@pytest.mark.parametrize(
    "given",
    [
        a_quote_of_somebody_else,
        a_quote_of_another_opportunity,
        a_quote_while_it_is_closed,
    ],
)
def test_which_quotes_an_opportunity_does_not_take(taken, given):
    """ON-1, ON-5: nothing is taken from another opportunity on this side."""
    quote, refusal = given(taken.opportunity)
    before = everything()

    with pytest.raises(refusal):
        assign_quote(taken.opportunity, quote)

    assert everything() == before


def test_a_quote_that_was_given_away_meanwhile_is_not_let_go(taken):
    """Between the look at which quote it has, and its being held."""
    mine = taken.opportunity
    assign_opportunity(taken, another_of(taken.contact))

    held = held_to_assign(now(taken), mine)

    assert [type(one) for one in may_take(held, None)] == [OvertakenByAnother]


def test_an_opportunity_that_changed_meanwhile_is_left_alone(taken, free):
    before = everything()

    with pytest.raises(ChangedMeanwhile):
        assign_quote(taken.opportunity, free, version=1)

    assert everything() == before


def test_the_card_offers_the_quotes_of_the_contact(browser, taken, free):
    elsewhere = create_quote(a_contact("Fabrikam"))
    number = taken.opportunity.number
    there = f"/c/cronus/opportunities/{number}/quote/assign/"

    card = browser.get(f"/c/cronus/opportunities/{number}/").text
    shown = browser.get(there).text
    quote = {"quote": free.number, "version": now(taken.opportunity).version}
    answer = browser.post(there, quote)

    assert there in card
    assert f'<option value="{taken.number}" selected>' in shown
    assert f'<option value="{free.number}">' in shown
    assert elsewhere.number not in shown
    assert answer["Location"] == f"/c/cronus/opportunities/{number}/"
    assert now(free).opportunity == taken.opportunity


def test_without_a_quote_to_choose_the_card_says_so(browser, free):
    """A control that cannot be used now is disabled and says why."""
    fabrikam = a_contact("Fabrikam")
    opportunity = an_opportunity_in_progress(buys=False, contact=fabrikam)
    there = f"/c/cronus/opportunities/{opportunity.number}/"
    why = "There is no quote for Fabrikam that is of no opportunity."

    assert why in text_of(browser.get(there))
    create_quote(fabrikam)
    assert why not in text_of(browser.get(there))


def test_a_closed_one_without_a_quote_says_why_not(browser, free):
    opportunity = another_of(free.contact)
    _, lost = won_and_lost()
    close_opportunity(opportunity, Outcome.LOST, lost, on=MARCH_8)

    shown = browser.get(f"/c/cronus/opportunities/{opportunity.number}/quote/assign/")

    why = "A quote is assigned to one that is in progress: choose such a one."
    assert why in text_of(shown)
