"""A file of customers on the pages: what is found of it, what comes in, what goes."""

from __future__ import annotations

import re

import pytest

from kans.contacts.models import Contact
from kans.customers.models import Block, Customer
from kans.imports import checking
from kans.imports.models import ImportRun, RowState
from tests.builders import a_contact, a_customer, a_person, customers_are_numbered
from tests.customers.common import are_in_step, everything
from tests.imports.pages import (
    address,
    an_import,
    assigned,
    checked,
    counts,
    differences,
    imported,
    sentences,
    undo_links,
)

BLANK = "\N{EN DASH}"

pytestmark = pytest.mark.usefixtures("data_folder")


@pytest.fixture
def clerk(browser, ann):
    customers_are_numbered(manual_numbers=True)
    return browser


def checked_rows(clerk, text, **changes):
    return checked(clerk, an_import(clerk, text, kind="customers"), **changes)


def refused_lines(run):
    rows = run.rows.filter(state=RowState.REFUSED).order_by("line")
    return list(rows.values_list("line", flat=True))


def shown(clerk, run):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", clerk.get(address(run)).text))


def test_the_page_says_which_contacts_become_customers(clerk):
    a_contact("Acme", number="CT1", city="Ede")
    a_contact("Zeta", number="CT2")
    text = "Name,City,Contact No.\nAcme,Goes,\n,Urk,CT2\nBeta,Lent,\n"
    before = everything()

    run = checked_rows(clerk, text)

    assert counts(run) == (3, 0, 0, 0)
    page = shown(clerk, run)
    assert "2 Contact CT1 Acme becomes a customer Nothing else of it changes." in page
    assert f"3 Contact CT2 Zeta becomes a customer City {BLANK} Urk" in page
    assert "Beta" not in page
    assert differences(clerk.get(address(run))) == [("City", BLANK, "Urk")]
    assert everything() == before


def test_what_the_page_foretold_comes_in_and_goes_again(clerk):
    acme = a_contact("Acme", number="CT1", city="Ede")
    run = checked_rows(
        clerk, "Name,City,No.\nAcme,Goes,K1\nBeta,Lent,K2\n", updates="yes"
    )
    imported(clerk, run)

    assert counts(run) == (2, 0, 0, 0)
    customer = Customer.objects.get(number="K1")
    assert (customer.contact, customer.city) == (acme, "Goes")
    assert are_in_step(customer)
    page = clerk.get(address(run))
    assert "Contact CT1 Acme becomes a customer" in page.text

    (link,) = undo_links(page)
    clerk.post(link)

    assert not Customer.objects.exists()
    acme = Contact.objects.get()
    assert (acme.number, acme.city) == ("CT1", "Ede")


def test_the_same_file_again_has_nothing_to_bring_in(clerk):
    a_contact("Acme", number="CT1")
    text = "Name\nAcme\nBeta\n"
    imported(clerk, checked_rows(clerk, text))
    before = everything()

    again = checked_rows(clerk, text)
    answer = clerk.post(address(again, "application/"))

    assert counts(again) == (0, 0, 2, 0)
    assert "No row of this file would change anything." in sentences(answer)[0]
    assert everything() == before


@pytest.mark.parametrize("at_once", [1, 100])
def test_the_whole_file_counts_whatever_goes_in_together(clerk, monkeypatch, at_once):
    """What the check says of each row is what becomes of it, however it is cut."""
    monkeypatch.setattr(checking, "CHUNK", at_once)
    clara = a_person("Clara", at=a_contact("Acme", number="CT1"), number="CT2")
    text = (
        "No.,Name,Contact No.\n"
        "K1,Acme,\nK2,Acme,\nK3,Acme,CT2\n"  # CT2 makes a customer of CT1
        "K4,Beta,\nK5,Beta,\n"
        ",Gamma,\n,Gamma,\n"
        "K6,Delta,ct2\n"
    )
    run = checked_rows(clerk, text)
    foretold = counts(run)
    refused = refused_lines(run)

    imported(clerk, run)

    assert foretold == counts(run) == (5, 0, 0, 3)
    assert refused == refused_lines(run) == [7, 8, 9]
    buyer = clara.company_contact
    assert Customer.objects.get(contact=buyer).number == "K3"


def test_a_row_of_several_contacts_is_corrected_on_the_spot(clerk):
    for number in ("CT1", "CT2"):
        a_contact("Acme", number=number)
    run = checked_rows(clerk, "Name\nAcme\n")
    page = clerk.get(address(run))
    assert counts(run) == (0, 0, 0, 1)
    assert "Several contacts are called Acme: CT1, CT2." in page.text

    clerk.post(address(run), {"cell_2_contact": "ct2"})

    assert counts(run) == (1, 0, 0, 0)
    assert "Contact CT2 Acme becomes a customer" in clerk.get(address(run)).text


def test_two_rows_of_one_name_are_told_apart_on_the_spot(clerk):
    a_contact("Acme", number="CT1")
    run = checked_rows(clerk, "No.,Name\nK1,Acme\nK2,Acme\n")
    assert counts(run) == (0, 0, 0, 2)

    clerk.post(address(run), {"cell_2_contact": "CT1"})
    imported(clerk, run)

    found = dict(Customer.objects.values_list("number", "contact__number"))
    assert found == {"K1": "CT1", "K2": "CT00001"}


def test_words_of_another_program_for_blocked_are_given_a_meaning(clerk):
    a_customer("Acme", number="K1", blocked=Block.ALL)
    run = an_import(clerk, "No.,Blocked\nK1,open\nK2,shut\n", kind="customers")

    meant = {"value_blocked_0": "NONE", "value_blocked_1": "All"}
    checked(clerk, run, default_name="Beta", updates="yes", **meant)
    imported(clerk, run)

    blocked = Customer.objects.order_by("number").values_list("blocked", flat=True)
    assert list(blocked) == [Block.NONE, Block.ALL]


def test_the_page_of_the_columns_says_by_what_a_row_is_known(clerk):
    run = an_import(clerk, "Name\nAcme\n", kind="customers")

    page = clerk.get(address(run, "columns/"))

    assert "by its external id, its number or its contact." in page.text
    assert assigned(clerk, run).status_code == 302
    assert ImportRun.objects.get().kind == "customers"
