"""Editing a contact."""

from __future__ import annotations

import pytest

from kans.contacts.actions import edit_contact
from kans.contacts.models import Contact
from kans.contacts.rules.names import NumberMissing
from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.history import history
from kans.foundation.history.concurrency import ChangedMeanwhile
from kans.number_series.models import ManualNumberRefused, NumberTaken
from kans.team.models import SalespersonPrivacyBlocked
from tests.builders import (
    a_contact,
    a_marketing_setup,
    a_number_series,
    a_person,
    a_salesperson,
    ann_without,
)


def test_only_what_is_given_changes(ann):
    contoso = a_contact("Contoso", city="Ede", phone="0318 1")

    edit_contact(contoso, city="Utrecht")

    contoso.refresh_from_db()
    assert (contoso.name, contoso.city, contoso.phone) == (
        "Contoso",
        "Utrecht",
        "0318 1",
    )


def test_the_second_to_save_is_told_what_the_first_changed(ann):
    contoso = a_contact("Contoso")
    shown = contoso.version
    edit_contact(contoso, version=shown, city="Utrecht")

    with pytest.raises(ChangedMeanwhile) as refused:
        edit_contact(contoso, version=shown, city="Ede")

    assert "City: blank → Utrecht" in str(refused.value)
    assert Contact.objects.get().city == "Utrecht"


def test_a_change_of_a_company_is_in_the_history_of_its_persons_too(ann):
    contoso = a_contact("Contoso", city="Ede")
    clara = a_person("Clara Smit", at=contoso, city="Ede")

    edit_contact(contoso, city="Utrecht")

    event = history(clara)[0]
    assert (event.verb, event.subject) == ("Edit Contact", "Contoso")
    assert [str(change) for change in event.changes] == ["City: Ede → Utrecht"]


def test_saving_what_is_the_same_changes_nothing(ann):
    contoso = a_contact("Contoso", city="Ede")

    edit_contact(contoso, city="Ede", name="Contoso")

    assert Contact.objects.get().version == contoso.version


@pytest.mark.parametrize(
    ("number", "refusal"),
    [("NEW", ManualNumberRefused), ("  ", NumberMissing)],
)
def test_a_number_is_kept_unless_the_series_allows_typing(ann, number, refusal):
    a_marketing_setup(contact_numbers=a_number_series("CONT"))
    contoso = a_contact("Contoso", number="CT0001")

    with pytest.raises(refusal):
        edit_contact(contoso, number=number)

    assert Contact.objects.get().number == "CT0001"


def test_a_number_can_be_changed_when_the_series_allows_it(ann):
    series = a_number_series("CONT", manual_numbers=True)
    a_marketing_setup(contact_numbers=series)
    contoso = a_contact("Contoso")

    edit_contact(contoso, number="con-1")

    assert Contact.objects.get().number == "CON-1"


def test_two_contacts_do_not_share_a_number(ann):
    contoso = a_contact("Contoso", number="ONE")
    a_contact("Fabrikam", number="TWO")

    with pytest.raises(NumberTaken):
        edit_contact(contoso, number="two")

    assert Contact.objects.get(name="Contoso").number == "ONE"


def test_a_salesperson_blocked_for_privacy_is_not_chosen(ann):
    contoso = a_contact("Contoso")

    with pytest.raises(SalespersonPrivacyBlocked):
        edit_contact(contoso, salesperson=a_salesperson("JO", privacy_blocked=True))

    assert Contact.objects.get().salesperson is None


def test_a_salesperson_blocked_later_does_not_stand_in_the_way(ann):
    jo = a_salesperson("JO", privacy_blocked=True)
    contoso = a_contact("Contoso", salesperson=jo)

    edit_contact(contoso, salesperson=jo, city="Utrecht")

    assert Contact.objects.get().city == "Utrecht"


def test_editing_contacts_is_a_permission(ann):
    contoso = a_contact("Contoso")

    with acting_as(ann_without("contacts.edit_contact")), pytest.raises(NotPermitted):
        edit_contact(contoso, city="Utrecht")

    assert Contact.objects.get().city == ""


def test_a_long_history_takes_no_more_queries_than_a_short_one(
    ann, django_assert_num_queries
):
    contact = a_contact()
    for name in ("Johanna", "Jan", "Lidia"):
        edit_contact(contact, salesperson=a_salesperson(name[:2].upper(), name))

    with django_assert_num_queries(3):
        events = history(contact)

    assert [event.changes[0].after for event in events[:3]] == [
        "Lidia",
        "Jan",
        "Johanna",
    ]
