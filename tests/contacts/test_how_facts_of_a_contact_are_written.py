"""Phone numbers, e-mail addresses, home pages, VAT numbers, countries."""

from __future__ import annotations

import pytest
from django.utils import translation

from kans.contacts.actions import edit_contact
from kans.contacts.models import Contact
from kans.contacts.rules.communication import (
    NotAnEmailAddress,
    NotAWebAddress,
    PhoneOfNoLength,
    PhoneWithLetters,
    SeveralPhoneNumbers,
    doubtful_phone,
    home_page,
    may_be_emails,
    may_be_home_page,
    may_be_phone,
)
from kans.contacts.rules.names import TooLong
from kans.contacts.rules.places import (
    CountryUnknown,
    LanguageUnknown,
    VatNumberMiswritten,
    may_be_country,
    may_be_language,
    may_be_vat_number,
    vat_number,
)
from kans.foundation.text.phones import dialed
from tests.builders import a_contact, a_person


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("+31 (0)30-123.45.67", True),
        ("030/1234567", True),
        ("call me", False),
        ("030 1234567 ext 2", True),
        ("020-1234567 toestel 12", True),
        ("1-800-FLOWERS", False),
        ("030 éé", False),
    ],
)
def test_a_phone_number_has_no_letters(text, allowed):
    assert (may_be_phone(text) == ()) is allowed


@pytest.mark.parametrize(
    "text",
    [
        "020-1234567 / 06-12345678",
        "020 1234567 of 06 12345678",
        "0201234567 or 0612345678",
        "020-1234567; 06-12345678",
        "0201234567 0612345678",
        "T 0201234567 M 0612345678",
        "020-1234567/7654321",
    ],
)
def test_a_field_takes_one_phone_number(text):
    assert may_be_phone(text, "mobile_phone") == (
        SeveralPhoneNumbers(text=text, at="mobile_phone"),
    )
    assert dialed(text) == ""


@pytest.mark.parametrize(
    "text", ["020 / 1234567", "+49 (0)30 / 1234567 - 0", "020-1234567/68", "1"]
)
def test_a_number_in_several_parts_is_one(text):
    assert may_be_phone(text) == ()


@pytest.mark.parametrize(
    ("text", "country", "likely"),
    [
        ("", "NL", True),
        ("020-1234567", "NL", True),
        ("020-1234567 ext 12", "NL", True),
        ("112", "NL", True),
        ("1", "", False),
        ("+1 212 555 01234", "", False),
        ("020-12345678901", "NL", False),
        ("020-12345678901", "", True),  # of some country
        ("(212) 555-01234", "US", False),
        ("0201234567890123", "", True),
        ("02012345678901234", "", False),
    ],
)
def test_a_phone_number_of_another_length_is_doubtful(text, country, likely):
    doubts = () if likely else (PhoneOfNoLength(text=text, at="phone"),)
    assert doubtful_phone(text, country) == doubts


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("020-123 45 67", "0201234567"),
        ("+31 (0)30-123.45.67", "+31301234567"),
        ("0049 (0)30 / 1234567", "+49301234567"),
        ("020-1234567 toestel 12", "0201234567;ext=12"),
        ("14 020", "14020"),
        ("ask Eva", ""),
        ("06 Eva", ""),
        ("02012345678901234", ""),
    ],
)
def test_what_a_telephone_dials(text, digits):
    assert dialed(text) == digits


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", []),
        ("jo@cronus.example", []),
        ("jo@cronus.example; mo@cronus.example;", []),
        ("jo", ["jo"]),
        ("jo@cronus.example; mo; @x", ["mo", "@x"]),
        (
            "jo@cronus.example, mo@cronus.example",
            ["jo@cronus.example, mo@cronus.example"],
        ),
    ],
)
def test_every_address_among_semicolons_is_one(text, wrong):
    assert may_be_emails(text) == tuple(NotAnEmailAddress(text=w) for w in wrong)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        ("www.cronus.nl", "https://www.cronus.nl"),
        ("  cronus.nl/over-ons ", "https://cronus.nl/over-ons"),
        ("//cronus.nl", "https://cronus.nl"),
        ("http://cronus.nl", "http://cronus.nl"),
        ("HTTPS://cronus.nl", "HTTPS://cronus.nl"),
        ("cronus.nl:8080", "https://cronus.nl:8080"),
    ],
)
def test_a_home_page_is_stored_in_full(typed, stored):
    assert home_page(typed) == stored
    assert may_be_home_page(typed) == ()


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "JavaScript:alert(document.cookie)",
        "javascript://cronus.nl/%0aalert(1)",
        "data:text/html,x",
        "ftp://cronus.nl",
        "mailto:jo@cronus.nl",
        "two words",
    ],
)
def test_only_web_addresses_are_home_pages(text):
    assert may_be_home_page(text) == (NotAWebAddress(text=text),)


@pytest.mark.parametrize(
    ("number", "country", "allowed"),
    [
        ("", "NL", True),
        ("NL123456789B13", "NL", True),
        ("nl 1234.56.789.b13", "NL", True),
        ("123456789B13", "NL", True),
        ("NL12345", "NL", False),
        ("DE123456704", "NL", True),  # registered abroad
        ("DE12345678", "DE", False),
        ("BE0123456749", "BE", True),
        ("BE2123456789", "BE", False),
        ("EL123456709", "GR", True),
        ("123456709", "GR", True),
        ("GR 123456709", "GR", True),
        ("GR123456709", "", True),
        ("GR123456789", "GR", False),
        ("CHE-100.155.212", "CH", True),
        ("CHE-100.155.212 MWST", "", True),
        ("100.155.212 TVA", "CH", True),
        ("CHE-100.155.213", "CH", False),
        ("CHE-100.155.213 IVA", "", False),
        ("CHE-100.155.21", "CH", False),
        ("CHE-100.155.212", "LI", True),
        ("FR44123459315", "FR", True),
        ("ATU12345602", "AT", True),
        ("AT12345678", "AT", False),
        ("IE1234567FA", "IE", True),
        ("ESX1234567L", "ES", True),
        ("SE123456789701", "", True),
        ("SE12", "", False),
        ("NL123456789B01", "NL", False),  # the check digits are wrong
        ("123456789B01", "NL", False),
        ("DE123456789", "DE", False),
        ("EL123456789", "GR", False),
        ("XI123456789", "", True),  # no check digits are known
        ("GB whatever", "GB", True),  # not in the union
        ("12-34", "", True),
    ],
)
def test_a_vat_number_is_written_as_its_country_writes_it(number, country, allowed):
    assert (may_be_vat_number(number, country) == ()) is allowed


def test_a_vat_number_is_stored_without_what_makes_it_readable():
    assert vat_number("nl 1234.56.789-b13") == "NL123456789B13"
    assert vat_number("GR 123456709") == "EL123456709"
    assert vat_number("GRIP") == "GRIP"


def test_the_country_of_a_vat_number_is_called_by_its_name():
    with translation.override("nl"):
        [wrong] = may_be_vat_number("123456789B01", "NL")
        [unlike] = may_be_vat_number("12345", "GR")

    assert wrong.facts["country"] == "Nederland"
    assert unlike.facts["country"] == "Griekenland"


@pytest.mark.parametrize(
    ("code", "allowed"),
    [("", True), ("NL", True), ("nl", True), ("XX", False), ("EU", False)],
)
def test_a_country_is_one(code, allowed):
    assert may_be_country(code) == (() if allowed else (CountryUnknown(code=code),))


@pytest.mark.parametrize(
    ("code", "allowed"),
    [("", True), ("nl", True), ("nl-BE", True), ("xx", False), ("nl-XX", False)],
)
def test_a_language_is_one(code, allowed):
    assert may_be_language(code) == (() if allowed else (LanguageUnknown(code=code),))


@pytest.mark.parametrize(
    ("changes", "refusal", "at"),
    [
        ({"phone": "call me"}, PhoneWithLetters, "phone"),
        ({"mobile_phone": "call me"}, PhoneWithLetters, "mobile_phone"),
        ({"email": "me"}, NotAnEmailAddress, "email"),
        ({"home_page": "javascript:alert(1)"}, NotAWebAddress, "home_page"),
        ({"country": "XX"}, CountryUnknown, "country"),
        ({"language": "xx"}, LanguageUnknown, "language"),
        ({"vat_number": "NL1"}, VatNumberMiswritten, "vat_number"),
        ({"home_page": f"cronus.nl/{'x' * 240}"}, TooLong, "home_page"),
        ({"address": "x" * 101}, TooLong, "address"),
    ],
)
def test_what_is_miswritten_is_refused_at_its_field(ann, changes, refusal, at):
    contoso = a_contact("Contoso", city="Ede")

    with pytest.raises(refusal) as refused:
        edit_contact(contoso, city="Utrecht", **changes)

    assert refused.value.field == at
    assert Contact.objects.get(pk=contoso.pk).city == "Ede"


def test_facts_are_stored_in_their_own_form(ann):
    contoso = a_contact("Contoso")

    edit_contact(
        contoso,
        email=" jo@cronus.example;mo@cronus.example; ",
        home_page="cronus.nl",
        vat_number="nl 123456789 b13",
        country="nl",
    )

    contoso.refresh_from_db()
    assert contoso.email == "jo@cronus.example;mo@cronus.example"
    assert contoso.home_page == "https://cronus.nl"
    assert (contoso.vat_number, contoso.country) == ("NL123456789B13", "NL")


def test_what_was_wrong_already_does_not_stand_in_the_way(ann):
    clara = a_person("Clara Smit", phone="call me")

    edit_contact(clara, phone="call me", city="Utrecht")

    assert Contact.objects.get(pk=clara.pk).city == "Utrecht"
