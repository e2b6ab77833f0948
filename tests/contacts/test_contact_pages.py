"""The pages of contacts: the list, the card, the dialogs, the lookups."""

from __future__ import annotations

import pytest

from kans.contacts.models import Contact, ContactType
from kans.foundation.acting.actors import acting_as
from tests.builders import (
    a_company,
    a_contact,
    a_marketing_setup,
    a_number_series,
    a_person,
    a_salesperson,
    an_actor,
    an_opportunity,
)
from tests.opportunities.pages import form_of

LIST = "/c/cronus/contacts/"
IN_PLACE = {"HX-Request": "true", "HX-Target": "field_phone"}


def text_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def numbered(ann):
    a_marketing_setup(contact_numbers=a_number_series("CONT", "CT0001"))


def test_the_list_shows_companies_and_persons(browser):
    contoso = a_contact("Contoso", city="Ede")
    a_person("Clara Smit", at=contoso, job_title="Buyer")

    page = text_of(browser.get(LIST))

    assert "Contoso" in page
    assert "Clara Smit" in page
    assert "Buyer" in page


@pytest.mark.parametrize("place", [LIST, LIST + "CON/"])
def test_a_page_asks_as_many_questions_however_many_contacts(
    browser, place, django_assert_max_num_queries
):
    contoso = a_contact("Contoso", number="CON", salesperson=a_salesperson("JO"))
    for number in range(20):
        a_person(f"Clara {number}", at=contoso)

    with django_assert_max_num_queries(24):
        browser.get(place)


def test_the_list_of_a_company_shows_its_persons_only(browser):
    contoso = a_contact("Contoso", number="CON")
    a_person("Clara Smit", at=contoso)
    a_person("Jan Bos")

    page = text_of(browser.get(LIST + "CON/persons/"))

    assert "Persons of Contoso" in page
    assert "Clara Smit" in page
    assert "Jan Bos" not in page
    assert "/c/cronus/contacts/new/?company=CON" in page


def test_a_card_shows_a_company_with_its_persons_and_figures(browser):
    contoso = a_contact("Contoso", number="CON", vat_number="NL123456789B13")
    clara = a_person("Clara Smit", at=contoso)
    an_opportunity(standing_on="Qualify", contact=clara)
    an_opportunity(contact=contoso)

    page = text_of(browser.get(LIST + "CON/"))

    assert "NL123456789B13" in page
    assert f'href="{LIST}{clara.number}/"' in page
    assert "/c/cronus/opportunities/of-contact/CON/" in page
    assert "/c/cronus/opportunities/new/?contact=CON" in page
    assert "€1,000.00" in page
    assert "Minor" not in page


def test_a_card_shows_ten_persons_and_leads_to_all(browser):
    contoso = a_contact("Contoso", number="CON")
    for number in range(11):
        a_person(f"Clara {number:02}", at=contoso)

    page = text_of(browser.get(LIST + "CON/"))

    assert f'<a href="{LIST}CON/persons/">All 11 persons</a>' in page
    assert "Clara 09" in page
    assert "Clara 10" not in page


def test_a_card_of_a_person_leads_to_the_company(browser):
    contoso = a_contact("Contoso", number="CON")
    a_person("Clara Smit", at=contoso, number="CLA", email="c@x.nl; clara@y.nl")

    page = text_of(browser.get(LIST + "CLA/"))

    assert f'href="{LIST}CON/"' in page
    assert "Surname" in page
    assert 'href="mailto:c@x.nl, clara@y.nl"' in page or "mailto:c@x.nl" in page
    assert "VAT Registration No." not in page


def test_the_card_says_why_a_contact_cannot_be_deleted(browser):
    contoso = a_contact("Contoso", number="CON")
    an_opportunity(contact=contoso)

    page = text_of(browser.get(LIST + "CON/"))

    assert "Contoso has an open opportunity" in page


def test_a_contact_of_another_company_is_not_there(browser):
    with acting_as(an_actor(a_company("Other"))):
        a_contact("Contoso", number="CON")

    assert browser.get(LIST + "CON/").status_code == 404


def test_a_new_contact_gets_a_number_and_a_card(browser, numbered):
    answer = browser.post(LIST + "new/", {"type": "Company", "name": "Contoso"})

    assert answer.status_code == 302
    assert answer["Location"] == LIST + "CT0001/"
    assert Contact.objects.get().type == ContactType.COMPANY


def test_a_number_is_asked_for_only_when_it_may_be_typed(browser, numbered):
    assert 'name="number"' not in text_of(browser.get(LIST + "new/"))

    a_marketing_setup(contact_numbers=None)

    assert 'name="number"' in text_of(browser.get(LIST + "new/"))


def test_a_number_is_edited_only_when_it_may_be_typed(browser, numbered):
    a_contact("Contoso", number="CON")

    assert 'name="number"' not in text_of(browser.get(LIST + "CON/edit/"))
    told = browser.post(
        LIST + "CON/edit/", {"only": "number", "number": "NEW", "version": "1"}
    )

    assert "does not allow typed numbers" in text_of(told)
    assert Contact.objects.get().number == "CON"


def test_a_new_person_is_offered_the_company_it_is_added_to(browser, numbered):
    a_contact("Contoso", number="CON", city="Ede")

    asked = text_of(browser.get(LIST + "new/?company=CON"))
    browser.post(
        LIST + "new/?company=CON",
        {"type": "Person", "name": "Clara Smit", "company_contact": "CON · Contoso"},
    )

    clara = Contact.objects.get(name="Clara Smit")
    assert "New Person" in asked
    assert 'value="CON · Contoso"' in asked
    assert (clara.company_name, clara.city) == ("Contoso", "Ede")


@pytest.mark.parametrize(
    "typed", ["con", "contoso", "Cont", "6711", "Ede", "0318", "toso"]
)
def test_a_company_is_named_by_number_name_or_place(browser, numbered, typed):
    a_contact("Contoso", number="CON", city="Ede", post_code="6711 AA", phone="0318 1")
    a_contact("Fabrikam", city="Utrecht")
    a_person("Conto Person", city="Ede")

    browser.post(
        LIST + "new/", {"type": "Person", "name": "Clara", "company_contact": typed}
    )

    assert Contact.objects.get(name="Clara").company_name == "Contoso"


@pytest.mark.parametrize("typed", ["Clara", "nobody", "Ede"])
def test_what_does_not_mean_one_company_is_refused(browser, numbered, typed):
    a_contact("Contoso", city="Ede")
    a_contact("Fabrikam", city="Ede")
    a_person("Clara Smit")

    answer = browser.post(
        LIST + "new/", {"type": "Person", "name": "Jan", "company_contact": typed}
    )

    assert answer.status_code == 422
    assert 'id="id_company_contact_error"' in text_of(answer)
    assert not Contact.objects.filter(name="Jan").exists()


def test_refusals_stand_at_their_fields_and_what_was_typed_stays(browser, numbered):
    answer = browser.post(
        LIST + "new/",
        {"type": "Company", "name": "Contoso", "email": "me", "phone": "call"},
    )
    page = text_of(answer)

    assert answer.status_code == 422
    assert 'id="id_email_error"' in page
    assert 'id="id_phone_error"' in page
    assert 'value="Contoso"' in page
    assert not Contact.objects.exists()


def test_one_field_is_edited_in_place(browser):
    a_contact("Contoso", number="CON", phone="0318 1", city="Ede")

    asked = browser.get(LIST + "CON/edit/?only=phone", headers=IN_PLACE)
    browser.post(
        LIST + "CON/edit/",
        {"only": "phone", "phone": "030 2", "version": "1"},
        headers=IN_PLACE,
    )

    contoso = Contact.objects.get()
    assert 'value="0318 1"' in text_of(asked)
    assert (contoso.phone, contoso.city) == ("030 2", "Ede")


def test_all_fields_of_a_person_are_edited_at_once(browser):
    contoso = a_contact("Contoso", number="CON")
    a_person("Clara Smit", at=contoso, number="CLA", language="nl-BE", country="BE")
    form = browser.get(LIST + "CLA/edit/")
    assert 'name="name"' not in text_of(form)

    answer = browser.post(
        LIST + "CLA/edit/",
        {
            "version": "1",
            "number": "CLA",
            "first_name": "Clara",
            "surname": "Bos",
            "company_contact": "CON · Contoso",
            "language": "nl-BE",
            "country": "BE",
            "privacy_blocked": "on",
        },
    )

    clara = Contact.objects.get(number="CLA")
    assert answer.status_code == 302
    assert (clara.name, clara.language, clara.privacy_blocked) == (
        "Clara Bos",
        "nl-BE",
        True,
    )


def test_the_second_to_save_is_told_and_chooses(browser):
    a_contact("Contoso", number="CON")
    browser.post(
        LIST + "CON/edit/", {"only": "city", "city": "Utrecht", "version": "1"}
    )

    told = browser.post(
        LIST + "CON/edit/", {"only": "city", "city": "Ede", "version": "1"}
    )
    assert told.status_code == 422
    assert "Yours: Ede" in text_of(told)
    assert "Theirs: Utrecht" in text_of(told)
    assert 'value="Ede"' in text_of(told)
    assert Contact.objects.get().city == "Utrecht"

    mine = {**form_of(told), "choice-city": "mine"}
    browser.post(LIST + "CON/edit/", mine)
    assert Contact.objects.get().city == "Ede"


def test_the_type_is_changed_after_a_question(browser):
    a_contact("Clara Smit", number="CLA")

    asked = browser.get(LIST + "CLA/type/")
    browser.confirm(LIST + "CLA/type/")

    assert "Make this company a person?" in text_of(asked)
    assert Contact.objects.get().surname == "Smit"


def test_a_contact_is_deleted_after_a_question(browser):
    a_contact("Contoso", number="CON")

    asked = browser.get(LIST + "CON/delete/")
    assert asked.status_code == 200
    answer = browser.confirm(LIST + "CON/delete/")

    assert answer["Location"] == LIST
    assert not Contact.objects.exists()


def test_a_refused_deletion_says_why_and_changes_nothing(browser):
    contoso = a_contact("Contoso", number="CON")
    an_opportunity(contact=contoso)

    answer = browser.confirm(LIST + "CON/delete/")

    assert answer.status_code == 422
    assert "Contoso has an open opportunity" in text_of(answer)
    assert Contact.objects.exists()


def test_a_lookup_suggests_by_the_beginning_of_number_or_name(browser):
    contoso = a_contact("Contoso", number="CON")
    a_person("Clara Smit", at=contoso, number="P1")
    a_contact("Fabrikam", number="FAB")

    by_name = text_of(browser.get(LIST + "lookup/?contact=cla"))
    by_number = text_of(browser.get(LIST + "lookup/?contact=fa"))

    assert 'value="P1 · Clara Smit · Contoso"' in by_name
    assert "Fabrikam" not in by_name
    assert 'value="FAB · Fabrikam"' in by_number


def test_the_lookup_of_companies_has_no_persons(browser):
    a_contact("Clara Ltd.", number="CL1", city="Ede")
    a_person("Clara Smit")

    found = text_of(browser.get(LIST + "lookup/companies/?q=cla"))

    assert 'value="CL1 · Clara Ltd. · Ede"' in found
    assert "Smit" not in found


def test_tell_me_finds_contacts_by_number_and_name(browser):
    a_contact("Contoso", number="CON")

    found = text_of(browser.get("/c/cronus/tell-me/?q=conto"))

    assert LIST + "CON/" in found
