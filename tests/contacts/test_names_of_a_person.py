"""A person's name and its parts, kept in step."""

from __future__ import annotations

import pytest

from kans.contacts.actions import create_contact, edit_contact
from kans.contacts.models import Contact, ContactType
from kans.contacts.rules.names import NameMissing, PersonName, split
from tests.builders import a_contact, a_marketing_setup, a_number_series, a_person


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("", PersonName()),
        ("Clara", PersonName("Clara")),
        ("Clara Smit", PersonName("Clara", surname="Smit")),
        ("Jan de Vries", PersonName("Jan", "de", "Vries")),
        ("Anna Maria van Dam", PersonName("Anna Maria", "van", "Dam")),
        ("  Clara   Smit ", PersonName("Clara", surname="Smit")),
        ("C" * 31 + " " + "S" * 31, PersonName("C" * 30, surname="S" * 30)),
    ],
)
def test_a_name_is_split_from_the_right(name, parts):
    assert split(name) == parts


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (PersonName("Clara", "", "Smit"), "Clara Smit"),
        (PersonName("Jan", "de", "Vries"), "Jan de Vries"),
        (PersonName(surname="Vries"), "Vries"),
        (PersonName(" Jan ", " ", "Vries"), "Jan Vries"),
        (PersonName(), ""),
    ],
)
def test_parts_make_a_name(parts, name):
    assert parts.whole == name


def test_typing_the_name_of_a_person_changes_the_parts(ann):
    clara = a_person("Clara Smit")

    edit_contact(clara, name="Jan de Vries")

    clara.refresh_from_db()
    assert (clara.first_name, clara.middle_name, clara.surname) == (
        "Jan",
        "de",
        "Vries",
    )


def test_typing_a_part_changes_the_name(ann):
    clara = a_person("Clara Smit")

    edit_contact(clara, surname="Bos")

    clara.refresh_from_db()
    assert clara.name == "Clara Bos"


def test_the_name_of_a_company_is_never_split(ann):
    contoso = a_contact("Contoso")

    edit_contact(contoso, name="Contoso Trading Group")

    contoso.refresh_from_db()
    assert contoso.company_name == contoso.name == "Contoso Trading Group"
    assert (contoso.first_name, contoso.surname) == ("", "")


def test_a_person_can_be_created_by_the_parts_of_the_name(ann):
    a_marketing_setup(contact_numbers=a_number_series("CONT", "CT0001"))

    jan = create_contact(ContactType.PERSON, first_name="Jan", surname="Vries")

    assert Contact.objects.get(pk=jan.pk).name == "Jan Vries"


@pytest.mark.parametrize(
    ("changes", "at"),
    [({"name": " "}, "name"), ({"first_name": "", "surname": ""}, "first_name")],
)
def test_nobody_is_without_a_name(ann, changes, at):
    clara = a_person("Clara Smit")

    with pytest.raises(NameMissing) as refused:
        edit_contact(clara, **changes)

    assert refused.value.field == at
    assert Contact.objects.get(pk=clara.pk).name == "Clara Smit"
