"""Creating contacts: their numbers, and what they take from the set-up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kans.contacts.actions import create_contact
from kans.contacts.models import Contact, ContactType
from kans.contacts.rules.names import NameMissing
from kans.contacts.rules.types import NotACompany, OnlyOfCompanies, OnlyOfPersons
from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.errors import Refused
from kans.number_series.models import ManualNumberRefused, NumberTaken, SetupMissing
from kans.team.models import SalespersonPrivacyBlocked
from tests.builders import (
    a_contact,
    a_marketing_setup,
    a_number_series,
    a_person,
    a_salesperson,
    ann_without,
)


@pytest.fixture
def setup(ann):
    return a_marketing_setup(contact_numbers=a_number_series("CONT", "CT0001"))


def test_a_contact_gets_the_next_number_of_the_series(setup):
    create_contact(name="Contoso")

    assert create_contact(name="Fabrikam").number == "CT0002"


def test_numbers_that_are_taken_are_passed_over(setup):
    a_contact("Contoso", number="CT0001")
    a_contact("Fabrikam", number="CT0002")

    assert create_contact(name="Litware").number == "CT0003"


def test_without_a_series_in_the_setup_no_number_is_given(ann):
    with pytest.raises(SetupMissing):
        create_contact(name="Contoso")

    assert not Contact.objects.exists()


def test_a_number_may_be_typed_when_the_series_allows_it(ann):
    series = a_number_series("CONT", "CT0001", manual_numbers=True)
    a_marketing_setup(contact_numbers=series)

    assert create_contact(name="Contoso", number=" mine ").number == "MINE"


def test_a_typed_number_is_refused_when_the_series_does_not_allow_it(setup):
    with pytest.raises(ManualNumberRefused):
        create_contact(name="Contoso", number="MINE")

    assert not Contact.objects.exists()


def test_a_number_is_given_once(ann):
    a_contact("Contoso", number="MINE")

    with pytest.raises(NumberTaken):
        create_contact(name="Fabrikam", number="mine")

    assert Contact.objects.get().name == "Contoso"


def test_all_that_stands_in_the_way_is_told_at_once(setup):
    with pytest.raises(Refused) as refused:
        create_contact(name="", number="MINE", email="me", phone="call me")

    assert [r.field for r in refused.value.refusals] == [
        "number",
        "name",
        "phone",
        "email",
    ]
    assert not Contact.objects.exists()


def test_blank_facts_are_taken_from_the_setup(ann):
    jo = a_salesperson("JO")
    a_marketing_setup(
        contact_numbers=a_number_series("CONT", "CT0001"),
        default_salesperson=jo,
        default_country="NL",
        default_language="nl",
    )

    contoso = create_contact(name="Contoso", country="BE")

    assert (contoso.salesperson, contoso.country, contoso.language) == (jo, "BE", "nl")


def test_ones_own_contacts_are_for_oneself(ann):
    setup_default, myself = a_salesperson("JO"), a_salesperson("ANN")
    a_marketing_setup(
        contact_numbers=a_number_series("CONT", "CT0001"),
        default_salesperson=setup_default,
    )

    with acting_as(replace(ann, salesperson_id=myself.pk)):
        contoso = create_contact(name="Contoso")
        fabrikam = create_contact(name="Fabrikam", salesperson=setup_default)

    assert (contoso.salesperson, fabrikam.salesperson) == (myself, setup_default)


def test_a_salesperson_blocked_for_privacy_is_no_default(ann):
    a_marketing_setup(
        contact_numbers=a_number_series("CONT", "CT0001"),
        default_salesperson=a_salesperson("JO", privacy_blocked=True),
    )

    assert create_contact(name="Contoso").salesperson is None


def test_a_salesperson_who_is_only_blocked_may_look_after_a_contact(setup):
    jo = a_salesperson("JO", blocked=True)

    assert create_contact(name="Contoso", salesperson=jo).salesperson == jo


def test_a_salesperson_blocked_for_privacy_is_refused(setup):
    with pytest.raises(SalespersonPrivacyBlocked):
        create_contact(
            name="Contoso", salesperson=a_salesperson("JO", privacy_blocked=True)
        )

    assert not Contact.objects.exists()


def test_a_contact_created_with_a_company_is_a_person_who_takes_over(setup):
    jo = a_salesperson("JO")
    contoso = a_contact(
        "Contoso", salesperson=jo, country="NL", city="Ede", phone="0318 12"
    )

    clara = create_contact(name="Clara Smit", company_contact=contoso, phone="06 34")

    assert (clara.type, clara.company_contact) == (ContactType.PERSON, contoso)
    assert (clara.company_name, clara.city, clara.phone) == ("Contoso", "Ede", "06 34")
    assert (clara.salesperson, clara.country) == (jo, "NL")


def test_what_the_company_lacks_comes_from_the_setup(ann):
    a_marketing_setup(
        contact_numbers=a_number_series("CONT", "CT0001"), default_country="NL"
    )

    clara = create_contact(name="Clara Smit", company_contact=a_contact("Contoso"))

    assert clara.country == "NL"


def test_a_company_is_its_own_company_name(setup):
    contoso = create_contact(name="Contoso")

    assert (contoso.company_name, contoso.company_contact) == ("Contoso", None)


@pytest.mark.parametrize(
    ("kind", "facts", "refusal"),
    [
        (ContactType.COMPANY, {"job_title": "Buyer"}, OnlyOfPersons),
        (ContactType.COMPANY, {"minor": True}, OnlyOfPersons),
        (ContactType.COMPANY, {"surname": "Smit"}, OnlyOfPersons),
        (ContactType.PERSON, {"vat_number": "NL123456789B13"}, OnlyOfCompanies),
    ],
)
def test_some_facts_are_of_companies_and_some_of_persons(setup, kind, facts, refusal):
    with pytest.raises(refusal) as refused:
        create_contact(kind, name="Clara", **facts)

    assert refused.value.field in facts
    assert not Contact.objects.exists()


def test_nobody_works_for_a_person(setup):
    with pytest.raises(NotACompany):
        create_contact(name="Jan", company_contact=a_person("Clara Smit"))

    assert Contact.objects.count() == 1


def test_a_name_is_needed(setup):
    with pytest.raises(NameMissing):
        create_contact(name="  ")

    assert not Contact.objects.exists()


def test_creating_contacts_is_a_permission(setup):
    with acting_as(ann_without("contacts.create_contact")), pytest.raises(NotPermitted):
        create_contact(name="Contoso")
