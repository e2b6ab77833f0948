"""Make Order, and what deleting and canceling mean (QUO-5, QUO-6; 8: 14 to 22)."""

from __future__ import annotations

import pytest

from kans.contacts.models import Contact
from kans.customers.models import Customer
from kans.customers.rules.becoming import BuyerPrivacyBlocked, CustomerTemplateMissing
from kans.customers.rules.selling import CustomerBlocked
from kans.foundation.acting.clock import work_date
from kans.foundation.errors import Refused
from kans.foundation.journal.journal import open_change
from kans.notes.actions.comments import add_comment
from kans.notes.models import Comment
from kans.opportunities.actions import close_opportunity, reopen_opportunity
from kans.opportunities.models import Opportunity, OpportunityEntry
from kans.opportunities.rules.closing import (
    CloseCodeMissing,
    OrderHangsOnIt,
    Outcome,
    QuoteComesToNothing,
)
from kans.opportunities.rules.documents import DocumentType
from kans.sales import actions
from kans.sales.actions import (
    cancel_order,
    complete_order,
    create_quote,
    delete_document,
    edit_document,
    make_order,
    release_document,
    reopen_document,
)
from kans.sales.actions.held import assign
from kans.sales.actions.quoting import next_number
from kans.sales.models import DocumentVersion, SalesDocument, SalesLine
from kans.sales.rules.statuses import (
    DocumentEnded,
    DocumentNeedsCustomer,
    DocumentNotOpen,
    DocumentWithoutLines,
    OnlyForOrders,
    OnlyForQuotes,
    OrderNotReleased,
)
from kans.team.models import SalespersonPrivacyBlocked
from kans.trade.rules.items import ItemBlocked
from tests.builders import (
    APRIL_1,
    MARCH_8,
    a_contact,
    a_customer_template,
    an_opportunity,
    selling_is_set_up,
)
from tests.sales.common import D, a_quote, everything, won_and_lost

pytestmark = pytest.mark.django_db


@pytest.fixture
def codes(ann):
    return won_and_lost()


def opportunity_of(document):
    return Opportunity.objects.get(pk=document.opportunity_id)


def an_order(codes, *quantities):
    return make_order(a_quote(*quantities or (2,)), code=codes[0], on=MARCH_8)


def test_all_of_it_happens(codes):
    """Scenarios 15 and 18; QUO-5, ORD-7, ORD-9."""
    quote = a_quote(1, 2, number="")
    edit_document(quote, discount_percent=D(50), your_reference="Spring")
    edit_document(quote, work_description="Desks", requested_delivery_date=APRIL_1)
    add_comment(quote, "Agreed by phone.")

    order = make_order(quote, code=codes[0], on=MARCH_8)

    opportunity = opportunity_of(order)
    assert (order.number, order.type, order.status) == ("SO00001", "Order", "Open")
    assert (order.quote_number, order.your_reference) == ("SQ00001", "Spring")
    assert order.work_description == "Desks"
    assert order.requested_delivery_date == APRIL_1
    assert (order.amount, order.amount_including_vat) == (D(150), D("181.50"))
    assert [ln.quantity for ln in order.lines_in_order] == [1, 2]
    assert not SalesDocument.objects.quotes().exists()
    assert SalesLine.objects.count() == 2
    assert Comment.objects.get().record_id == order.pk
    assert (opportunity.status, opportunity.closed) == ("Won", True)
    assert opportunity.date_closed == MARCH_8
    assert opportunity.sales_document_type == "Order"
    assert opportunity.sales_document_number == "SO00001"
    entry = opportunity.active
    assert (entry.calculated_current_value, entry.completed) == (150, 100)
    assert (entry.chances_of_success, entry.probability) == (100, 100)
    version = DocumentVersion.objects.get()
    assert (version.number, version.why, version.amount) == ("SQ00001", "Ordered", 150)
    assert version.content["lines"][1]["item"] == "DESK"


@pytest.mark.parametrize(
    ("code", "on", "quantities", "refusal"),
    [
        (None, MARCH_8, (2,), CloseCodeMissing),
        ("won", MARCH_8, (), QuoteComesToNothing),
    ],
)
def test_or_nothing_happens(codes, code, on, quantities, refusal):
    """Scenarios 16 and 17: numbers are not used up either."""
    quote = a_quote(*quantities)
    before = everything()

    with pytest.raises(refusal):
        make_order(quote, code=code and codes[0], on=on)

    assert everything() == before
    with open_change("test"):
        assert next_number(DocumentType.ORDER) == "SO00001"
    assert not DocumentVersion.objects.exists()


class Fault(Exception):
    """What nobody foresaw."""


STEPS = [
    (actions.ending, "close_opportunity"),
    (actions.ending, "save_version"),
    (actions.ending, "next_number"),
    (actions.ending, "free"),
    (SalesDocument, "forget"),
    (SalesLine, "copied"),
    (SalesDocument, "place"),
    (actions.ending, "settle"),
    (SalesDocument, "write"),
    (Opportunity, "take_document"),
    (actions.ending, "move_belongings"),
]


@pytest.mark.parametrize(("where", "step"), STEPS, ids=[name for _, name in STEPS])
@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
def test_a_fault_at_any_step_leaves_nothing_half_done(
    codes, monkeypatch, where, step, late
):
    quote = a_quote(2)
    before, entries = everything(), OpportunityEntry.objects.count()
    real = getattr(where, step)

    def fail(*args, **kwargs):
        if late:
            real(*args, **kwargs)
        raise Fault

    monkeypatch.setattr(where, step, fail)

    with pytest.raises(Fault):
        make_order(quote, code=codes[0], on=MARCH_8)

    assert everything() == before
    assert OpportunityEntry.objects.count() == entries
    assert not DocumentVersion.objects.exists()


def test_an_order_needs_a_customer(codes):
    """Scenario 14's way out is Create as Customer; ORD-2."""
    quote = a_quote(2, buys=False)

    with pytest.raises(DocumentNeedsCustomer):
        make_order(quote, code=codes[0], on=MARCH_8)


def test_a_prospect_becomes_a_customer_on_the_way(codes):
    """Scenario 14; ORD-2."""
    template = a_customer_template("TRADE", line_discount=5)
    quote = a_quote(2, buys=False, template=template)

    order = make_order(quote, code=codes[0], on=MARCH_8, as_customer=True)

    customer = Customer.objects.get()
    assert (customer.contact, customer.line_discount) == (quote.contact, 5)
    assert order.contact == quote.contact
    assert (order.customer, order.quote_number) == (customer, "SQ00001")
    assert order.amount == 200
    assert not SalesDocument.objects.quotes().exists()


@pytest.mark.parametrize("how", ["chosen", "of the quote", "not at all"])
def test_of_several_templates_one_is_chosen_for_the_order(codes, how):
    """END-3, ORD-2."""
    a_customer_template("TRADE", line_discount=5)
    shop = a_customer_template("SHOP", line_discount=7)
    quote = a_quote(2, buys=False, template=shop if how == "of the quote" else None)
    chosen = {"template": shop} if how == "chosen" else {}
    before = everything()

    if how == "not at all":
        with pytest.raises(CustomerTemplateMissing) as refused:
            make_order(quote, code=codes[0], on=MARCH_8, as_customer=True)
        assert refused.value.field == "template"
        assert everything() == before
        assert not Customer.objects.exists()
        return
    order = make_order(quote, code=codes[0], on=MARCH_8, as_customer=True, **chosen)

    assert order.customer.line_discount == 7
    assert Customer.objects.count() == 1


def test_who_may_not_be_a_customer_orders_nothing(codes):
    """Nor is the opportunity won."""
    quote = a_quote(2, buys=False)
    with open_change("test"):
        Contact.objects.filter(pk=quote.contact_id).update(privacy_blocked=True)
    before = everything()

    with pytest.raises(BuyerPrivacyBlocked):
        make_order(quote, code=codes[0], on=MARCH_8, as_customer=True)

    assert everything() == before
    assert not Customer.objects.exists()


def test_who_and_what_is_blocked_is_not_ordered(codes):
    """ORD-3, both said together."""
    quote = a_quote(2)
    customer, desk = quote.customer, quote.lines_in_order[0].item
    with open_change("test"):
        customer.blocked = "Ship"
        customer.save()
        desk.blocked = True
        desk.save()

    with pytest.raises(Refused) as refused:
        make_order(quote, code=codes[0], on=MARCH_8)

    assert {type(e) for e in refused.value.refusals} == {CustomerBlocked, ItemBlocked}


def test_a_salesperson_who_is_blocked_for_privacy_sells_nothing(codes):
    """SP-2, ORD-3."""
    quote = a_quote(2)
    with open_change("test"):
        quote.salesperson.privacy_blocked = True
        quote.salesperson.save()
    before = everything()

    with pytest.raises(SalespersonPrivacyBlocked):
        make_order(quote, code=codes[0], on=MARCH_8)

    assert everything() == before


def test_an_order_of_no_opportunity(codes):
    selling_is_set_up()
    quote = create_quote(a_contact("Fabrikam"), as_customer=True)

    order = make_order(quote)

    assert order.opportunity is None
    with pytest.raises(OnlyForQuotes):
        make_order(order)


def a_quote_of_one_that_is(status, codes):
    """Of an opportunity of that status; of one not started only by hand."""
    if status == "Not Started":
        quote = edit_document(a_quote(2), your_reference="Spring")
        with open_change("test"):
            quote.opportunity.free_document()
            quote.opportunity.save()
            quote.opportunity = an_opportunity()
            quote.save()
            assign(quote)
        return quote
    quote = a_quote(2)
    if status in Outcome:
        code = codes[list(Outcome).index(status)]
        close_opportunity(quote.opportunity, Outcome(status), code, on=work_date())
    return SalesDocument.objects.get()


@pytest.mark.parametrize(
    ("status", "becomes", "has", "value"),
    [
        ("Not Started", "Won", "SO00001", 200),
        ("In Progress", "Won", "SO00001", 200),
        ("Won", "Won", "SO00001", 200),
        ("Lost", "Lost", "", 0),
    ],
)
def test_an_opportunity_has_the_order_of_its_quote_unless_it_was_lost(
    codes, status, becomes, has, value
):
    """ORD-9, QUO-5: what was lost counts for nothing, and is free."""
    quote = a_quote_of_one_that_is(status, codes)
    entries = quote.opportunity.entries.count()

    order = make_order(quote, code=codes[0], on=work_date())

    opportunity = Opportunity.objects.get(pk=quote.opportunity_id)
    assert (order.number, order.quote_number, order.amount) == (
        "SO00001",
        "SQ00001",
        200,
    )
    assert SalesDocument.objects.get().opportunity == (opportunity if has else None)
    assert opportunity.status == becomes
    assert opportunity.sales_document_number == has
    assert opportunity.sales_document_type == ("Order" if has else "")
    assert opportunity.sales_document_value == (value or None)
    assert opportunity.active.calculated_current_value == value
    assert opportunity.entries.count() == entries + (status != becomes)


def test_one_that_was_lost_before_the_order_was_made_is_reopened(codes):
    """END-6, ORD-9: the order is not of it, so that it can be quoted again."""
    quote = a_quote_of_one_that_is("Lost", codes)
    order = make_order(quote)

    reopen_opportunity(quote.opportunity)

    opportunity = Opportunity.objects.get()
    assert opportunity.status == "In Progress"
    assert create_quote(opportunity=opportunity).number == "SQ00002"
    cancel_order(order)
    assert Opportunity.objects.get().status == "In Progress"


def test_deleting_the_order_loses_the_opportunity(codes):
    """Scenarios 19 and 20; DOC-4: entries are never taken away here."""
    order = an_order(codes)
    opportunity = opportunity_of(order)

    delete_document(order, code=codes[1], on=APRIL_1)

    opportunity = Opportunity.objects.get(pk=opportunity.pk)
    assert not SalesDocument.objects.exists()
    assert (opportunity.status, opportunity.date_closed) == ("Lost", APRIL_1)
    assert opportunity.sales_document_type == opportunity.sales_document_number == ""
    entry = opportunity.active
    assert (entry.action_taken, entry.estimated_value) == ("Lost", 1000)
    assert (entry.calculated_current_value, entry.probability) == (0, 0)
    assert entry.close_code == codes[1]


@pytest.mark.parametrize("act", [delete_document, cancel_order])
def test_without_a_reason_the_order_stays(codes, act):
    """Scenario 21."""
    order = an_order(codes)
    before = everything()

    with pytest.raises(CloseCodeMissing):
        act(order, on=APRIL_1)

    assert everything() == before


def test_a_canceled_order_is_kept(codes):
    """QUO-6."""
    order = an_order(codes)
    opportunity = opportunity_of(order)

    cancel_order(order, code=codes[1], on=APRIL_1)

    order = SalesDocument.objects.get()
    opportunity.refresh_from_db()
    assert (order.status, order.opportunity) == ("Canceled", None)
    assert (opportunity.status, opportunity.sales_document_number) == ("Lost", "")
    with pytest.raises(DocumentEnded):
        cancel_order(order)


def test_one_that_was_lost_so_goes_on_where_it_stood(codes):
    """END-6, after DOC-4."""
    order = make_order(a_quote(2), code=codes[0], on=work_date())
    opportunity = opportunity_of(order)
    stood_on = opportunity.entries.get(number=1).stage
    delete_document(order, code=codes[1], on=work_date())

    reopen_opportunity(opportunity)

    opportunity = Opportunity.objects.get(pk=opportunity.pk)
    assert (opportunity.status, opportunity.stage) == ("In Progress", stood_on)
    assert opportunity.estimated_value == 1000


def test_while_there_is_an_order_it_is_not_reopened(codes):
    """END-6."""
    order = an_order(codes)

    with pytest.raises(OrderHangsOnIt):
        reopen_opportunity(opportunity_of(order))


def test_deleting_a_quote_frees_the_opportunity(codes):
    """Scenario 22; DOC-2."""
    quote = a_quote(2)
    opportunity = opportunity_of(quote)

    delete_document(quote)

    opportunity = Opportunity.objects.get(pk=opportunity.pk)
    assert (opportunity.status, opportunity.sales_document_type) == ("In Progress", "")
    assert DocumentVersion.objects.get().why == "Deleted"
    assert create_quote(opportunity=opportunity).number == "SQ00002"


def test_the_statuses_of_an_order(codes):
    order = an_order(codes)
    with pytest.raises(OrderNotReleased):
        complete_order(order)
    release_document(order)
    with pytest.raises(DocumentNotOpen):
        edit_document(order, your_reference="Late")
    reopen_document(order)
    release_document(order)

    assert complete_order(order).status == "Completed"
    with pytest.raises(DocumentEnded):
        reopen_document(order)


def test_what_is_released_has_lines_and_a_customer(codes):
    """RLS-1."""
    quote = a_quote(buys=False)

    with pytest.raises(Refused) as refused:
        release_document(quote)

    told = {type(e) for e in refused.value.refusals}
    assert told == {DocumentNeedsCustomer, DocumentWithoutLines}
    with pytest.raises(OnlyForOrders):
        complete_order(quote)


def test_closing_by_hand_takes_what_the_quote_comes_to(codes):
    """END-2: what is typed does not count."""
    quote = a_quote(3)

    close_opportunity(
        quote.opportunity, Outcome.WON, codes[0], on=MARCH_8, sales_value=D(7)
    )

    assert opportunity_of(quote).calculated_current_value == 300


def test_what_a_won_order_comes_to_is_followed(codes):
    order = an_order(codes)

    edit_document(order, discount_amount=D(50))

    opportunity = opportunity_of(order)
    assert opportunity.calculated_current_value == 150
    assert opportunity.active.calculated_current_value == 150
