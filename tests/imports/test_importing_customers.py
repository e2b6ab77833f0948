"""Customers out of a file, and which contact each of them is."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest

from kans.contacts.models import Contact, ContactType
from kans.customers.models import SHARED, Block, Customer
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Change
from kans.imports.rules.buyers import (
    Asked,
    Candidate,
    ContactOfSeveralRows,
    NamedTwice,
    SeveralContactsMeant,
    meant_by_name,
)
from kans.imports.rules.whole_file import WholeFile
from kans.undo.actions import undo_batch
from tests.builders import (
    a_contact,
    a_currency,
    a_customer,
    a_customer_template,
    a_payment_terms,
    a_person,
    a_salesperson,
    a_vat_customer_group,
    customers_are_numbered,
)
from tests.customers.common import are_in_step, everything
from tests.imports.builders import said_of_import

JANSEN = Asked("Jansen")
NUMBERED = Asked("Jansen", number="k2")
WITH_ID = Asked("Jansen", external_id="7")
FREE, OTHER = Candidate("CT1"), Candidate("CT2")
BUYS = Candidate("CT1", customer="K1")
BUYS_TOO = Candidate("CT2", customer="K2")
AS_7 = Candidate("CT1", customer="K1", external_id="7")
AS_8 = Candidate("CT1", customer="K1", external_id="8")


@pytest.mark.parametrize(
    ("asked", "called_so", "meant"),
    [
        (JANSEN, [], None),
        (JANSEN, [FREE], FREE),
        (JANSEN, [BUYS], BUYS),
        (JANSEN, [FREE, OTHER], SeveralContactsMeant),
        (JANSEN, [BUYS, OTHER], SeveralContactsMeant),
        (JANSEN, [BUYS, BUYS_TOO], SeveralContactsMeant),
        (NUMBERED, [], None),
        (NUMBERED, [FREE], FREE),
        (NUMBERED, [BUYS], None),
        (NUMBERED, [BUYS, OTHER], OTHER),
        (NUMBERED, [BUYS, BUYS_TOO], BUYS_TOO),
        (NUMBERED, [FREE, OTHER], SeveralContactsMeant),
        (WITH_ID, [BUYS], BUYS),
        (WITH_ID, [AS_7], AS_7),
        (WITH_ID, [AS_8], None),
        (WITH_ID, [AS_8, OTHER], OTHER),
    ],
)
@pytest.mark.parametrize("repeated", [False, True])
def test_which_contact_a_name_means(asked, called_so, meant, repeated):
    """Two rows of one name are told apart by more than it, and share no contact."""
    if repeated and not asked.has_key:
        meant = NamedTwice
    elif repeated and isinstance(meant, Candidate):
        meant = ContactOfSeveralRows

    if meant is None or isinstance(meant, Candidate):
        assert meant_by_name(asked, called_so, repeated=repeated) == meant
    else:
        with pytest.raises(meant):
            meant_by_name(asked, called_so, repeated=repeated)


def test_a_file_says_which_names_and_contacts_it_has():
    rows = [
        {"name": "Jansen"},
        {"name": " JÁNSEN"},
        {"name": "Acme"},
        {"name": "Acme", "contact": "ct1"},
        {"name": ""},
        {"name": ""},
    ]

    file = WholeFile.of(rows)

    assert [file.shares_name(name) for name in ("jansen", "Acme", "")] == [
        *(True, False, False),
    ]
    assert [file.names_contact(name) for name in ("CT1", "Acme")] == [True, False]
    assert [file.mentions(number) for number in ("CT1", "CT2")] == [True, False]


@pytest.fixture
def set_up(ann):
    return customers_are_numbered(manual_numbers=True)


@pytest.fixture
def bring_in(set_up, tmp_path):
    return partial(said_of_import, "customers", tmp_path)


def counted(said):
    return said.partition("\n")[0]


NEW = "1 created, 0 known already, 0 refused."
KNOWN = "0 created, 1 known already, 0 refused."
REFUSED = "0 created, 0 known already, 1 refused."


def test_a_file_in_dutch_becomes_customers_with_their_contacts(bring_in):
    a_payment_terms("14D", description="14 dagen")
    a_currency("USD")
    a_vat_customer_group("EU")
    jo = a_salesperson("JO", "Jo")

    said = bring_in(
        "Debiteurnr.;Klantnaam;Soort;Adres;Postcode;Woonplaats;Landcode;Telefoon;"
        "E-mailadres;Taal;Btw-nummer;Verkoper;Betalingscondities;Valuta;Btw-groep;"
        "Incl. btw;Korting;Factuurkorting;Geblokkeerd;Externe id\n"
        "k7;Acme;Bedrijf;Hoek 1;1012 AB;Delft;be;015 123;info@acme.example;fr;"
        "BE0123456749;JO;14 dagen;usd;eu;ja;2,5;1;Factureren;77\n"
        ";Ada van Smit;Persoon;;;;;;;;;;;;;nee;;;;\n"
    )

    assert said == "2 created, 0 known already, 0 refused.\n"
    ada, acme = Customer.objects.order_by("number")
    assert (acme.number, acme.name, acme.city, acme.country, acme.salesperson) == (
        *("K7", "Acme", "Delft", "BE", jo),
    )
    assert (acme.payment_terms.code, acme.currency.code, acme.vat_group.code) == (
        *("14D", "USD", "EU"),
    )
    assert (acme.prices_include_vat, acme.line_discount, acme.document_discount) == (
        *(True, Decimal("2.5"), Decimal(1)),
    )
    assert (acme.blocked, acme.external_id) == (Block.INVOICE, "77")
    assert (ada.number, ada.type, ada.prices_include_vat) == (
        *("C00001", ContactType.PERSON, False),
    )
    assert ada.contact.surname == "Smit"
    assert are_in_step(acme)
    assert are_in_step(ada)


def test_the_contact_that_a_row_names_becomes_the_customer(bring_in):
    acme = a_contact("Acme", number="CT1", phone="1")

    said = bring_in("No.,Contact No.,Name,Phone No.,City\nK1,ct1,Acme NV,2,Delft\n")

    assert said == f"{NEW}\nline 2: contact CT1 Acme is taken.\n"
    customer = Customer.objects.get(number="K1")
    assert customer.contact == acme
    assert (customer.name, customer.phone, customer.city) == ("Acme", "1", "Delft")
    assert are_in_step(customer)
    assert Contact.objects.count() == 1


def test_with_update_the_contact_takes_what_the_row_says(bring_in):
    a_contact("Acme", number="CT1", phone="1", address="Hoek 1")

    bring_in("Contact No.,Name,Phone No.\nCT1,Acme NV,2\n", "--update")

    customer = Customer.objects.get()
    assert (customer.name, customer.phone, customer.address) == (
        *("Acme NV", "2", "Hoek 1"),
    )
    assert are_in_step(customer)


@pytest.mark.parametrize("named", ["CT2", "x-2", "clára smit"])
def test_a_person_who_is_named_lets_the_company_be_the_customer(bring_in, named):
    """C2C-3; number, external id and name all name a contact."""
    acme = a_contact("Acme", number="CT1")
    clara = a_person("Clara Smit", at=acme, number="CT2", external_id="x-2")

    bring_in(f"Contact No.,Primary Contact\n{named},CT2\n")

    customer = Customer.objects.get()
    assert (customer.contact, customer.primary_contact) == (acme, clara)
    assert customer.name == "Acme"


def test_a_person_without_company_is_the_customer_and_its_primary_contact(bring_in):
    clara = a_person("Clara Smit", number="CT1")

    bring_in("Contact No.,Type\nCT1,Person\n")

    customer = Customer.objects.get()
    assert (customer.contact, customer.primary_contact) == (clara, clara)
    assert customer.type == ContactType.PERSON


@pytest.mark.parametrize(
    ("row", "taken"),
    [("acmé,", True), ("Acme,Company", True), ("Acme,Person", False), ("Acm,", False)],
)
def test_the_one_company_of_that_name_becomes_the_customer(bring_in, row, taken):
    acme = a_contact("Acme", number="CT9")

    said = bring_in(f"Name,Type\n{row}\n")

    assert counted(said) == NEW
    assert ("CT9" in said) == taken
    assert (Customer.objects.get().contact == acme) == taken
    assert Contact.objects.count() == (1 if taken else 2)


def test_a_person_who_works_somewhere_is_not_known_by_name(bring_in):
    clara = a_person("Clara", at=a_contact("Acme", number="CT1"), number="CT2")

    bring_in("Name,Type\nClara,Person\n")

    customer = Customer.objects.get()
    assert customer.contact not in {clara, clara.company_contact}
    assert customer.name == "Clara"


def test_of_several_contacts_of_that_name_none_is_taken(bring_in):
    for number in ("CT1", "CT2"):
        a_contact("Acme", number=number)
    before = everything()

    said = bring_in("Name\nAcme\n")

    assert counted(said) == REFUSED
    assert "Several contacts are called Acme: CT1, CT2. Enter the number" in said
    assert everything() == before


def test_rows_of_one_name_do_not_fight_for_its_contact(bring_in):
    """Whichever comes first: the one that names it has it."""
    acme = a_contact("Acme", number="CT1")
    rows = ["K1,Acme,", "K2,Acme,", "K3,Acme,CT1"]

    refused = bring_in("\n".join(["No.,Name,Contact No.", *rows[:2]]))
    said = bring_in("\n".join(["No.,Name,Contact No.", *rows]))

    assert counted(refused) == "0 created, 0 known already, 2 refused."
    assert "Several rows are called Acme, and so is contact CT1." in refused
    assert counted(said) == "3 created, 0 known already, 0 refused."
    assert Customer.objects.get(number="K3").contact == acme
    assert Contact.objects.count() == 3


def test_rows_with_nothing_but_the_same_name_are_refused(bring_in):
    said = bring_in("Name,City\nAcme,Ede\nAcme,Goes\n")

    assert counted(said) == "0 created, 0 known already, 2 refused."
    assert not Customer.objects.exists()


TWICE = [
    "Name\nAcme\nBeta\n",
    "Name,Contact No.\nAcme,CT7\nBeta,\n",
    "No.,Name\nK1,Acme\nK2,Acme\n",
    "External ID,Name\n1,Acme\n2,Acme\n",
    "Name,Type\nAcme,Company\nClara,Person\n",
]


@pytest.mark.parametrize("text", TWICE)
@pytest.mark.parametrize("options", [(), ("--update",)])
def test_what_comes_in_again_is_known(bring_in, text, options):
    a_contact("Zeta", number="CT7")
    first = bring_in(text, *options)
    before = everything()

    again = bring_in(text, *options)

    updated = "0 updated, " if options else ""
    assert counted(first) == f"2 created, {updated}0 known already, 0 refused."
    assert counted(again) == f"0 created, {updated}2 known already, 0 refused."
    assert everything()[:2] == before[:2]


def test_a_contact_that_is_a_customer_makes_its_row_known(bring_in):
    acme = a_contact("Acme", number="CT1", phone="1")
    a_customer(of=acme, number="K1")

    left = bring_in("Contact No.,Phone No.\nCT1,2\n")
    phone = Customer.objects.get().phone
    bring_in("Contact No.,Phone No.,Blocked\nCT1,2,Ship\n", "--update")

    assert (counted(left), phone) == (KNOWN, "1")
    customer = Customer.objects.get()
    assert (customer.phone, customer.blocked) == ("2", Block.SHIP)
    assert are_in_step(customer)


def test_a_person_of_a_customer_makes_its_row_known(bring_in):
    acme = a_contact("Acme", number="CT1")
    a_person("Clara", at=acme, number="CT2")
    a_customer(of=acme, number="K1")

    assert counted(bring_in("Contact No.\nCT2\n")) == KNOWN
    assert Customer.objects.count() == 1


def test_a_template_is_not_for_those_who_are_there(bring_in):
    a_customer("Acme", number="K1")
    a_customer_template("TRADE", line_discount=Decimal(5))

    said = bring_in("No.,Customer Template\nK1,TRADE\n", "--update")

    assert "1 known already, 0 refused." in said
    assert Customer.objects.get().line_discount == 0


def test_an_external_id_is_of_one_row_only(bring_in):
    said = bring_in("External ID,Name\n7,Acme\n7,Beta\n")

    assert "line 3, external_id: 7 stands in the file twice." in said
    assert Customer.objects.get().name == "Acme"


def test_with_update_only_what_is_told_changes(bring_in):
    a_customer("Acme", number="K1", phone="1", blocked=Block.ALL, line_discount=5)

    bring_in("No.,Name,Phone No.,Blocked\nk1,Acme NV,,Not Blocked\n", "--update")

    customer = Customer.objects.get()
    assert (customer.name, customer.phone, customer.blocked) == (
        *("Acme NV", "1", Block.NONE),
    )
    assert customer.line_discount == 5


def test_with_update_a_customer_is_linked_with_the_contact_that_is_named(bring_in):
    clara = a_person("Clara", at=a_contact("Acme", number="CT1"), number="CT2")
    a_customer("Acme NV", number="K1")

    bring_in("No.,Contact No.\nK1,CT2\n", "--update")

    customer = Customer.objects.get()
    assert customer.contact == clara.company_contact
    assert are_in_step(customer)


def test_a_template_gives_what_row_and_contact_leave_blank(bring_in):
    """TPL-3, TPL-4."""
    a_contact("Acme", number="CT1", country="NL")
    terms = a_payment_terms("14D")
    template = {"country": "BE", "language": "fr", "line_discount": Decimal(5)}
    a_customer_template("TRADE", payment_terms=terms, **template)

    bring_in("Contact No.,Customer Template,Line Discount %\nCT1,TRADE,2\n")

    customer = Customer.objects.get()
    assert (customer.country, customer.language) == ("NL", "fr")
    assert (customer.line_discount, customer.payment_terms) == (Decimal(2), terms)
    assert are_in_step(customer)


REFUSALS = [
    ("Name,Currency\nBeta,QQQ\n", "line 2, currency: ", "QQQ"),
    ("Name,Payment Terms\nBeta,99D\n", "line 2, payment_terms: ", "99D"),
    ("Name,VAT Customer Group\nBeta,MARS\n", "line 2, vat_group: ", "MARS"),
    ("Name,Salesperson\nBeta,XX\n", "line 2, salesperson: ", "XX"),
    ("Name,Customer Template\nBeta,NONE\n", "line 2, template: ", "NONE"),
    ("Name,Blocked\nBeta,Maybe\n", "line 2, blocked: ", "Maybe"),
    ("Name,Line Discount %\nBeta,101\n", "line 2, line_discount: ", "100"),
    ("Name,E-Mail\nBeta,nowhere\n", "line 2, email: ", "nowhere"),
    ("City\nDelft\n", "line 2, name: ", ""),
    ("Contact No.\nCT99\n", "line 2, contact: ", "Contact CT99 is not there."),
    ("No.,Contact No.\nK2,CT1\n", "line 2, contact: ", "Acme is customer K1 already"),
    ("Contact No.\nCT3\n", "line 2, contact: ", "blocked for privacy"),
    ("Contact No.,Type\nCT4,Person\n", "line 2, type: ", "Free is a Company here"),
    ("Name,Primary Contact\nBeta,CT4\n", "line 2, primary_contact: ", "not related"),
    ("Contact No.,Primary Contact\nCT4,CT1\n", "line 2, primary_contact: ", "Acme"),
]


@pytest.mark.parametrize("update", [False, True])
@pytest.mark.parametrize(("text", "about", "reason"), REFUSALS)
def test_a_row_is_refused_at_its_field_and_leaves_nothing(
    bring_in, text, about, reason, update
):
    a_customer(of=a_contact("Acme", number="CT1"), number="K1")
    a_contact("Private", number="CT3", privacy_blocked=True)
    a_contact("Free", number="CT4")
    before = everything()

    said = bring_in(text, *(["--update"] if update else []))

    assert "1 refused." in counted(said)
    assert about in said
    assert reason in said.partition(about)[2]
    assert everything() == before


@pytest.mark.parametrize(
    ("text", "about", "reason"),
    [
        ("No.,Contact No.\nK1,CT2\n", "contact", "is linked with contact Acme already"),
        ("No.,Type\nK1,Person\n", "type", "Acme is a Company here"),
    ],
)
def test_an_update_does_not_make_it_another(bring_in, text, about, reason):
    a_customer(of=a_contact("Acme", number="CT1"), number="K1")
    a_contact("Beta", number="CT2")
    before = everything()

    said = bring_in(text, "--update")

    assert f"line 2, {about}: " in said
    assert reason in said
    assert everything() == before


@pytest.mark.parametrize("row", ["K1,Beta", "K1,Acme"])
def test_a_number_is_typed_only_where_the_series_lets_it_be(set_up, bring_in, row):
    """NS-2: of a new customer, and of a contact that becomes one."""
    a_contact("Acme", number="CT1")
    set_up.manual_numbers = False
    with open_change("test"):
        set_up.save()
    before = everything()

    said = bring_in(f"No.,Name\n{row}\n")

    assert "line 2, number: " in said
    assert everything() == before


def test_a_dry_run_says_whom_it_takes_and_keeps_nothing(bring_in):
    a_contact("Acme", number="CT1")
    before = everything()

    said = bring_in("Name,City\nAcme,Delft\n", "--dry-run")

    assert said == (
        "1 would be created, 0 known already, 0 refused.\n"
        "line 2: contact CT1 Acme is taken.\n"
    )
    assert everything() == before


def test_undo_leaves_the_contact_as_it_was(bring_in):
    acme = a_contact("Acme", number="CT1")
    shared = {name: getattr(acme, name) for name in SHARED}
    bring_in("Name,City\nAcme,Delft\nBeta,Goes\n")

    undo_batch(Change.objects.filter(verb="apply_import").latest("id").batch)

    assert not Customer.objects.exists()
    acme = Contact.objects.get()
    assert {name: getattr(acme, name) for name in SHARED} == shared
