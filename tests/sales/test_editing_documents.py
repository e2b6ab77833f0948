"""Header and lines of a document: what follows from what (SQ-5 to SQ-17, AMT)."""

from __future__ import annotations

from datetime import date

import pytest

from kans.contacts.rules.places import VatNumberDoubtful
from kans.customers.actions import link_customer
from kans.foundation.acting.clock import work_date
from kans.foundation.errors import DomainError, Refused
from kans.foundation.history.concurrency import ChangedMeanwhile
from kans.foundation.journal.journal import open_change
from kans.opportunities.actions import (
    close_opportunity,
    delete_opportunity,
    edit_opportunity,
)
from kans.opportunities.models import Opportunity
from kans.opportunities.rules.closing import Outcome
from kans.sales.actions import (
    add_lines,
    create_quote,
    delete_lines,
    edit_document,
    edit_line,
    keep_version,
    make_order,
    move_line,
    release_document,
)
from kans.sales.models import DocumentVersion, SalesDocument
from kans.sales.queries.versions import versions_of
from kans.sales.rules.amounts import DiscountAboveTotal
from kans.sales.rules.header import (
    ContactOfAnother,
    CustomerKept,
    DayBeforeDocument,
    DiscountNotInReach,
    DocumentDateMissing,
    ValidUntilTooEarly,
)
from kans.sales.rules.lines import (
    LineIsBlank,
    OnlyOfAnItem,
    VatGroupOfDocumentMissing,
)
from kans.sales.rules.quoting import (
    CustomerOfAnother,
    OpportunityOfAnother,
    QuoteContactMissing,
)
from kans.sales.rules.statuses import DocumentNotOpen
from kans.trade.actions import edit_item
from kans.trade.rules.currencies import NoExchangeRate
from kans.trade.rules.items import ItemBlocked
from tests.builders import (
    JANUARY_1,
    MARCH_1,
    MARCH_8,
    a_contact,
    a_currency,
    a_customer,
    a_payment_terms,
    a_person,
    a_sales_setup,
    a_vat_rate,
    an_exchange_rate,
    an_item,
    selling_is_set_up,
)
from tests.sales.common import (
    D,
    a_quote,
    everything,
    won_and_lost,
)

pytestmark = pytest.mark.django_db


def read(document):
    return SalesDocument.objects.get(pk=document.pk)


def first(document):
    return document.lines_in_order[0]


# Lines ---------------------------------------------------------------------------


def test_an_item_brings_what_is_known_of_it(ann):
    """AMT-1."""
    quote = a_quote()

    quote = add_lines(quote, [{"item": an_item("Lamp", unit_price=D("19.99"))}])

    line = first(read(quote))
    assert (line.description, line.unit.code, line.quantity) == ("Lamp", "PCS", 1)
    assert (line.unit_price, line.vat_percent) == (D("19.99"), 21)
    assert (line.line_amount, read(quote).amount_including_vat) == (
        D("19.99"),
        D("24.19"),
    )


def test_the_opportunity_follows_what_the_quote_comes_to(ann):
    quote = a_quote(1, 2)

    edit_line(first(quote), discount_percent=D(10))

    opportunity = Opportunity.objects.get(pk=quote.opportunity_id)
    assert opportunity.sales_document_value == 290
    assert opportunity.estimated_value == 1000


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({}, LineIsBlank),
        ({"description": "  "}, LineIsBlank),
        ({"description": "Delivery in May", "quantity": D(1)}, OnlyOfAnItem),
    ],
)
def test_a_line_is_an_item_or_a_text(ann, facts, refusal):
    quote = a_quote(1)
    before = everything()

    with pytest.raises(refusal):
        add_lines(quote, [{"description": "Above"}, facts])

    assert everything() == before
    assert len(read(quote).lines_in_order) == 1


def test_a_blocked_item_is_refused(ann):
    quote = a_quote(1)

    with pytest.raises(ItemBlocked):
        edit_line(first(quote), item=an_item("Old", blocked=True))


def test_a_line_of_what_was_blocked_later_can_be_mended(ann):
    """AMT-1 is about choosing an item."""
    quote = a_quote(3)
    edit_item(first(quote).item, blocked=True)

    quote = edit_line(first(quote), quantity=D(2), description="Last desks")

    assert (quote.amount, first(quote).description) == (200, "Last desks")


def test_lines_are_put_in_another_order_and_deleted(ann):
    quote = a_quote(1, 2, 3)
    one, _two, three = quote.lines_in_order

    quote = move_line(three, 1)
    assert [ln.quantity for ln in read(quote).lines_in_order] == [3, 1, 2]
    quote = delete_lines(quote, [one])

    assert [(ln.position, ln.quantity) for ln in read(quote).lines_in_order] == [
        (1, 3),
        (2, 2),
    ]
    assert read(quote).amount == 500


def test_an_amount_taken_off_is_no_more_than_the_lines_come_to(ann):
    """AMT-5, AMT-9."""
    quote = edit_document(a_quote(1, 2), discount_amount=D(250))
    assert (quote.amount, quote.discount_percent) == (50, None)

    quote = delete_lines(quote, [quote.lines_in_order[0]])

    assert (quote.discount_amount, quote.amount) == (200, 0)
    with pytest.raises(DiscountAboveTotal):
        edit_document(quote, discount_amount=D("200.01"))


def test_a_document_without_a_vat_group_says_so(ann):
    quote = a_quote()
    quote = edit_document(quote, vat_group=None)

    with pytest.raises(VatGroupOfDocumentMissing):
        add_lines(quote, [{"item": an_item("Lamp")}])


# Header ----------------------------------------------------------------------------


def test_dates_follow_from_the_document_date(ann):
    """SQ-2."""
    a_sales_setup(quote_validity="1M")
    contact = a_contact("Contoso")
    terms = a_payment_terms("14D", due_date_calculation="14D")
    a_customer("Contoso", of=contact, payment_terms=terms)
    selling_is_set_up()
    quote = create_quote(contact)
    assert quote.document_date == work_date()

    quote = edit_document(quote, document_date=date(2026, 1, 31))

    assert quote.valid_until == date(2026, 2, 28)
    assert quote.due_date == date(2026, 2, 14)
    assert edit_document(quote, valid_until=MARCH_8).valid_until == MARCH_8


@pytest.mark.parametrize("brought_by", ["contact", "customer"])
def test_the_due_date_follows_from_the_terms_that_a_customer_brings(ann, brought_by):
    selling_is_set_up()
    quote = create_quote(a_contact("Contoso"))
    quote = edit_document(quote, document_date=date(2026, 1, 31))
    terms = a_payment_terms("14D", due_date_calculation="14D")
    other = a_contact("Fabrikam")
    of = quote.contact if brought_by == "customer" else other
    customer = a_customer(of.name, of=of, payment_terms=terms)

    quote = edit_document(
        quote, **{brought_by: customer if brought_by == "customer" else other}
    )

    assert quote.customer == customer
    assert quote.due_date == date(2026, 2, 14)


def test_accepting_stamps_the_work_date(ann):
    """SQ-4."""
    quote = edit_document(a_quote(), accepted=True)
    assert quote.accepted_date == work_date()

    assert edit_document(quote, accepted=False).accepted_date is None


def test_prices_follow_vat_and_currency(ann):
    """AMT-12: what the lines are worth stays."""
    an_exchange_rate("0.8", JANUARY_1)
    quote = a_quote(2)

    quote = edit_document(quote, prices_include_vat=True)
    assert (first(quote).unit_price, quote.amount) == (121, 200)
    quote = edit_document(quote, currency=a_currency("USD"))

    assert (first(quote).unit_price, quote.exchange_rate) == (D("151.25"), D("0.8"))
    assert (quote.amount, quote.amount_including_vat) == (250, D("302.50"))
    assert quote.value == 200


def test_a_currency_needs_a_rate(ann):
    quote = a_quote(2)
    before = everything()

    with pytest.raises(NoExchangeRate):
        edit_document(quote, currency=a_currency("USD"))

    assert everything() == before


def test_the_vat_group_decides_what_is_paid(ann):
    quote = a_quote(1)
    rate = a_vat_rate(0, customers="EXPORT")

    quote = edit_document(quote, vat_group=rate.customer_group)

    assert quote.amount == quote.amount_including_vat == 100


def test_what_cannot_be_is_said_all_together(ann):
    quote = a_quote(1)

    with pytest.raises(Refused) as refused:
        edit_document(quote, document_date=None, discount_percent=D(101))

    told = {type(e) for e in refused.value.refusals}
    assert told == {DocumentDateMissing, DiscountNotInReach}


def test_the_customer_of_an_opportunitys_quote_stays(ann):
    """Scenario 23; SQ-7."""
    quote = a_quote(1)
    before = everything()

    with pytest.raises(CustomerOfAnother):
        edit_document(quote, customer=a_customer("Fabrikam"))
    with pytest.raises(CustomerKept):
        edit_document(quote, customer=None)
    with pytest.raises(QuoteContactMissing):
        edit_document(quote, contact=None)

    assert everything() == before


def test_a_colleague_may_be_the_contact_of_both(ann):
    """Scenario 23; SQ-16."""
    quote = a_quote(1)
    eva = a_person("Eva Bos", at=quote.contact)

    quote = edit_document(quote, contact=eva)

    opportunity = Opportunity.objects.get(pk=quote.opportunity_id)
    assert (quote.name, quote.attention) == ("Contoso", "Eva Bos")
    assert opportunity.contact == opportunity.active.contact == eva
    with pytest.raises(OpportunityOfAnother):
        edit_document(quote, contact=a_contact("Fabrikam"))


def test_the_quote_follows_the_contact_of_its_opportunity(ann):
    """OPP-6."""
    quote = a_quote(1)
    eva = a_person("Eva Bos", at=quote.contact)

    edit_opportunity(quote.opportunity, contact=eva)

    assert read(quote).contact == eva
    assert read(quote).attention == "Eva Bos"


def test_what_was_offered_stays_when_the_contact_of_its_opportunity_buys_itself(ann):
    """C2C-9: the customer's currency would have left the prices as they were."""
    quote = a_quote(2, buys=False)
    eva = a_person("Eva Bos", at=quote.contact)
    dollars = an_exchange_rate("2", JANUARY_1).currency
    customer = link_customer(eva, a_customer("Eva", currency=dollars))

    edit_opportunity(quote.opportunity, contact=eva)

    now = read(quote)
    assert (now.contact, now.customer, now.name) == (eva, customer, "Eva Bos")
    assert (now.currency, now.amount, now.value) == (None, 200, 200)


def test_a_contact_who_is_another_customer_is_not_that_of_a_sold_quote(ann):
    """SQ-14, from the opportunity as from the quote."""
    quote = a_quote(2, buys=False)
    eva = a_person("Eva Bos", at=quote.contact)
    link_customer(eva, a_customer("Eva"))
    edit_document(quote, customer=a_customer("Contoso", of=quote.contact))
    before = everything()

    with pytest.raises(ContactOfAnother):
        edit_opportunity(quote.opportunity, contact=eva)

    assert everything() == before


def test_what_is_released_does_not_change(ann):
    """SQ-8."""
    quote = release_document(a_quote(1))

    for change in (
        lambda: edit_line(first(quote), quantity=D(2)),
        lambda: add_lines(quote, [{"description": "More"}]),
        lambda: delete_lines(quote, [first(quote)]),
        lambda: move_line(first(quote), 1),
    ):
        with pytest.raises(DocumentNotOpen):
            change()


def test_what_is_released_can_be_accepted(ann):
    quote = release_document(a_quote(1))

    quote = edit_document(quote, accepted=True)

    assert (quote.status, quote.accepted_date) == ("Released", work_date())
    with pytest.raises(DocumentNotOpen):
        edit_document(quote, accepted=False, your_reference="Late")


def test_whoever_saves_second_is_told(ann):
    quote = a_quote(1)
    seen = quote.version
    edit_document(quote, your_reference="Mine")

    with pytest.raises(ChangedMeanwhile):
        edit_document(quote, your_reference="Theirs", version=seen)


def test_deleting_a_closed_opportunity_frees_its_quote(ann):
    """DEL-1."""
    quote = a_quote(1)
    _, lost = won_and_lost()
    close_opportunity(quote.opportunity, Outcome.LOST, lost, on=MARCH_8)

    delete_opportunity(quote.opportunity)

    assert read(quote).opportunity is None


def test_versions_say_what_changed(ann):
    quote = a_quote(1)
    keep_version(quote)
    quote = edit_document(quote, your_reference="Spring")
    edit_line(first(quote), quantity=D(3))
    keep_version(quote)

    later, earlier = versions_of(quote.type, quote.number)

    kept = DocumentVersion.objects.order_by("pk")
    assert [version.document_version for version in kept] == [1, 2]
    told = {(d.where, d.before, d.after) for d in later.differences}
    assert ("Your Reference", "", "Spring") in told
    assert ("1 · Quantity", "1", "3") in told
    assert (earlier.differences, earlier.is_first) == ((), True)


def test_a_quote_below_zero_presets_nothing(ann):
    """MOV-8: an estimate is above zero (MOV-10)."""
    quote = a_quote(1)

    edit_line(first(quote), quantity=D(-1))

    opportunity = Opportunity.objects.get(pk=quote.opportunity_id)
    assert (opportunity.sales_document_value, opportunity.expected_value) == (
        -100,
        1000,
    )


@pytest.mark.parametrize("day", [date(2026, 3, 7), date(1, 1, 1)])
def test_a_quote_is_not_valid_until_before_it_is_made(ann, day):
    quote = a_quote(1)
    edit_document(quote, document_date=MARCH_8)

    with pytest.raises(ValidUntilTooEarly, match="The quote is of"):
        edit_document(quote, valid_until=day)
    with pytest.raises(VatNumberDoubtful):
        edit_document(quote, vat_number="NL123456789B01")

    assert SalesDocument.objects.get().valid_until != day
    assert edit_document(quote, valid_until=MARCH_8).valid_until == MARCH_8


FOLLOWING = ["order_date", "shipment_date", "requested_delivery_date"]


def typed_at(browser, document, **typed):
    """Change one field of the header at the door; the answer."""
    [only] = typed
    version = SalesDocument.objects.get(pk=document.pk).version
    sent = {"only": only, "version": version, **typed}
    return browser.post(f"/c/cronus/sales/{document.number}/edit/", sent)


@pytest.mark.parametrize("name", FOLLOWING)
def test_what_is_expected_of_a_quote_is_not_before_it(browser, name):
    quote = edit_document(a_quote(1), document_date=MARCH_8)
    before = getattr(quote, name)

    refused = typed_at(browser, quote, **{name: "2026-03-07"})

    assert refused.status_code == 422
    assert "so this cannot be on a day before that." in refused.text
    assert getattr(SalesDocument.objects.get(), name) == before
    assert typed_at(browser, quote, **{name: "2026-03-08"}).status_code < 400
    assert getattr(SalesDocument.objects.get(), name) == MARCH_8


def test_all_days_before_the_document_are_refused_together(ann):
    quote = edit_document(a_quote(1), document_date=MARCH_8)

    with pytest.raises(DomainError) as refused:
        edit_document(quote, **dict.fromkeys(FOLLOWING, MARCH_1))

    assert [refusal.field for refusal in refused.value.refusals] == FOLLOWING


def test_an_order_may_have_been_placed_before_it_was_confirmed(ann):
    quote = a_quote(1)
    won, _lost = won_and_lost()
    order = make_order(quote, code=won, on=MARCH_8)
    order = edit_document(order, document_date=MARCH_8)

    assert edit_document(order, order_date=MARCH_1).order_date == MARCH_1
    with pytest.raises(DayBeforeDocument):
        edit_document(order, requested_delivery_date=MARCH_1)


def test_days_that_followed_from_the_opportunity_block_no_other_change(browser):
    quote = a_quote(1)
    with open_change("test"):
        SalesDocument.objects.update(order_date=date(2026, 1, 1))

    assert typed_at(browser, quote, your_reference="Spring").status_code < 400
    assert SalesDocument.objects.get().your_reference == "Spring"


def test_a_number_that_may_be_wrong_is_marked_on_the_document(browser):
    quote = a_quote(1)
    with open_change("test"):
        SalesDocument.objects.update(
            vat_number="NL123456789B01", country="NL", phone="ask Eva"
        )

    page = browser.get(f"/c/cronus/sales/{quote.number}/").text

    assert page.count(">Doubtful<") == 2
    assert "its check digits are wrong" in page
    assert "A phone number has no letters: ask Eva." in page
    assert typed_at(browser, quote, city="Ede").status_code < 400
