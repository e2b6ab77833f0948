"""Creating the sales quote of an opportunity (QUO-1 to QUO-4; 8: 1 to 5)."""

from __future__ import annotations

import pytest

from kans.customers.actions import create_as_customer
from kans.customers.models import Customer
from kans.opportunities.actions import close_opportunity
from kans.opportunities.models import Opportunity
from kans.opportunities.rules.closing import (
    OpportunityClosed,
    OpportunityNotStarted,
    Outcome,
)
from kans.sales.actions import create_quote
from kans.sales.models import SalesDocument
from kans.sales.rules.quoting import (
    ContactIsPrivacyBlocked,
    OpportunityHasDocument,
    QuoteNeedsCompany,
    QuoteNeedsCompanyOfPerson,
)
from tests.builders import (
    JUNE_30,
    MARCH_8,
    a_contact,
    a_customer,
    a_customer_template,
    a_person,
    a_salesperson,
    an_opportunity,
    selling_is_set_up,
)
from tests.sales.common import (
    D,
    a_quote,
    an_opportunity_in_progress,
    everything,
    won_and_lost,
)

pytestmark = pytest.mark.django_db


def test_both_know_each_other(ann):
    """Scenario 1; QUO-4."""
    selling_is_set_up()
    opportunity = an_opportunity_in_progress()

    quote = create_quote(opportunity=opportunity)

    opportunity.refresh_from_db()
    assert quote.number == "SQ00001"
    assert quote.contact == opportunity.contact
    assert quote.customer == Customer.objects.get()
    assert quote.opportunity == opportunity
    assert opportunity.sales_document_type == "Quote"
    assert opportunity.sales_document_number == "SQ00001"
    assert opportunity.sales_document_value == 0
    assert quote.order_date == quote.shipment_date == JUNE_30
    assert quote.salesperson == opportunity.salesperson


def test_the_salesperson_is_the_opportunitys(ann):
    """OQ-4: also when the customer has another."""
    selling_is_set_up()
    contact = a_contact("Contoso")
    a_customer("Contoso", of=contact, salesperson=a_salesperson("PS", "Peter"))
    opportunity = an_opportunity_in_progress(contact=contact, buys=False)

    quote = create_quote(opportunity=opportunity)

    assert quote.salesperson.code == "JO"


def test_a_person_is_refused_and_the_company_is_named(ann):
    """Scenario 2 with QUO-2."""
    selling_is_set_up()
    eva = a_person("Eva Bos", at=a_contact("Contoso"))
    opportunity = an_opportunity_in_progress(contact=eva, buys=False)
    before = everything()

    with pytest.raises(QuoteNeedsCompany) as refusal:
        create_quote(opportunity=opportunity)

    assert "Contoso" in str(refusal.value)
    assert everything() == before


def test_a_person_of_no_company_is_refused(ann):
    """Scenario 3 with QUO-2."""
    selling_is_set_up()
    opportunity = an_opportunity_in_progress(contact=a_person("Eva Bos"), buys=False)

    with pytest.raises(QuoteNeedsCompanyOfPerson):
        create_quote(opportunity=opportunity)


def test_a_customer_may_be_made_on_the_way(ann):
    """Scenario 4, QUO-3: a customer from a template; SQ-17: then it is not kept."""
    selling_is_set_up()
    template = a_customer_template(document_discount=5)
    opportunity = an_opportunity_in_progress(buys=False)

    quote = create_quote(opportunity=opportunity, template=template, as_customer=True)

    customer = Customer.objects.get()
    assert customer.contact == opportunity.contact == quote.contact
    assert (quote.customer, quote.customer_template) == (customer, None)
    assert quote.discount_percent == 5


def test_a_template_may_lend_its_terms(ann):
    """QUO-3: from a template without a customer."""
    selling_is_set_up()
    template = a_customer_template(prices_include_vat=True)
    opportunity = an_opportunity_in_progress(buys=False)

    quote = create_quote(opportunity=opportunity, template=template)

    assert not Customer.objects.exists()
    assert (quote.customer, quote.customer_template) == (None, template)
    assert quote.prices_include_vat


def test_a_quote_may_have_neither(ann):
    quote = a_quote(2, buys=False)

    assert (quote.customer, quote.customer_template) == (None, None)
    assert quote.amount_including_vat == D(242)


def test_a_second_quote_is_refused(ann):
    """Scenario 5, for programs: pages open the quote that is there (QUO-1)."""
    quote = a_quote(1)
    before = everything()

    with pytest.raises(OpportunityHasDocument):
        create_quote(opportunity=quote.opportunity)

    assert everything() == before


@pytest.mark.parametrize(
    ("started", "refusal"), [(True, OpportunityClosed), (False, OpportunityNotStarted)]
)
def test_only_one_in_progress_gets_a_quote(ann, started, refusal):
    selling_is_set_up()
    won, _ = won_and_lost()
    opportunity = an_opportunity_in_progress() if started else an_opportunity()
    if started:
        close_opportunity(opportunity, Outcome.WON, won, on=MARCH_8, sales_value=D(1))

    with pytest.raises(refusal):
        create_quote(opportunity=opportunity)

    assert not SalesDocument.objects.exists()


def test_a_contact_that_is_blocked_for_privacy_is_refused(ann):
    """CON-26."""
    selling_is_set_up()
    blocked = a_contact("Contoso", privacy_blocked=True)

    with pytest.raises(ContactIsPrivacyBlocked):
        create_quote(blocked)


def test_a_quote_needs_no_opportunity(ann):
    """CON-36."""
    selling_is_set_up()

    quote = create_quote(a_contact("Contoso", city="Delft"))

    assert (quote.opportunity, quote.name, quote.city) == (None, "Contoso", "Delft")
    assert not Opportunity.objects.exists()


def test_quotes_of_who_becomes_a_customer_are_for_that_customer(ann):
    """C2C-9; C2C-10: who made the quote stays."""
    quote = a_quote(2, buys=False)

    customer = create_as_customer(quote.contact)

    quote = SalesDocument.objects.get()
    assert (quote.customer, quote.customer_template) == (customer, None)
    assert quote.salesperson.code == "JO"
