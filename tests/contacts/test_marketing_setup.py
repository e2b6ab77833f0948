"""The marketing set-up, and what it says when something it names goes."""

from __future__ import annotations

import pytest

from kans.contacts.actions import create_contact, edit_marketing_setup
from kans.contacts.models import Contact, MarketingSetup, seed_numbers_and_setup
from kans.contacts.rules.places import CountryUnknown
from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.history.concurrency import ChangedMeanwhile
from kans.foundation.journal.journal import open_change
from kans.foundation.records import contributions
from kans.opportunities.contributions import SalespersonHasOpportunities
from kans.team.models import SalespersonBlocked, SalespersonPrivacyBlocked
from tests.builders import (
    a_contact,
    a_marketing_setup,
    a_number_series,
    a_salesperson,
    an_opportunity,
    ann_without,
)


def test_the_setup_is_there_once_something_is_chosen(ann):
    series = a_number_series("CONT")
    assert MarketingSetup.current().inherit_address

    edit_marketing_setup(contact_numbers=series)

    assert MarketingSetup.objects.get().contact_numbers == series


def test_there_is_one_setup(ann):
    edit_marketing_setup(default_country="nl")
    edit_marketing_setup(default_country="BE")

    assert MarketingSetup.objects.get().default_country == "BE"


@pytest.mark.parametrize(
    ("blocks", "refusal"),
    [
        ({"blocked": True}, SalespersonBlocked),
        ({"privacy_blocked": True}, SalespersonPrivacyBlocked),
    ],
)
def test_a_blocked_salesperson_is_no_default(ann, blocks, refusal):
    with pytest.raises(refusal) as refused:
        edit_marketing_setup(default_salesperson=a_salesperson("JO", **blocks))

    assert refused.value.field == "default_salesperson"
    assert not MarketingSetup.objects.exists()


def test_the_default_country_is_one(ann):
    with pytest.raises(CountryUnknown) as refused:
        edit_marketing_setup(default_country="XX")

    assert refused.value.field == "default_country"
    assert not MarketingSetup.objects.exists()


def test_the_second_to_save_is_told(ann):
    setup = a_marketing_setup()
    edit_marketing_setup(version=setup.version, inherit_address=False)

    with pytest.raises(ChangedMeanwhile):
        edit_marketing_setup(version=setup.version, inherit_country=False)

    assert MarketingSetup.objects.get().inherit_country


def test_the_setup_is_for_administrators(ann):
    without = ann_without("contacts.edit_marketingsetup")

    with acting_as(without), pytest.raises(NotPermitted):
        edit_marketing_setup(default_country="NL")

    assert not MarketingSetup.objects.exists()


def test_a_new_company_numbers_its_contacts(ann):
    with open_change("test"):
        seed_numbers_and_setup()

    assert create_contact(name="Contoso").number == "CT00001"


def test_a_series_that_the_setup_names_is_not_deleted(ann):
    used, free = a_number_series("CONT"), a_number_series("FREE")
    a_marketing_setup(contact_numbers=used)

    (refusal,) = contributions.may_delete([used])

    assert "Contact Nos." in str(refusal)
    assert contributions.may_delete([free]) == ()


def test_contacts_wait_for_another_salesperson_when_theirs_goes(ann):
    jo = a_salesperson("JO")
    a_contact("Contoso", salesperson=jo)
    a_marketing_setup(default_salesperson=jo)

    with open_change("test"):
        contributions.release([jo])

    assert Contact.objects.get().salesperson is None
    assert MarketingSetup.objects.get().default_salesperson is None


def test_a_salesperson_with_opportunities_stays(ann):
    jo, mo = a_salesperson("JO"), a_salesperson("MO")
    an_opportunity(standing_on="Qualify", salesperson=jo)

    (refusal,) = contributions.may_delete([jo])

    assert isinstance(refusal, SalespersonHasOpportunities)
    assert contributions.may_delete([mo]) == ()
