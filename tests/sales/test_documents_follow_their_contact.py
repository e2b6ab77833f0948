"""What becomes of quotes and orders when their contact moves, merges or changes."""

from __future__ import annotations

import pytest

from kans.contacts.actions import (
    change_contact_type,
    delete_contact,
    edit_contact,
    merge_contacts,
)
from kans.contacts.models import Contact, ContactType
from kans.customers.actions import create_as_customer, link_customer
from kans.customers.models import Customer
from kans.opportunities.models import Opportunity
from kans.sales.actions import add_lines, create_quote, edit_document, make_order
from kans.sales.models import SalesDocument
from kans.sales.rules.references import CompanyHasDocuments, ContactHasDocuments
from kans.trade.models import Item
from tests.builders import (
    MARCH_8,
    a_contact,
    a_customer,
    a_customer_template,
    a_person,
    a_salesperson,
    selling_is_set_up,
)
from tests.sales.common import D, a_quote, an_opportunity_in_progress, won_and_lost
from tests.undo.undoing import figures, redo, undo

pytestmark = pytest.mark.usefixtures("ann")


def whose(document):
    """Contact and customer of a document now."""
    now = SalesDocument.objects.get(pk=document.pk)
    return now.contact, now.customer


def of_the_opportunity(document):
    """Contact and company of its opportunity, which its entries have too."""
    now = Opportunity.objects.get(pk=document.opportunity_id)
    pair = (now.contact, now.contact_company)
    assert {(e.contact, e.contact_company) for e in now.entries.all()} == {pair}
    return pair


def desk():
    return Item.objects.first() or selling_is_set_up()


def a_quote_for(person):
    """Of an opportunity of the person's company, with the person as its contact."""
    desk()
    opportunity = an_opportunity_in_progress(contact=person.company_contact)
    quote = create_quote(opportunity=opportunity)
    return edit_document(
        add_lines(quote, [{"item": desk(), "quantity": D(2)}]), contact=person
    )


# Becoming a customer ---------------------------------------------------------------


def test_quotes_are_for_who_was_offered_and_nobody_else():
    """Scenario 29, of companies (QUO-2), with C2C-9 and C2C-10."""
    desk()
    contoso, fabrikam = a_contact("Contoso"), a_contact("Fabrikam")
    eva = a_person("Eva Bos", at=contoso)
    seller = a_salesperson("PIA")
    first = create_quote(contoso, as_customer=True)
    of_contoso = whose(first)[1]
    second = edit_document(create_quote(fabrikam), salesperson=seller)

    of_fabrikam = create_as_customer(fabrikam)

    assert whose(first) == (contoso, of_contoso)
    assert whose(second) == (fabrikam, of_fabrikam)
    assert SalesDocument.objects.get(pk=second.pk).salesperson == seller
    own = link_customer(a_person("Dirk"), a_customer("Dirk"))
    assert own not in {whose(first)[1], whose(second)[1]}
    assert edit_document(first, contact=eva).customer == of_contoso


# Moving ---------------------------------------------------------------------------


@pytest.mark.parametrize("to", ["another company", "none"])
@pytest.mark.parametrize("ordered", [False, True])
def test_documents_stay_with_the_company_that_a_person_leaves(to, ordered):
    """CON-17: with that of its opportunity."""
    won, _ = won_and_lost()
    company = a_contact("Contoso")
    eva = a_person("Eva Bos", at=company)
    document = a_quote_for(eva)
    if ordered:
        document = make_order(document, code=won, on=MARCH_8)
    customer = Customer.objects.get()

    goes_to = a_contact("Fabrikam") if to == "another company" else None
    edit_contact(eva, company_contact=goes_to)

    assert whose(document) == (company, customer)
    assert of_the_opportunity(document) == (company, company)


def test_documents_of_colleagues_are_not_touched():
    company = a_contact("Contoso")
    eva, jan = a_person("Eva Bos", at=company), a_person("Jan", at=company)
    quote = a_quote_for(jan)

    edit_contact(eva, company_contact=a_contact("Fabrikam"))

    assert whose(quote)[0] == jan


def test_those_of_a_prospect_stay_too():
    """CON-17: of a company that is no customer."""
    selling_is_set_up()
    company, other = a_contact("Contoso"), a_contact("Fabrikam")
    a_customer("Fabrikam", of=other)
    eva = a_person("Eva Bos", at=company)
    quote = edit_document(create_quote(company), contact=eva)

    edit_contact(eva, company_contact=other)

    assert whose(quote) == (company, None)


def test_who_is_the_customer_takes_them_along():
    selling_is_set_up()
    company = a_contact("Contoso")
    eva = a_person("Eva Bos", at=company)
    quote = edit_document(create_quote(company), contact=eva)
    customer = link_customer(eva, a_customer("Eva Bos"))
    assert whose(quote) == (eva, customer)

    edit_contact(eva, company_contact=a_contact("Fabrikam"))

    assert whose(quote) == (eva, customer)


def test_moving_is_undone_and_done_again():
    eva = a_person("Eva Bos", at=a_contact("Contoso"))
    a_quote_for(eva)
    fabrikam = a_contact("Fabrikam")
    before = figures()
    edit_contact(eva, company_contact=fabrikam)
    after = figures()

    undo()
    assert figures() == before
    redo()
    assert figures() == after


# Merging --------------------------------------------------------------------------


def test_quotes_of_the_other_are_for_the_customer_of_the_kept_one():
    """DUP-4 with C2C-9: also those that persons there were offered."""
    selling_is_set_up()
    kept, other = a_contact("Contoso"), a_contact("Contoso BV")
    customer = a_customer(of=kept)
    eva = a_person("Eva Bos", at=other)
    template = a_customer_template()
    quote = create_quote(other, template=template)
    evas = edit_document(create_quote(other), contact=eva)

    merge_contacts(kept, other)

    assert whose(quote) == (kept, customer)
    assert whose(evas) == (eva, customer)
    assert SalesDocument.objects.get(pk=quote.pk).customer_template is None


def test_quotes_of_the_kept_one_are_for_the_customer_of_the_other():
    """DUP-4 with C2C-9."""
    selling_is_set_up()
    kept, other = a_contact("Contoso"), a_contact("Contoso BV")
    customer = a_customer(of=other)
    eva = a_person("Eva Bos", at=kept)
    evas = edit_document(create_quote(kept), contact=eva)
    quote, others = create_quote(kept), create_quote(other)

    merge_contacts(kept, other)

    assert whose(quote) == whose(others) == (kept, customer)
    assert whose(evas) == (eva, customer)


def test_the_opportunity_and_its_quote_go_over_together():
    kept, other = a_contact("Contoso"), a_contact("Contoso BV")
    quote = a_quote(2, of=an_opportunity_in_progress(contact=other))

    merge_contacts(kept, other)

    assert whose(quote) == (kept, Customer.objects.get())
    assert of_the_opportunity(quote) == (kept, kept)
    assert Customer.objects.get().contact == kept


def test_two_colleagues_become_one_with_the_documents_of_both():
    company = a_contact("Contoso")
    kept, other = a_person("Eva Bos", at=company), a_person("E. Bos", at=company)
    quote = a_quote_for(other)

    merge_contacts(kept, other)

    assert whose(quote) == (kept, Customer.objects.get())
    assert of_the_opportunity(quote) == (kept, company)


@pytest.mark.parametrize("whose_company", ["the kept one's", "the other's"])
def test_of_persons_of_two_companies_documents_stay_where_they_were_made(
    whose_company,
):
    """DUP-4 with CON-17: no document is for a customer that its contact is not of."""
    contoso, fabrikam = a_contact("Contoso"), a_contact("Fabrikam")
    kept, other = a_person("Eva Bos", at=contoso), a_person("E. Bos", at=fabrikam)
    at_contoso, at_fabrikam = a_quote_for(kept), a_quote_for(other)
    of_contoso, of_fabrikam = (whose(q)[1] for q in (at_contoso, at_fabrikam))
    moves = whose_company == "the other's"

    merge_contacts(kept, other, from_other=["company_contact"] if moves else [])

    there, here = (contoso, kept) if moves else (kept, fabrikam)
    assert whose(at_contoso) == (there, of_contoso)
    assert whose(at_fabrikam) == (here, of_fabrikam)
    assert of_the_opportunity(at_contoso) == (there, contoso)
    assert of_the_opportunity(at_fabrikam) == (here, fabrikam)


def test_a_merge_is_undone_and_done_again():
    selling_is_set_up()
    kept, other = a_contact("Contoso"), a_contact("Contoso BV")
    a_customer(of=kept)
    create_quote(other)
    before = figures()
    merge_contacts(kept, other)
    after = figures()

    undo()
    assert figures() == before
    redo()
    assert figures() == after


# Types, and deleting ---------------------------------------------------------------


def test_a_company_that_is_offered_to_stays_one():
    """QUO-2."""
    selling_is_set_up()
    company = a_contact("Contoso")
    create_quote(company)

    with pytest.raises(CompanyHasDocuments) as refused:
        change_contact_type(company, to=ContactType.PERSON)

    assert refused.value == CompanyHasDocuments(
        document="SQ00001", contact="Contoso", at="type"
    )
    assert Contact.objects.get().is_company


def test_who_becomes_a_company_leaves_them_behind():
    """CON-17: without opportunities a person may."""
    selling_is_set_up()
    company = a_contact("Contoso")
    eva = a_person("Eva Bos", at=company)
    quote = edit_document(create_quote(company), contact=eva)

    change_contact_type(eva, to=ContactType.COMPANY)

    assert whose(quote) == (company, None)


@pytest.mark.parametrize("which", ["the company", "the person"])
def test_a_contact_with_documents_is_not_deleted(which):
    """CON-28: nor the company of a person with documents."""
    selling_is_set_up()
    company = a_contact("Contoso")
    eva = a_person("Eva Bos", at=company)
    create_as_customer(company)
    edit_document(create_quote(company), contact=eva)

    with pytest.raises(ContactHasDocuments) as refused:
        delete_contact(company if which == "the company" else eva)

    assert refused.value.facts == {"document": "SQ00001", "contact": "Eva Bos"}
    assert Contact.objects.count() == 2
