"""Which contacts may be the same: the rules, what is found, what is kept separate."""

from __future__ import annotations

import pytest

from kans.contacts.actions import (
    compare_contacts_again,
    delete_contact,
    edit_contact,
    edit_marketing_setup,
    separate_contacts,
)
from kans.contacts.models import Contact, ContactType, SeparateContacts
from kans.contacts.queries import (
    contacts_like,
    duplicates_of,
    looks_like,
    possible_duplicates,
)
from kans.contacts.queries import pairs as pages_of_pairs
from kans.contacts.rules.duplicates import (
    FIELDS,
    FIRST,
    LAST,
    HitPercentageOutOfRange,
    Likeness,
    Profile,
    SeparateFromItself,
    beginnings,
    compare,
    core,
    last_digits,
)
from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.journal.journal import open_change
from tests.builders import a_contact, a_marketing_setup, a_person, ann_without

FILLED = {
    "name": "Contoso",
    "address": "Keizersgracht 1",
    "post_code": "1015 CJ",
    "city": "Amsterdam",
    "phone": "020-555 1234",
    "mobile_phone": "06-1234 5678",
    "email": "info@contoso.example",
    "vat_number": "NL123456789B13",
}
OTHER = {
    "name": "Fabrikam",
    "address": "Stationsweg 99",
    "post_code": "6711 AA",
    "city": "Wageningen",
    "phone": "0317-222 333",
    "mobile_phone": "0033 98 76 54",
    "email": "sales@fabrikam.test",
    "vat_number": "BE0987654321",
}


def company(**texts):
    return Profile(is_company=True, texts=texts)


def alike_in(*fields):
    """Two companies with all fields filled in, the same in just these."""
    same = {name: FILLED[name] for name in fields}
    return company(**FILLED), company(**OTHER | same)


# Search strings ----------------------------------------------------------------


def test_search_strings_are_the_first_and_last_letters_of_each_field():
    strings = company(name="  Café-Bar 't Hoekje ", phone="12 34").strings

    assert strings == {
        ("name", "first"): "cafeb",
        ("name", "last"): "oekje",
        ("phone", "first"): "1234",
        ("phone", "last"): "1234",
    }


@pytest.mark.parametrize(
    "name",
    ["Contoso", "CONTOSO B.V.", "Contoso BV", "contoso  N.V.", "Contoso GmbH & Co. KG"],
)
def test_a_name_is_the_same_whatever_its_legal_form(name):
    assert core(name) == "contoso"


def test_a_name_that_is_only_a_legal_form_stays():
    assert core("AG") == "ag"


def test_what_is_typed_begins_with_shorter_names():
    assert beginnings("De Contoso Trading BV") == {
        "decontoso",
        "decontosotrading",
    }


@pytest.mark.parametrize(
    "written, digits",
    [
        ("+31 20 555 1234", "5551234"),
        ("020-5551234", "5551234"),
        ("112", ""),
        ("000-0000000", ""),
    ],
)
def test_a_telephone_number_is_known_by_its_last_digits(written, digits):
    assert last_digits(written) == digits


# The measure (DUP-2) --------------------------------------------------------------


@pytest.mark.parametrize(
    "same, percent",
    [
        (["name"], 12),
        (["name", "address"], 25),
        (["name", "address", "phone"], 37),
        (["name", "address", "phone", "mobile_phone"], 50),
        (["address", "phone", "mobile_phone", "post_code", "city"], 62),
    ],
)
def test_companies_are_duplicates_when_enough_strings_match(same, percent):
    """With all fields filled in, it is a share of the sixteen strings."""
    likeness = compare(*alike_in(*same))

    assert len(likeness.hits) == 2 * len(same)
    assert (likeness.compared, likeness.percent) == (16, percent)
    assert likeness.is_duplicate(percent)
    assert not likeness.is_duplicate(percent + 1)


@pytest.mark.parametrize(
    "hit_percentage, enough",
    [
        (1, 1),
        (50, 8),
        (51, 9),
        (56, 9),
        (57, 10),
        (60, 10),
        (62, 10),
        (63, 11),
        (100, 16),
    ],
)
def test_the_number_of_strings_that_must_match_is_rounded_up(hit_percentage, enough):
    assert a_likeness(hits=enough).is_duplicate(hit_percentage)
    assert not a_likeness(hits=enough - 1).is_duplicate(hit_percentage)


def a_likeness(*, hits, compared=16):
    every = [(name, part) for name in FIELDS for part in (LAST, FIRST)]
    return Likeness(hits=frozenset(every[:hits]), compared=compared)


def test_what_one_leaves_blank_does_not_count_against_them():
    whole = company(**FILLED)
    sparse = company(
        name="Contoso B.V.",
        address="Keizersgracht 1",
        city="amsterdam",
        phone="+31 20 555 1234",
    )

    likeness = compare(whole, sparse)

    assert (len(likeness.hits), likeness.compared) == (6, 8)
    assert likeness.is_duplicate(60)


def test_neighbours_are_no_duplicates():
    """They share the place and the exchange, and nothing that tells."""
    one = company(**{**FILLED, "vat_number": "", "email": "", "mobile_phone": ""})
    two = company(**{**one.texts, "name": "Fabrikam", "phone": "020-555 9876"})

    likeness = compare(one, two)

    assert likeness.percent == 70
    assert not likeness.is_duplicate(60)


@pytest.mark.parametrize(
    "shared, signs",
    [
        ({"vat_number": "NL123456789B13"}, {"vat_number"}),
        ({"email": "sales@x.example; Info@Contoso.example"}, {"email"}),
        ({"name": "Contoso BV", "city": "amsterdam"}, {"name", "city"}),
        ({"name": "Contoso BV", "post_code": "1015cj"}, {"name", "post_code"}),
        ({"name": "Contoso BV"}, set()),
        ({"city": "Amsterdam"}, set()),
    ],
)
def test_some_things_settle_it(shared, signs):
    likeness = compare(company(**FILLED), company(**{**OTHER, **shared}))

    assert likeness.signs == signs
    assert likeness.is_duplicate(100) == bool(signs)


def test_a_company_and_a_person_are_never_the_same():
    person = Profile(is_company=False, texts=FILLED)

    assert not compare(company(**FILLED), person).is_duplicate(1)


def test_persons_are_the_same_by_their_email_or_their_name_at_a_company():
    def person(name, email="", company=None):
        return Profile(
            is_company=False,
            texts={"name": name, "email": email},
            company=company,
            company_email="info@contoso.example",
        )

    def same(one, other):
        return compare(one, other).is_duplicate(100)

    assert same(person("Clara", "c@x.example"), person("C. Smit", "C@x.example"))
    assert same(person("Clara Smit", company=1), person("clara smit", company=1))
    assert not same(person("Clara Smit", company=1), person("Clara Smit", company=2))
    assert not same(person("Clara Smit"), person("Clara Smit"))
    shared = "info@contoso.example"
    assert not same(person("Clara", shared, 1), person("Jan", shared, 1))


# What is found ------------------------------------------------------------------


def names(found):
    return [like.contact.name for like in found]


def test_a_contact_shows_what_it_looks_like(ann):
    contoso = a_contact("Contoso", city="Ede", phone="0318-123 4567")
    a_contact("Contoso B.V.", city="Ede")
    a_contact("Fabrikam", city="Ede")

    found = looks_like(contoso)

    assert names(found) == ["Contoso B.V."]
    assert found[0].fields == ("Name", "City")


def test_keys_follow_what_is_edited(ann):
    contoso = a_contact("Contoso", city="Ede")
    fabrikam = a_contact("Fabrikam", city="Ede")
    assert duplicates_of(contoso) == []

    edit_contact(fabrikam, name="Contoso NV")

    assert names(duplicates_of(contoso)) == ["Contoso NV"]


def test_keys_follow_what_is_changed_for_many_at_once(ann):
    contoso = a_contact("Contoso", phone="020-5551234")
    with open_change("test"):
        Contact.objects.filter(pk=contoso.pk).update(phone="+31 6 1111 2222")

    contoso.refresh_from_db()
    assert contoso.phone_digits == "1112222"


def test_persons_with_the_address_of_their_company_are_not_the_same(ann):
    contoso = a_contact("Contoso", email="info@contoso.example")
    clara = a_person("Clara Smit", at=contoso, email="info@contoso.example")
    a_person("Jan Bos", at=contoso, email="info@contoso.example")

    assert duplicates_of(clara) == []


def test_a_person_is_found_again_at_the_same_company(ann):
    contoso = a_contact("Contoso")
    clara = a_person("Clara Smit", at=contoso)
    a_person("Clara Smit", at=a_contact("Fabrikam"))
    again = a_person("Clara  Smit", at=contoso)

    assert [like.contact for like in duplicates_of(clara)] == [again]


def test_it_can_be_switched_off(ann):
    contoso = a_contact("Contoso", city="Ede")
    a_contact("Contoso", city="Ede")
    edit_marketing_setup(search_duplicates=False)

    assert looks_like(contoso) == []
    assert contacts_like(Contact(name="Contoso")) == []
    assert len(duplicates_of(contoso)) == 1


@pytest.mark.parametrize("percentage, found", [(62, 1), (63, 0)])
def test_the_set_up_says_how_much_must_match(ann, percentage, found):
    edit_marketing_setup(search_hit_percentage=percentage)
    contoso = a_contact("Contoso", address="Markt 1", phone="0318-123 4567", city="Ede")
    a_contact("Contosa", address="Markt 1", phone="0318-765 4321", city="Ede")

    likeness = [p.likeness.percent for p in possible_duplicates().pairs]

    assert len(duplicates_of(contoso)) == found
    assert likeness == [62] * found


@pytest.mark.parametrize("percentage", [0, 101, None])
def test_a_hit_percentage_is_one_to_a_hundred(ann, percentage):
    a_marketing_setup()

    with pytest.raises(HitPercentageOutOfRange):
        edit_marketing_setup(search_hit_percentage=percentage)


# While typing -----------------------------------------------------------------


@pytest.mark.parametrize(
    "typed, shown",
    [
        ({"name": "Co"}, []),
        ({"name": "Con"}, ["Contoso"]),
        ({"name": "contoso trading"}, ["Contoso"]),
        ({"name": "Contoso B.V."}, ["Contoso"]),
        ({"name": "Toso"}, []),
        ({"phone": "+31 318 1234567"}, ["Contoso"]),
        ({"email": "info@contoso.example"}, ["Contoso"]),
        ({"vat_number": "NL123456789B13"}, ["Contoso"]),
        ({"city": "Ede"}, []),
    ],
)
def test_who_types_is_shown_what_is_there(ann, typed, shown):
    a_contact(
        "Contoso",
        phone="0318-123 4567",
        city="Ede",
        email="info@contoso.example",
        vat_number="NL123456789B13",
    )
    a_person("Conny Contoso", email="info@contoso.example")

    assert names(contacts_like(Contact(**typed))) == shown


def test_colleagues_are_shown_to_who_types_a_person(ann):
    contoso = a_contact("Contoso")
    a_person("Clara Smit", at=contoso)
    a_person("Clara Bos", at=a_contact("Fabrikam"))

    def shown(**typed):
        return names(contacts_like(Contact(type=ContactType.PERSON, **typed)))

    assert shown(name="Cla", company_contact=contoso) == ["Clara Smit"]
    assert shown(name="Cla") == []
    assert shown(name="clara bos") == ["Clara Bos"]


def test_a_contact_is_not_like_itself(ann):
    contoso = a_contact("Contoso", city="Ede")
    contoso.name = "Contoso BV"

    assert contacts_like(contoso) == []


def test_typing_asks_as_many_questions_however_many_contacts(
    ann, django_assert_num_queries
):
    for number in range(60):
        a_contact(f"Contoso {number}", phone="020-5551234")

    with django_assert_num_queries(3):
        found = contacts_like(Contact(name="Contoso", phone="020-5551234"))

    assert len(found) == 3


# Kept separate ---------------------------------------------------------------------


def two_alike():
    return a_contact("Contoso", city="Ede"), a_contact("Contoso BV", city="Ede")


def test_separate_contacts_are_not_reported_again(ann):
    one, two = two_alike()

    separate_contacts(two, one)

    assert duplicates_of(one) == duplicates_of(two) == []
    assert possible_duplicates().pairs == ()


def test_saying_it_twice_changes_nothing(ann):
    one, two = two_alike()

    assert separate_contacts(one, two) == separate_contacts(two, one)
    assert SeparateContacts.objects.count() == 1


def test_they_can_be_compared_again(ann):
    one, two = two_alike()
    separate_contacts(one, two)

    compare_contacts_again(two, one)

    assert names(duplicates_of(one)) == ["Contoso BV"]


def test_a_contact_is_not_separate_from_itself(ann):
    one, _two = two_alike()

    with pytest.raises(SeparateFromItself):
        separate_contacts(one, one)

    assert not SeparateContacts.objects.exists()


def test_what_is_separate_goes_with_a_contact(ann):
    one, two = two_alike()
    separate_contacts(one, two)

    delete_contact(two)

    assert not SeparateContacts.objects.exists()


def test_keeping_contacts_separate_is_a_permission(ann):
    one, two = two_alike()

    lacking = ann_without("contacts.separate_contacts")
    with acting_as(lacking), pytest.raises(NotPermitted):
        separate_contacts(one, two)

    assert not SeparateContacts.objects.exists()


# All pairs ---------------------------------------------------------------------------


def walk():
    found, place = [], None
    while True:
        page = possible_duplicates(place)
        found += [(p.one.name, p.other.name) for p in page.pairs]
        place = page.place
        if place is None:
            return found
        assert pages_of_pairs.Place.read(str(place)) == place


def test_each_pair_is_found_once(ann):
    contoso = a_contact("Contoso", city="Ede")
    a_contact("Contoso BV", city="Ede")
    a_contact("Fabrikam", city="Ede", vat_number="NL123456789B13")
    a_contact("Zuivelhoeve", vat_number="NL123456789B13")
    a_person("Clara Smit", at=contoso)
    a_person("Clara Smit", at=contoso)
    a_person("Jan Bos", email="jan@x.example")
    a_person("J. Bos", email="jan@x.example")

    assert walk() == [
        ("Clara Smit", "Clara Smit"),
        ("Contoso", "Contoso BV"),
        ("Fabrikam", "Zuivelhoeve"),
        ("J. Bos", "Jan Bos"),
    ]


def test_pages_of_pairs_leave_nothing_out(ann, monkeypatch):
    monkeypatch.setattr(pages_of_pairs, "STRIDE", 3)
    monkeypatch.setattr(pages_of_pairs, "STRIDES", 2)
    monkeypatch.setattr(pages_of_pairs, "WANTED", 2)
    for number in range(20):
        a_contact(f"Firm {number:02}", city="Ede")
        a_contact(f"Firm {number:02} BV", city="Ede")

    assert sorted(walk()) == [
        (f"Firm {number:02}", f"Firm {number:02} BV") for number in range(20)
    ]


def test_a_text_that_everybody_shares_tells_nothing(ann):
    for number in range(52):
        a_contact(f"Firm {number:02}", vat_number="NL999999999B99")

    assert walk() == []


@pytest.mark.parametrize("address", ["", "x", "0" * 32, "1" * 40])
def test_a_place_that_is_not_there_is_the_beginning_or_the_end(ann, address):
    two_alike()

    page = possible_duplicates(pages_of_pairs.Place.read(address))

    assert len(page.pairs) in {0, 1}
