"""What follows when the terms of a document change, and what does not (AMT-12)."""

from __future__ import annotations

import pytest

from kans.customers.models import Block
from kans.customers.rules.selling import CustomerBlocked
from kans.sales.actions import add_lines, create_quote, edit_document, edit_line
from kans.sales.models import SalesDocument
from kans.sales.rules.amounts import DocumentTooLarge
from kans.sales.rules.header import ContactOfAnother
from kans.sales.rules.lines import UnitPriceOutOfRange
from kans.sales.rules.quoting import QuoteNeedsCompanyOfPerson
from kans.trade.actions import delete_exchange_rate, edit_exchange_rate
from tests.builders import (
    JANUARY_1,
    a_contact,
    a_currency,
    a_customer,
    a_customer_template,
    a_person,
    an_exchange_rate,
    selling_is_set_up,
)
from tests.sales.common import D, everything

pytestmark = pytest.mark.django_db


def a_quote_without_opportunity(*, buys: bool = True, count: int = 2, **facts):
    """Of desks at 100, for Contoso."""
    desk, contact = selling_is_set_up(), a_contact("Contoso")
    if buys:
        a_customer("Contoso", of=contact)
    return add_lines(
        create_quote(contact, **facts), [{"item": desk, "quantity": D(count)}]
    )


def read(document):
    return SalesDocument.objects.get(pk=document.pk)


def first(document):
    return document.lines_in_order[0]


# For whom ------------------------------------------------------------------------


def test_a_contact_of_another_company_is_refused(ann):
    """SQ-10, SQ-14: else it would be addressed to the one and paid by the other."""
    quote = a_quote_without_opportunity()
    before = everything()

    for other in (a_contact("Fabrikam"), a_person("Lonely")):
        with pytest.raises(ContactOfAnother):
            edit_document(quote, contact=other)

    assert everything() == before
    eva = a_person("Eva Bos", at=quote.contact)
    assert edit_document(quote, contact=eva).attention == "Eva Bos"


def test_a_quote_for_a_prospect_stays_with_a_company(ann):
    """QUO-2."""
    quote = a_quote_without_opportunity(buys=False)

    with pytest.raises(QuoteNeedsCompanyOfPerson):
        edit_document(quote, contact=a_person("Lonely"))

    fabrikam = a_contact("Fabrikam")
    customer = a_customer("Fabrikam", of=fabrikam)
    assert edit_document(quote, contact=fabrikam).customer == customer


def test_the_discount_of_a_template_goes_with_its_terms(ann):
    """SQ-17."""
    template = a_customer_template(document_discount=D(10))
    quote = a_quote_without_opportunity(buys=False, template=template)
    assert quote.discount_amount == 20
    customer = a_customer("Contoso", of=quote.contact)

    quote = edit_document(quote, customer=customer)

    assert (quote.discount_percent, quote.discount_amount) == (None, 0)


def test_prices_follow_the_terms_of_the_customer(ann):
    """AMT-12."""
    quote = a_quote_without_opportunity(buys=False)
    customer = a_customer(
        "Contoso", of=quote.contact, prices_include_vat=True, vat_group=quote.vat_group
    )

    quote = edit_document(quote, customer=customer)

    assert (first(quote).unit_price, quote.amount) == (121, 200)


def test_a_contact_brings_no_blocked_customer(ann):
    """CUS-5, SQ-10."""
    quote = a_quote_without_opportunity(buys=False)
    fabrikam = a_contact("Fabrikam")
    a_customer("Fabrikam", of=fabrikam, blocked=Block.ALL)
    before = everything()

    with pytest.raises(CustomerBlocked) as refused:
        edit_document(quote, contact=fabrikam)

    assert refused.value.field == "contact"
    assert everything() == before


# Currency and VAT ----------------------------------------------------------------


def test_an_amount_taken_off_follows_currency_and_vat(ann):
    """AMT-12: what the lines are worth stays, and so what the document is."""
    an_exchange_rate("2", JANUARY_1)
    quote = edit_document(a_quote_without_opportunity(), discount_amount=D(150))

    quote = edit_document(quote, currency=a_currency("USD"))
    assert (quote.discount_amount, quote.amount, quote.value) == (75, 25, 50)
    quote = edit_document(quote, prices_include_vat=True)

    assert (quote.discount_amount, quote.amount) == (D("90.75"), 25)
    quote = edit_document(quote, currency=None, discount_amount=D(40))
    assert quote.discount_amount == 40


@pytest.mark.parametrize(
    ("currency", "typed", "kept"), [("JPY", "10.5", 11), ("USD", "10.555", D("10.56"))]
)
def test_an_amount_taken_off_is_in_whole_cents(ann, currency, typed, kept):
    """FMT-2: no other amount than what the totals take off."""
    rate = an_exchange_rate("0.01", JANUARY_1, a_currency(currency))
    quote = edit_document(a_quote_without_opportunity(), currency=rate.currency)

    quote = edit_document(quote, discount_amount=D(typed))

    assert read(quote).discount_amount == quote.reckoned().document_discount == kept


def test_what_was_offered_stays_when_rates_change(ann):
    """Only another currency or date takes another rate; no telephone number does."""
    rate = an_exchange_rate("2", JANUARY_1)
    quote = edit_document(a_quote_without_opportunity(), currency=rate.currency)
    rate = edit_exchange_rate(rate, rate=D(4))

    quote = edit_document(quote, phone="06 12345678")
    assert (first(quote).unit_price, quote.exchange_rate) == (50, 2)
    delete_exchange_rate(rate)

    assert edit_document(quote, phone="").value == 200
    assert edit_document(quote, currency=None).amount == 200


# What a column holds -------------------------------------------------------------


def test_what_it_is_worth_is_no_more_than_a_column_holds(ann):
    """One that was kept could not be read any more."""
    rate = an_exchange_rate("999999999", JANUARY_1)
    quote = edit_document(a_quote_without_opportunity(), currency=rate.currency)
    before = everything()

    with pytest.raises(DocumentTooLarge):
        edit_line(first(quote), unit_price=D(999_999_999))

    assert everything() == before


@pytest.mark.parametrize(
    ("worth", "facts"),
    [
        ("1", {"discount_percent": D(100), "unit_price": D(1_000_000)}),
        ("1", {"discount_percent": D(60), "unit_price": D(2_000_000)}),
        ("999999999", {"unit_price": D(999_999_999), "quantity": D(999_999_999)}),
    ],
)
def test_nor_is_what_a_line_takes_off(ann, worth, facts):
    """Also of a line that comes to nothing, or to what has no worth to reckon with."""
    rate = an_exchange_rate(worth, JANUARY_1)
    quote = edit_document(a_quote_without_opportunity(), currency=rate.currency)
    before = everything()

    with pytest.raises(DocumentTooLarge):
        edit_line(first(quote), **{"quantity": D(1_000_000), **facts})

    assert everything() == before


def test_a_price_in_another_currency_is_no_more_than_a_column_holds(ann):
    rate = an_exchange_rate("0.000001", JANUARY_1)
    quote = a_quote_without_opportunity()
    edit_line(first(quote), unit_price=D(999_999), quantity=D("0.00001"))
    before = everything()

    with pytest.raises(UnitPriceOutOfRange):
        edit_document(quote, currency=rate.currency)

    assert everything() == before


def test_a_line_that_takes_off_lowers_the_amount_taken_off(ann):
    """AMT-5, also when it is added."""
    quote = edit_document(a_quote_without_opportunity(), discount_amount=D(150))

    quote = add_lines(quote, [{"item": first(quote).item, "quantity": D(-1)}])

    assert (quote.discount_amount, quote.amount) == (100, 0)
