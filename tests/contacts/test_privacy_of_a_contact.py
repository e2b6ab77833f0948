"""Minors, the consent of their parents, and the block."""

from __future__ import annotations

import pytest

from kans.contacts.actions import create_contact, edit_contact
from kans.contacts.models import Contact, ContactType
from kans.contacts.rules.privacy import ParentalConsentMissing, Privacy
from tests.builders import a_marketing_setup, a_number_series, a_person

NOBODY = Privacy()
BLOCKED = Privacy(blocked=True)
MINOR = Privacy(blocked=True, minor=True)
CONSENTED = Privacy(blocked=True, minor=True, consent=True)
LIFTED = Privacy(minor=True, consent=True)


@pytest.mark.parametrize(
    ("was", "wanted", "becomes"),
    [
        (NOBODY, BLOCKED, BLOCKED),
        (BLOCKED, NOBODY, NOBODY),
        (NOBODY, Privacy(minor=True), MINOR),
        (NOBODY, Privacy(minor=True, consent=True), CONSENTED),
        (MINOR, CONSENTED, CONSENTED),  # consent alone lifts nothing
        (CONSENTED, LIFTED, LIFTED),
        (MINOR, LIFTED, LIFTED),  # both in one go
        (BLOCKED, LIFTED, LIFTED),  # blocked before one knew of the minor
        (LIFTED, LIFTED, LIFTED),
        (LIFTED, Privacy(minor=True), MINOR),  # consent is taken back
        (MINOR, BLOCKED, BLOCKED),  # of age, and still blocked
        (LIFTED, NOBODY, NOBODY),
        (NOBODY, Privacy(consent=True), Privacy(consent=True)),
    ],
)
def test_what_becomes_of_a_contacts_privacy(was, wanted, becomes):
    assert was.changed_to(wanted) == becomes
    assert becomes.may_be() == ()


def test_a_minor_without_consent_stays_blocked():
    assert MINOR.changed_to(Privacy(minor=True)).may_be() == (ParentalConsentMissing(),)


def test_a_minor_is_blocked_from_the_start(ann):
    a_marketing_setup(contact_numbers=a_number_series("CONT", "CT0001"))

    tim = create_contact(ContactType.PERSON, name="Tim", minor=True)

    assert Contact.objects.get(pk=tim.pk).privacy_blocked


def test_the_block_on_a_minor_is_not_lifted_without_consent(ann):
    tim = a_person("Tim", minor=True, privacy_blocked=True)

    with pytest.raises(ParentalConsentMissing) as refused:
        edit_contact(tim, privacy_blocked=False, job_title="Pupil")

    assert refused.value.field == "privacy_blocked"
    tim.refresh_from_db()
    assert tim.privacy_blocked
    assert tim.job_title == ""


def test_with_consent_the_block_can_be_lifted(ann):
    tim = a_person("Tim", minor=True, privacy_blocked=True)

    edit_contact(tim, parental_consent=True)
    edit_contact(tim, privacy_blocked=False)

    tim.refresh_from_db()
    assert tim.parental_consent
    assert not tim.privacy_blocked


def test_taking_the_consent_back_blocks_again(ann):
    tim = a_person("Tim", minor=True, parental_consent=True)

    edit_contact(tim, parental_consent=False)

    tim.refresh_from_db()
    assert tim.privacy_blocked


def test_a_blocked_contact_itself_can_be_edited(ann):
    clara = a_person("Clara Smit", privacy_blocked=True)

    edit_contact(clara, city="Utrecht")

    clara.refresh_from_db()
    assert clara.city == "Utrecht"
