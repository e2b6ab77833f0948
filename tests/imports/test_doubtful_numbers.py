"""VAT and telephone numbers that are wrong: refused when typed, else only doubtful."""

from __future__ import annotations

import re

import pytest

from kans.contacts.models import Contact
from kans.contacts.rules.places import VatNumberDoubtful
from tests.builders import a_contact, an_opportunity
from tests.imports.builders import said_of_import
from tests.imports.pages import address, an_import, checked, counts, imported

CARD = "/c/cronus/contacts/"
FALSE = "NL123456789B01"
WRONG = "its check digits are wrong"


@pytest.fixture
def doubtful(ann):
    """A company whose VAT number was stored before anybody checked its digits."""
    return a_contact("Contoso", number="C1", vat_number=FALSE, country="NL")


def edited(browser, **typed):
    """Change one field of the company as it is shown now; the answer."""
    [only] = typed
    version = Contact.objects.get(number="C1").version
    sent = {"only": only, "version": version, **typed}
    return browser.post(f"{CARD}C1/edit/", sent)


def test_a_stored_number_that_is_wrong_is_shown_as_doubtful(browser, doubtful):
    page = browser.get(f"{CARD}C1/")

    assert "Doubtful" in page.text
    assert WRONG in page.text


def test_so_is_a_stored_telephone_number_with_letters(browser, ann):
    a_contact("Contoso", number="C1", phone="ask Eva", mobile_phone="06 Eva")

    page = browser.get(f"{CARD}C1/").text

    assert page.count("A phone number has no letters") == 2


def test_what_cannot_be_dialed_has_no_link(browser, ann):
    contact = a_contact(
        "Contoso", number="C1", phone="020-1234567 / 06-12345678", mobile_phone="1"
    )
    deal = an_opportunity(contact=contact, number="OP1")

    for card in (f"{CARD}C1/", f"/c/cronus/opportunities/{deal.number}/"):
        page = browser.get(card).text
        assert "020-1234567 / 06-12345678" in page
        assert re.findall(r'href="tel:([^"]*)"', page) == ["1"]

    page = browser.get(f"{CARD}C1/").text
    assert "is more than one telephone number" in page
    assert "1 has more or fewer digits than a telephone number." in page


def test_two_numbers_in_a_file_go_in_and_two_that_are_typed_do_not(
    browser, cronus_works, tmp_path
):
    two = "020-1234567 / 06-12345678"
    said = said_of_import("contacts", tmp_path, f"Name,Phone No.\nAcme,{two}\n")
    contact = Contact.objects.get(phone=two)
    typed = {"only": "phone", "version": contact.version, "phone": f"{two} "}
    kept = browser.post(f"{CARD}{contact.number}/edit/", typed)
    typed["phone"] = two.replace("/", "of")
    refused = browser.post(f"{CARD}{contact.number}/edit/", typed)

    assert "1 created, 0 known already, 0 refused." in said
    assert f"line 2, phone: {two} is more than one telephone number" in said
    assert (kept.status_code, refused.status_code) == (302, 422)
    assert "a second goes in Mobile Phone No." in refused.text


def test_it_blocks_no_other_edit_and_is_judged_when_it_is_changed(browser, doubtful):
    moved = edited(browser, city="Ede")
    typed = edited(browser, vat_number="NL123456780B01")
    right = edited(browser, vat_number="NL123456789B13")

    assert (moved.status_code, typed.status_code, right.status_code) == (302, 422, 302)
    assert WRONG in typed.text
    doubtful.refresh_from_db()
    assert (doubtful.city, doubtful.vat_number) == ("Ede", "NL123456789B13")
    assert doubtful.doubts() == ()


def test_an_import_takes_it_in_and_says_so(browser, cronus_works):
    text = f"Name,VAT Registration No.,Country/Region\nAcme,{FALSE},NL\nBeta,,NL\n"
    run = checked(browser, an_import(browser, text))
    check = browser.get(address(run))
    imported(browser, run)
    done = browser.get(address(run))

    assert counts(run) == (2, 0, 0, 0)
    for page in (check, done):
        assert "Remarks on rows that go in" in page.text
        assert page.text.count(WRONG) == 1
    assert Contact.objects.get(name="Acme").doubts() == (
        VatNumberDoubtful(number=FALSE, country="Netherlands"),
    )


def test_the_command_says_so_too(cronus_works, tmp_path):
    text = f"Name,VAT Registration No.,Country/Region\nAcme,{FALSE},NL\n"

    said = said_of_import("contacts", tmp_path, text)

    assert "1 created, 0 known already, 0 refused." in said
    assert (
        f"line 2, vat_number: {FALSE} is no VAT registration number (Netherlands)"
        in said
    )


def test_an_extension_is_part_of_a_phone_number(browser, doubtful):
    saved = edited(browser, phone="020-1234567 ext 12")
    refused = edited(browser, phone="call me")
    page = browser.get(f"{CARD}C1/")

    assert (saved.status_code, refused.status_code) == (302, 422)
    assert 'href="tel:0201234567;ext=12"' in page.text
    doubtful.refresh_from_db()
    assert doubtful.phone == "020-1234567 ext 12"
    assert doubtful.phone_digits == "1234567"
