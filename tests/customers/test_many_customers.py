"""Doing one verb to many selected customers, from their list."""

from __future__ import annotations

import pytest

from kans.customers.bulk import MANY_CUSTOMERS
from kans.customers.models import Block, Customer
from kans.foundation.errors import DomainError
from kans.foundation.frames.bulk.judging import judged
from tests.builders import a_contact, a_customer, a_person, a_salesperson
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


def test_customers_get_another_salesperson_and_so_do_their_contacts(browser, customers):
    a_salesperson("LM")
    page = choose(browser, "salesperson", *customers, door=AT)
    assert counts(page) == {"can": 3}

    press_ok(browser, "salesperson", page, door=AT, salesperson="LM")

    codes = Customer.objects.values_list("salesperson__code", flat=True)
    assert list(codes) == ["LM"] * 3
    assert all(are_in_step(customer) for customer in customers[:2])
