"""The pages of duplicates: while typing, on the card, of all; and merging them."""

from __future__ import annotations

import re

import pytest

from kans.contacts.actions import edit_contact, separate_contacts
from kans.contacts.models import Contact, SeparateContacts
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Change
from kans.opportunities.models import Opportunity
from kans.security.models import Membership, Role
from tests.builders import (
    a_contact,
    a_marketing_setup,
    a_number_series,
    a_person,
    an_opportunity,
    ann_without,
)
from tests.contacts.test_contact_pages import LIST, text_of
from tests.undo.undoing import figures, the_last, whole

TYPING = {"HX-Request": "true", "HX-Target": "contacts_like"}
TERMS = {"HX-Request": "true", "HX-Target": "merge_terms"}


@pytest.fixture
def contoso(ann):
    return a_contact("Contoso", number="CON", city="Ede", phone="0318-1234567")


@pytest.fixture
def double(contoso):
    return a_contact("Contoso BV", number="DUP", city="Ede", email="info@c.example")


def type_in(browser, place=LIST + "like/", **typed):
    return text_of(browser.post(place, typed, headers=TYPING))


# While typing -----------------------------------------------------------------


def test_a_contact_like_what_is_typed_is_shown(browser, contoso):
    part = type_in(browser, type="Company", name="Cont")

    assert f'<a href="{LIST}CON/" target="_blank" rel="noopener"' in part
    assert "CON · Ede" in part
    assert "Alike: Name" in part
    assert "<html" not in part


@pytest.mark.parametrize(
    "typed",
    [{}, {"name": "Fabrikam"}, {"type": "Nonsense"}, {"name": "Contoso " * 9999}],
)
def test_nothing_is_shown_when_nothing_is_like_it(browser, contoso, typed):
    assert type_in(browser, **typed) == ""


def test_nothing_is_shown_when_it_is_switched_off(browser, contoso):
    a_marketing_setup(search_duplicates=False)

    assert type_in(browser, name="Contoso") == ""


def test_a_company_that_is_not_known_yet_is_no_matter(browser, contoso):
    part = type_in(browser, type="Person", name="Clara", company_contact="Con…")

    assert part == ""


def test_colleagues_are_shown_to_who_adds_a_person(browser, contoso):
    a_person("Clara Smit", at=contoso, number="CLA")

    part = type_in(browser, name="Cla", company_contact="CON · Contoso")

    assert "CLA · Contoso" in part


def test_a_vat_number_is_known_however_it_is_written(browser, contoso):
    a_contact("Fabrikam", number="FAB", vat_number="NL123456789B13")

    part = type_in(
        browser, LIST + "CON/like/", only="vat_number", vat_number="nl 1234.56.789.B13"
    )

    assert "Alike: VAT Registration No." in part


def test_what_is_edited_is_compared_in_what_is_changed(browser, contoso, double):
    place = LIST + "CON/like/"

    assert "Contoso BV" in type_in(browser, place, only="name", name="Contoso B.V.")
    assert "Contoso BV" in type_in(browser, place, only="email", email="info@c.example")
    assert type_in(browser, place, only="phone", phone="0318-7654321") == ""
    assert type_in(browser, place, only="name", name="Contoso") == ""


def test_a_person_is_edited_by_the_parts_of_the_name(browser, contoso):
    a_person("Clara Smit", at=contoso, first_name="Clara", surname="Smit")
    a_person("Clara Bos", at=contoso, number="BOS", first_name="Clara", surname="Bos")

    part = type_in(browser, LIST + "BOS/like/", only="surname", surname="Smit")

    assert "Clara Smit" in part


def test_nothing_that_is_typed_is_saved(browser, contoso, double):
    changes = Change.objects.count()

    type_in(browser, LIST + "CON/like/", name="Contoso BV")

    assert Change.objects.count() == changes


@pytest.mark.parametrize("place", ["new/", "CON/edit/"])
def test_dialogs_have_the_place_where_it_is_shown(browser, contoso, place):
    a_marketing_setup(contact_numbers=a_number_series("CONT", "CT0001"))

    page = text_of(browser.get(LIST + place))

    of = "CON/" if "CON" in place else ""
    assert f'role="status" hx-post="{LIST}{of}like/"' in page


@pytest.mark.parametrize("field, there", [("phone", True), ("salesperson", False)])
def test_a_field_edited_in_its_place_has_it_too(browser, contoso, field, there):
    headers = {"HX-Request": "true", "HX-Target": f"field_{field}"}

    part = text_of(browser.get(f"{LIST}CON/edit/?only={field}", headers=headers))

    assert (f'hx-post="{LIST}CON/like/"' in part) == there


# Of one, and of all -----------------------------------------------------------------


def test_a_card_says_what_it_looks_like(browser, contoso, double):
    page = text_of(browser.get(LIST + "CON/"))

    assert "Looks Like" in page
    assert f'<a href="{LIST}DUP/">Contoso BV</a>' in page
    assert f'<a href="{LIST}CON/duplicates/">Possible duplicates: 1</a>' in page
    assert f'href="{LIST}CON/merge/"' in page


def test_a_card_of_something_unlike_says_nothing(browser, contoso):
    assert "Looks Like" not in text_of(browser.get(LIST + "CON/"))


def test_the_duplicates_of_a_contact_can_be_merged_or_kept_apart(
    browser, contoso, double
):
    page = text_of(browser.get(LIST + "CON/duplicates/"))

    assert f'href="{LIST}CON/merge/?with=DUP"' in page
    assert f'href="{LIST}CON/separate/DUP/"' in page


def test_what_is_kept_separate_can_be_compared_again(browser, contoso, double):
    separate_contacts(contoso, double)

    page = text_of(browser.get(LIST + "CON/duplicates/"))
    answer = browser.post(LIST + "CON/compare/DUP/")

    assert "No other contact looks like this one." in page
    assert f'href="{LIST}CON/compare/DUP/"' in page
    assert answer["Location"] == LIST + "CON/duplicates/"
    assert not SeparateContacts.objects.exists()


def test_the_possible_duplicates_of_the_company_are_shown(browser, contoso, double):
    page = text_of(browser.get(LIST + "duplicates/"))

    assert "Possible Duplicates" in page
    assert f'href="{LIST}CON/merge/?with=DUP"' in page
    assert "37%" in page
    assert "Alike: Name, City" in page
    assert "All contacts are gone through." in page


def test_who_may_not_merge_is_told(browser, contoso, double):
    lacking = ann_without("contacts.merge_contacts").permissions
    with open_change("test"):
        role = Role(code="R", name="R", permissions=sorted(lacking))
        role.save()
        Membership.objects.update(role=role)

    page = text_of(browser.get(LIST + "duplicates/"))

    assert "needs a permission" in page
    assert "/merge/" not in page
    assert "/separate/" in page


def test_two_are_kept_separate(browser, contoso, double):
    page = text_of(browser.get(LIST + "CON/separate/DUP/"))
    answer = browser.post(LIST + "CON/separate/DUP/")

    assert "Are CON Contoso and DUP Contoso BV two contacts?" in page
    assert answer["Location"] == LIST + "CON/duplicates/"
    assert SeparateContacts.objects.count() == 1


def test_a_contact_is_not_compared_with_itself(browser, contoso):
    assert browser.get(LIST + "CON/separate/CON/").status_code == 404


@pytest.mark.parametrize("after", ["x", "0" * 32 + "a%00b", "f" * 32 + "zzz"])
def test_a_place_that_is_not_there_is_no_defect(browser, contoso, double, after):
    assert browser.get(f"{LIST}duplicates/?after={after}").status_code == 200


@pytest.mark.parametrize("place", ["CON/duplicates/", "duplicates/"])
def test_a_page_asks_as_many_questions_however_many_duplicates(
    browser, contoso, place, django_assert_max_num_queries
):
    for number in range(20):
        a_contact("Contoso", number=f"D{number}", city="Ede")

    with django_assert_max_num_queries(14):
        browser.get(LIST + place)


# Merging ----------------------------------------------------------------------------


def decided(contact, other, **choices):
    """What is sent once one has seen what differs."""
    return {
        "other": other.number,
        "compared": f"{contact.pk}>{other.pk}",
        "keep": contact.number,
        "version": str(contact.version),
        "other_version": str(other.version),
        "name": contact.number,
        "phone": contact.number,
        "email": other.number,
        **choices,
    }


def test_the_dialog_asks_for_the_other_first(browser, contoso, double):
    page = text_of(browser.get(LIST + "CON/merge/"))

    assert "Merge With" in page
    assert "What differs" not in page


def test_the_dialog_shows_what_differs_and_what_goes_over(browser, contoso, double):
    an_opportunity(contact=double)
    a_person("Clara Smit", at=double)

    page = text_of(browser.get(LIST + "CON/merge/?with=DUP"))

    assert 'value="DUP · Contoso BV"' in page
    assert 'name="phone" value="CON"' in page
    assert 'name="city"' not in page
    assert "Opportunities that go over to CON: 1" in page
    assert "Persons that go over to CON: 1" in page
    assert "DUP Contoso BV is deleted." in page


@pytest.mark.parametrize("keep", ["CON", "DUP"])
def test_what_is_filled_in_is_preset_whichever_is_kept(browser, contoso, double, keep):
    typed = {"other": "DUP", "keep": keep, "show": "keep"}

    part = browser.post(LIST + "CON/merge/", typed, headers=TERMS)

    assert part.status_code == 200
    assert checked(part) == {
        "keep": keep,
        "name": keep,
        "phone": "CON",
        "email": "DUP",
    }
    assert Contact.objects.count() == 2


def checked(answer):
    inputs = re.findall(r"<input type=\"radio\"[^>]*checked[^>]*>", text_of(answer))
    return {
        re.search(r'name="(\w+)"', each)[1]: re.search(r'value="(\w+)"', each)[1]
        for each in inputs
    }


def test_two_contacts_are_merged(browser, contoso, double):
    answer = browser.post(LIST + "CON/merge/", decided(contoso, double, name="DUP"))

    assert answer["Location"] == LIST + "CON/"
    merged = Contact.objects.get()
    assert (merged.number, merged.name) == ("CON", "Contoso BV")
    assert (merged.phone, merged.email) == ("0318-1234567", "info@c.example")


@pytest.fixture
def with_more(contoso, double):
    """What goes over: a person, an opportunity of that person and one of the firm."""
    clara = a_person("Clara Smit", at=double, number="CLA")
    an_opportunity(contact=clara, number="OP1")
    an_opportunity(contact=double, number="OP2")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_preview_shows_what_goes_over_and_what_goes_and_keeps_nothing(
    browser, contoso, double, with_more, language
):
    before = whole()

    page = browser.post(
        LIST + "CON/merge/",
        {**decided(contoso, double, name="DUP"), "preview": "1"},
        headers={"Accept-Language": language},
    )

    assert page.status_code == 200
    assert foreseen_in(page) == FORESEEN[language]
    assert whole() == before


FORESEEN = {
    "en": [
        "changed Opportunity OP2 Fifty desks",
        "changed Opportunity OP1 Fifty desks",
        "changed Contact Clara Smit",
        "deleted Contact Contoso BV",
        "changed Contact Contoso BV",
        "created Comment Merged with DUP Contoso BV.",
    ],
    "nl": [
        "gewijzigd Opportunity OP2 Fifty desks",
        "gewijzigd Opportunity OP1 Fifty desks",
        "gewijzigd Contact Clara Smit",
        "verwijderd Contact Contoso BV",
        "gewijzigd Contact Contoso BV",
        "gemaakt Opmerking Samengevoegd met DUP Contoso BV.",
    ],
}


def foreseen_in(page):
    """Of each record: what would become of it, its kind and its name."""
    found = re.findall(r'<li class="foreseen-record">\s*<p>(.*?)</p>', text_of(page))
    return [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in found]


def test_undone_both_are_there_again_with_all_that_belongs_to_them(
    browser, contoso, double, with_more
):
    before = figures()
    browser.post(LIST + "CON/merge/", decided(contoso, double, name="DUP"))
    merged = figures()
    assert not Contact.objects.filter(number="DUP").exists()

    undo = f"/c/cronus/changes/{the_last().pk}/undo/"
    assert browser.post(undo).status_code == 302
    assert figures() == before
    assert Opportunity.objects.get(number="OP2").contact == double
    assert "DUP" in text_of(browser.get(LIST + "DUP/"))

    redo = f"/c/cronus/changes/{the_last().pk}/undo/"
    assert browser.post(redo).status_code == 302
    assert figures() == merged


def test_the_other_one_may_be_kept(browser, contoso, double):
    typed = decided(contoso, double, keep="DUP", compared=f"{double.pk}>{contoso.pk}")

    answer = browser.post(LIST + "CON/merge/", typed)

    assert answer["Location"] == LIST + "DUP/"
    merged = Contact.objects.get()
    assert (merged.number, merged.name) == ("DUP", "Contoso")


def test_nothing_is_merged_before_one_has_seen_what_differs(browser, contoso, double):
    """Without a script, or faster than it, OK first shows what is to be chosen."""
    answer = browser.post(LIST + "CON/merge/", {"other": "DUP"})

    assert answer.status_code == 200
    assert "What differs" in text_of(answer)
    assert Contact.objects.count() == 2


def test_another_choice_of_who_is_kept_is_shown_first(browser, contoso, double):
    answer = browser.post(LIST + "CON/merge/", decided(contoso, double, keep="DUP"))

    assert answer.status_code == 200
    assert Contact.objects.count() == 2


@pytest.mark.parametrize("typed", ["", "Nobody", "CON"])
def test_who_is_not_there_or_the_same_is_refused_at_the_field(browser, contoso, typed):
    compared = f"{contoso.pk}>{contoso.pk}" if typed == "CON" else ""

    answer = browser.post(
        LIST + "CON/merge/", {"other": typed, "compared": compared, "keep": "CON"}
    )

    assert answer.status_code == 422
    assert 'id="id_other_error"' in text_of(answer)


def test_a_person_is_told_not_to_be_a_company(browser, contoso):
    a_person("Clara Smit", at=contoso, number="CLA")

    page = text_of(browser.get(LIST + "CON/merge/?with=CLA"))

    assert "Clara Smit works for Contoso, so they are not the same." in page
    assert "What differs" not in page


def test_who_changed_one_meanwhile_is_told(browser, contoso, double):
    typed = decided(contoso, double)
    edit_contact(double, email="sales@c.example")

    answer = browser.post(LIST + "CON/merge/", typed)

    assert answer.status_code == 422
    page = text_of(answer)
    assert "changed this after you opened it" in page
    assert "Go on all the same" in page
    assert f'name="other_version" value="{double.version + 1}"' in page
    assert Contact.objects.count() == 2


def test_what_cannot_be_taken_is_refused_at_its_field(browser, contoso):
    wrong = a_contact("Contoso BV", number="DUP", city="Ede", email="nobody")

    answer = browser.post(LIST + "CON/merge/", decided(contoso, wrong))

    assert answer.status_code == 422
    assert 'id="id_email_error"' in text_of(answer)
    assert Contact.objects.count() == 2
