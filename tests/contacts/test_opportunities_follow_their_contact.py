"""What becomes of opportunities when their contact is renamed, moves, changes type."""

from __future__ import annotations

import pytest

from kans.contacts.actions import change_contact_type, delete_contact, edit_contact
from kans.contacts.models import Contact, ContactType
from kans.contacts.rules.types import CompanyHasPersons, CompanyHasVatNumber
from kans.foundation.errors import Refused
from kans.opportunities.contributions import ContactHasOpportunities
from kans.opportunities.models import Opportunity
from tests.builders import a_contact, a_person, an_opportunity
from tests.contacts.test_deleting_contacts import a_lost_opportunity, whose

COMPANY, PERSON = ContactType.COMPANY, ContactType.PERSON


def names(opportunity):
    row = Opportunity.objects.get(pk=opportunity.pk)
    return row.contact_name, row.company_name


def test_the_names_of_a_renamed_company_follow(ann):
    contoso = a_contact("Contoso")
    own = an_opportunity(contact=contoso)
    of_person = an_opportunity(contact=a_person("Clara Smit", at=contoso))

    edit_contact(contoso, name="Contoso Ltd.")

    assert names(own) == ("Contoso Ltd.", "Contoso Ltd.")
    assert names(of_person) == ("Clara Smit", "Contoso Ltd.")


def test_the_name_of_a_renamed_person_follows(ann):
    clara = a_person("Clara Smit", at=a_contact("Contoso"))
    opportunity = an_opportunity(contact=clara)

    edit_contact(clara, surname="Bos")

    assert names(opportunity) == ("Clara Bos", "Contoso")


def test_the_name_of_who_was_deleted_stays_when_the_company_is_renamed(ann):
    contoso = a_contact("Contoso")
    clara = a_person("Clara Smit", at=contoso)
    lost = a_lost_opportunity(clara)
    delete_contact(clara)

    edit_contact(contoso, name="Contoso Ltd.")

    assert names(lost) == ("Clara Smit", "Contoso Ltd.")


def test_history_does_not_follow_a_person_to_another_company(ann):
    contoso, fabrikam = a_contact("Contoso"), a_contact("Fabrikam")
    clara = a_person("Clara Smit", at=contoso)
    opened = an_opportunity(standing_on="Qualify", contact=clara)
    lost = a_lost_opportunity(clara)

    edit_contact(clara, company_contact=fabrikam)

    assert whose(opened) == whose(lost) == (contoso, contoso)
    assert names(opened) == names(lost) == ("Contoso", "Contoso")
    assert {e.contact for e in lost.entries.all()} == {contoso}


def test_what_a_person_had_alone_goes_to_the_first_company(ann):
    contoso = a_contact("Contoso")
    clara = a_person("Clara Smit")
    opened = an_opportunity(standing_on="Qualify", contact=clara)

    edit_contact(clara, company_contact=contoso)

    assert whose(opened) == (contoso, contoso)
    assert names(opened) == ("Contoso", "Contoso")


def test_what_a_person_leaves_behind_on_leaving_stays_with_the_company(ann):
    contoso = a_contact("Contoso")
    clara = a_person("Clara Smit", at=contoso)
    opened = an_opportunity(standing_on="Qualify", contact=clara)

    edit_contact(clara, company_contact=None)

    assert whose(opened) == (contoso, contoso)


def test_others_at_the_company_are_not_touched_when_one_leaves(ann):
    contoso = a_contact("Contoso")
    clara, jan = a_person("Clara Smit", at=contoso), a_person("Jan Bos", at=contoso)
    of_jan = an_opportunity(standing_on="Qualify", contact=jan)

    edit_contact(clara, company_contact=a_contact("Fabrikam"))

    assert whose(of_jan) == (jan, contoso)


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize("was", [COMPANY, PERSON])
def test_a_contact_with_opportunities_keeps_its_type(ann, was, lost):
    contact = a_contact("Clara Smit", type=was)
    a_lost_opportunity(contact) if lost else an_opportunity(contact=contact)

    with pytest.raises(ContactHasOpportunities):
        change_contact_type(contact, to=was.other)

    assert Contact.objects.get().type == was


def test_a_person_becomes_a_company_with_nothing_of_a_person(ann):
    contoso = a_contact("Contoso")
    clara = a_person("Clara Smit", at=contoso, job_title="Buyer")

    change_contact_type(clara, to=COMPANY)

    clara.refresh_from_db()
    assert clara.is_company
    assert (clara.company_contact, clara.company_name) == (None, "Clara Smit")
    assert (clara.first_name, clara.surname, clara.job_title) == ("", "", "")


def test_a_minor_who_becomes_a_company_stays_blocked(ann):
    tim = a_person("Tim", minor=True, privacy_blocked=True)

    change_contact_type(tim, to=COMPANY)

    tim.refresh_from_db()
    assert (tim.minor, tim.privacy_blocked) == (False, True)


def test_a_company_becomes_a_person_whose_name_is_split(ann):
    company = a_contact("Clara Smit")

    change_contact_type(company, to=PERSON)

    company.refresh_from_db()
    assert (company.first_name, company.surname) == ("Clara", "Smit")
    assert company.company_name == ""


def test_a_company_with_persons_and_a_vat_number_stays_one(ann):
    contoso = a_contact("Contoso", vat_number="NL123456789B13")
    a_person("Clara Smit", at=contoso)

    with pytest.raises(Refused) as refused:
        change_contact_type(contoso, to=PERSON)

    assert [type(r) for r in refused.value.refusals] == [
        CompanyHasPersons,
        CompanyHasVatNumber,
    ]
    assert Contact.objects.get(pk=contoso.pk).is_company
