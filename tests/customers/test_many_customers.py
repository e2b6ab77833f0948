"""Doing one verb to many selected customers, from their list."""

from __future__ import annotations

import pytest

from kans.customers.bulk import MANY_CUSTOMERS
from kans.customers.models import Block, Customer
from kans.foundation.errors import DomainError
from kans.lists.bulk.judging import judged
from kans.sales.actions import create_quote, edit_document
from tests.builders import (
    a_contact,
    a_customer,
    a_person,
    a_salesperson,
    selling_is_set_up,
)
from tests.customers.common import are_in_step
from tests.opportunities.test_many_selected import choose, counts, press_ok

AT = "/c/cronus/customers/"


def said_of_each(verb, arguments, customers):
    """What the action itself says of each customer; those that it can are done."""
    for customer in customers:
        try:
            verb.act(customer, **arguments)
            yield customer.number, ()
        except DomainError as error:
            yield customer.number, error.refusals


@pytest.fixture
def customers(ann):
    return [
        a_customer("Contoso", of=a_contact("Contoso")),
        a_customer("Clara", of=a_person("Clara")),
        a_customer("Fabrikam", blocked=Block.ALL, privacy_blocked=True),
    ]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("salesperson", lambda: {"salesperson": a_salesperson("LM")}),
        ("salesperson", lambda: {"salesperson": a_salesperson(privacy_blocked=True)}),
        ("block", lambda: {"blocked": Block.SHIP}),
        ("block", lambda: {"blocked": Block.ALL}),
        ("block", lambda: {"blocked": Block.NONE}),
        ("salesperson", lambda: {"salesperson": None}),
        ("delete", dict),
    ],
)
def test_many_are_judged_as_each_is(
    customers, name, arguments, django_assert_max_num_queries
):
    verb, given = MANY_CUSTOMERS.verb(name), arguments()

    with django_assert_max_num_queries(3):
        found = judged(MANY_CUSTOMERS, verb, [c.pk for c in customers], given)
        shown = {customer.number: tuple(refusals) for customer, refusals in found}

    assert shown == dict(said_of_each(verb, given, customers))


def test_those_with_documents_stay_and_which_is_said(
    browser, customers, django_assert_max_num_queries
):
    """CUS-8: also one whose quote is for a person there."""
    selling_is_set_up()
    company = customers[0].contact
    edit_document(create_quote(company), contact=a_person("Eva", at=company))
    verb = MANY_CUSTOMERS.verb("delete")

    with django_assert_max_num_queries(3):
        found = judged(MANY_CUSTOMERS, verb, [c.pk for c in customers], {})
        shown = {customer.number: tuple(refusals) for customer, refusals in found}

    assert shown == dict(said_of_each(verb, {}, customers))
    assert [customer.name for customer in Customer.objects.all()] == ["Contoso"]
    assert str(shown[customers[0].number][0]).startswith("SQ00001 is for Contoso.")


def test_customers_get_another_salesperson_and_so_do_their_contacts(browser, customers):
    a_salesperson("LM")
    page = choose(browser, "salesperson", *customers, door=AT)
    assert counts(page) == {"can": 3}

    press_ok(browser, "salesperson", page, door=AT, salesperson="LM")

    codes = Customer.objects.values_list("salesperson__code", flat=True)
    assert list(codes) == ["LM"] * 3
    assert all(are_in_step(customer) for customer in customers[:2])
