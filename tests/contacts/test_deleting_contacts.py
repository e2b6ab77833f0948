"""Deleting contacts, and what becomes of their persons and opportunities."""

from __future__ import annotations

import pytest

from kans.contacts.actions import delete_contact
from kans.contacts.models import Contact
from kans.contacts.queries import verdicts
from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.history.concurrency import ChangedMeanwhile
from kans.notes.actions.comments import add_comment
from kans.notes.queries import comments_on
from kans.opportunities.actions.closing import close_opportunity
from kans.opportunities.contributions import ContactHasOpenOpportunities
from kans.opportunities.models import CloseOpportunityCode, Opportunity
from kans.opportunities.rules.closing import Outcome
from tests.builders import (
    MARCH_1,
    a_close_code,
    a_contact,
    a_person,
    an_opportunity,
    ann_without,
)


def a_lost_opportunity(contact):
    opportunity = an_opportunity(standing_on="Qualify", contact=contact)
    code = CloseOpportunityCode.objects.first() or a_close_code("NO", Outcome.LOST)
    close_opportunity(opportunity, Outcome.LOST, code, on=MARCH_1)
    return opportunity


def whose(opportunity):
    """Of an opportunity and of its active entry: contact and company."""
    row = Opportunity.objects.get(pk=opportunity.pk)
    assert row.active
    entry = (row.active.contact, row.active.contact_company)
    assert entry == (row.contact, row.contact_company)
    return entry


def test_a_contact_can_be_deleted(ann):
    delete_contact(a_contact("Contoso"))

    assert not Contact.objects.exists()


def test_a_company_goes_with_its_persons_and_comments(ann):
    contoso = a_contact("Contoso")
    clara = a_person("Clara Smit", at=contoso)
    add_comment(clara, "Likes tea")

    delete_contact(contoso)

    assert not Contact.objects.exists()
    assert not comments_on(clara).exists()


@pytest.mark.parametrize("standing_on", [None, "Qualify"])
def test_a_contact_with_an_open_opportunity_stays(ann, standing_on):
    contoso = a_contact("Contoso")
    an_opportunity(standing_on=standing_on, contact=contoso)

    with pytest.raises(ContactHasOpenOpportunities):
        delete_contact(contoso)

    assert Contact.objects.exists()


def test_an_open_opportunity_of_one_person_keeps_them_all(ann):
    contoso = a_contact("Contoso")
    an_opportunity(contact=a_person("Clara Smit", at=contoso))
    a_person("Jan Bos", at=contoso)

    with pytest.raises(ContactHasOpenOpportunities) as refused:
        delete_contact(contoso)

    assert "Clara Smit" in str(refused.value)
    assert Contact.objects.count() == 3


def test_what_a_person_closed_goes_over_to_the_company_and_keeps_the_name(ann):
    contoso = a_contact("Contoso")
    clara = a_person("Clara Smit", at=contoso)
    lost = a_lost_opportunity(clara)

    delete_contact(clara)

    assert whose(lost) == (contoso, contoso)
    lost.refresh_from_db()
    assert (lost.contact_name, lost.company_name) == ("Clara Smit", "Contoso")


def test_what_a_person_without_company_closed_is_of_nobody(ann):
    clara = a_person("Clara Smit")
    lost = a_lost_opportunity(clara)

    delete_contact(clara)

    assert whose(lost) == (None, None)
    lost.refresh_from_db()
    assert lost.contact_name == "Clara Smit"


def test_what_a_company_and_its_persons_closed_keeps_their_names(ann):
    contoso = a_contact("Contoso")
    of_company = a_lost_opportunity(contoso)
    of_person = a_lost_opportunity(a_person("Clara Smit", at=contoso))

    delete_contact(contoso)

    for opportunity, name in ((of_company, "Contoso"), (of_person, "Clara Smit")):
        assert whose(opportunity) == (None, None)
        opportunity.refresh_from_db()
        assert (opportunity.contact_name, opportunity.company_name) == (name, "Contoso")


def test_the_verdict_says_why_a_contact_cannot_be_deleted(ann):
    contoso, fabrikam = a_contact("Contoso"), a_contact("Fabrikam")
    an_opportunity(contact=a_person("Clara Smit", at=contoso))

    assert "Clara Smit" in verdicts(contoso)["delete_contact"].reason
    assert verdicts(fabrikam)["delete_contact"].allowed


def test_a_contact_changed_meanwhile_is_not_deleted(ann):
    contoso = a_contact("Contoso")

    with pytest.raises(ChangedMeanwhile):
        delete_contact(contoso, version=contoso.version + 1)

    assert Contact.objects.exists()


def test_deleting_contacts_is_a_permission(ann):
    contoso = a_contact("Contoso")

    with acting_as(ann_without("contacts.delete_contact")), pytest.raises(NotPermitted):
        delete_contact(contoso)

    assert Contact.objects.exists()
