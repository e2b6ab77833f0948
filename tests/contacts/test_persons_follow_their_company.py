"""What a person takes over on joining a company, and when the company changes."""

from __future__ import annotations

import pytest

from kans.contacts.actions import edit_contact
from kans.contacts.models import Contact
from kans.contacts.rules.inheritance import (
    INHERITED,
    Inheritance,
    on_change,
    on_joining,
)
from kans.contacts.rules.types import NotACompany, OnlyOfPersons
from tests.builders import a_contact, a_marketing_setup, a_person, a_salesperson

BLANK = dict.fromkeys(INHERITED, "")
ALL = Inheritance()
NONE = Inheritance(
    salesperson=False, country=False, language=False, address=False, communication=False
)
EDE = {"address": "Kade 1", "post_code": "6711 AA", "city": "Ede", "county": "GLD"}
UTRECHT = {"address": "Gracht 2", "post_code": "3511 BB", "city": "Utrecht"}


def values(**some):
    return {**BLANK, **some}


@pytest.mark.parametrize(
    ("person", "former", "company", "taken"),
    [
        # Salesperson, country and language: always, even when they are blank.
        ({"country": "BE"}, None, {"country": "NL"}, {"country": "NL"}),
        ({"country": "BE"}, None, {}, {"country": ""}),
        ({"salesperson_id": 1}, None, {"salesperson_id": 2}, {"salesperson_id": 2}),
        ({"language": "fr"}, None, {"language": "nl"}, {"language": "nl"}),
        # The address: when the person has none, or that of the former company.
        ({}, None, EDE, EDE),
        ({"county": "UT"}, None, EDE, EDE),
        ({"city": "Breda"}, None, EDE, {"city": "Breda"}),
        (UTRECHT, UTRECHT, EDE, EDE),
        ({**UTRECHT, "address": "Home 3"}, UTRECHT, EDE, {"city": "Utrecht"}),
        # Phone numbers and the like one by one: when blank or the former company's.
        ({}, None, {"phone": "030 1"}, {"phone": "030 1"}),
        ({"phone": "06 2"}, None, {"phone": "030 1"}, {"phone": "06 2"}),
        ({"phone": "06 2"}, {"phone": "06 2"}, {"phone": "03"}, {"phone": "03"}),
        (
            {"email": "me@x.nl", "phone": "06 2"},
            {"phone": "06 2"},
            {"phone": "030 1", "email": "info@x.nl", "home_page": "https://x.nl"},
            {"phone": "030 1", "email": "me@x.nl", "home_page": "https://x.nl"},
        ),
    ],
)
def test_what_is_taken_over_on_joining(person, former, company, taken):
    person = values(**person)
    former = None if former is None else values(**former)

    got = {**person, **on_joining(person, values(**company), former, ALL)}

    assert {name: got[name] for name in taken} == taken


@pytest.mark.parametrize(
    ("switch", "fields"),
    [
        ("salesperson", {"salesperson_id"}),
        ("country", {"country"}),
        ("language", {"language"}),
        ("address", {"address", "address_2", "post_code", "city", "county"}),
        ("communication", {"phone", "mobile_phone", "email", "home_page"}),
    ],
)
def test_each_switch_of_the_setup_governs_its_own_fields(switch, fields):
    full = {name: name for name in INHERITED}
    only = Inheritance(**{**vars(NONE), switch: True})

    assert set(on_joining(BLANK, full, None, only)) == fields
    assert set(on_change(BLANK, BLANK, full, only)) == fields
    assert on_joining(BLANK, full, None, NONE) == {}


@pytest.mark.parametrize(
    ("person", "before", "after", "taken"),
    [
        ({"country": "NL"}, {"country": "NL"}, {"country": "BE"}, {"country": "BE"}),
        ({"country": "DE"}, {"country": "NL"}, {"country": "BE"}, {}),
        ({}, {"country": "NL"}, {"country": "BE"}, {}),
        ({"phone": "1"}, {"phone": "1"}, {"phone": ""}, {"phone": ""}),
        ({"phone": "2"}, {"phone": "1"}, {"phone": ""}, {}),
        # Of the address the parts that changed, where all four were the company's.
        (EDE, EDE, {**EDE, "address": "Kade 9"}, {"address": "Kade 9"}),
        ({**EDE, "city": "Oss"}, EDE, {**EDE, "address": "Kade 9"}, {}),
        ({}, {}, EDE, EDE),
        # A county of one's own stays.
        ({**EDE, "county": "UT"}, EDE, {**EDE, "county": "ZH"}, {}),
        ({"country": "NL"}, {"country": "NL"}, {"country": "NL"}, {}),
    ],
)
def test_what_a_person_takes_over_when_the_company_changes(
    person, before, after, taken
):
    assert on_change(values(**person), values(**before), values(**after), ALL) == taken


def test_persons_follow_their_company_but_keep_what_they_typed(ann):
    contoso = a_contact("Contoso", city="Ede", phone="0318 1")
    follows = a_person("Clara Smit", at=contoso, city="Ede", phone="0318 1")
    differs = a_person("Jan Bos", at=contoso, city="Oss", phone="06 2")

    edit_contact(contoso, name="Contoso Ltd.", city="Utrecht", phone="030 3")

    follows.refresh_from_db()
    differs.refresh_from_db()
    assert (follows.city, follows.phone) == ("Utrecht", "030 3")
    assert (differs.city, differs.phone) == ("Oss", "06 2")
    assert follows.company_name == differs.company_name == "Contoso Ltd."


def test_what_is_switched_off_is_not_passed_on(ann):
    a_marketing_setup(inherit_communication=False)
    contoso = a_contact("Contoso", city="Ede", phone="0318 1")
    clara = a_person("Clara Smit", at=contoso, city="Ede", phone="0318 1")

    edit_contact(contoso, city="Utrecht", phone="030 3")

    clara.refresh_from_db()
    assert (clara.city, clara.phone) == ("Utrecht", "0318 1")


def test_a_person_who_moves_takes_over_what_is_of_the_new_company(ann):
    jo, mo = a_salesperson("JO"), a_salesperson("MO")
    contoso = a_contact("Contoso", salesperson=jo, phone="0318 1")
    fabrikam = a_contact("Fabrikam", salesperson=mo, phone="030 3")
    clara = a_person("Clara Smit", at=contoso, salesperson=jo, phone="0318 1")

    edit_contact(clara, company_contact=fabrikam)

    clara.refresh_from_db()
    assert (clara.company_name, clara.salesperson) == ("Fabrikam", mo)
    assert clara.phone == "030 3"


@pytest.mark.parametrize("joins", ["the first", "another"])
@pytest.mark.parametrize(
    ("own", "keeps"),
    [({}, False), ({"address": "Home 3", "city": "Oss"}, True), (UTRECHT, None)],
    ids=["blank", "own", "the former company's"],
)
def test_the_address_of_who_joins_a_company(ann, own, keeps, joins):
    """Scenario 36; CON-14: who has no former company has an address of one's own."""
    former = a_contact("Fabrikam", **UTRECHT) if joins == "another" else None
    clara = a_person("Clara Smit", at=former, **own)
    stays = former is None if keeps is None else keeps

    edit_contact(clara, company_contact=a_contact("Contoso", **EDE))

    clara.refresh_from_db()
    expected = {"address": "", "post_code": "", "city": "", "county": "", **own}
    expected = expected if stays else EDE
    assert {name: getattr(clara, name) for name in expected} == expected


def test_what_is_typed_while_moving_is_not_overwritten(ann):
    fabrikam = a_contact("Fabrikam", country="NL")
    clara = a_person("Clara Smit", country="DE")

    edit_contact(clara, company_contact=fabrikam, country="BE")

    clara.refresh_from_db()
    assert clara.country == "BE"


def test_a_person_who_leaves_keeps_the_address(ann):
    contoso = a_contact("Contoso", city="Ede")
    clara = a_person("Clara Smit", at=contoso, city="Ede")

    edit_contact(clara, company_contact=None)

    clara.refresh_from_db()
    assert (clara.company_contact, clara.company_name) == (None, "")
    assert clara.city == "Ede"


def test_a_company_works_for_nobody(ann):
    contoso, fabrikam = a_contact("Contoso"), a_contact("Fabrikam")

    with pytest.raises(OnlyOfPersons) as refused:
        edit_contact(contoso, company_contact=fabrikam)

    assert refused.value.field == "company_contact"
    assert Contact.objects.get(pk=contoso.pk).company_contact is None


def test_nobody_moves_to_a_person(ann):
    clara, jan = a_person("Clara Smit"), a_person("Jan Bos")

    with pytest.raises(NotACompany):
        edit_contact(clara, company_contact=jan)

    assert Contact.objects.get(pk=clara.pk).company_contact is None
