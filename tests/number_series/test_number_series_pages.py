"""The pages on which number series are set up."""

from __future__ import annotations

import pytest

from kans.contacts.actions import create_contact
from kans.contacts.models import Contact
from kans.foundation.acting.permissions import Level
from kans.foundation.journal.notices import take_notices
from kans.number_series.actions import edit_number_series_line
from kans.number_series.models import NumberSeries, NumberSeriesLine
from tests.builders import (
    a_marketing_setup,
    a_membership,
    a_number_series,
    a_number_series_line,
    a_role,
    a_user,
)

LIST = "/c/cronus/number-series/"
CARD = LIST + "OPP/"


@pytest.fixture
def line(ann):
    a_number_series("OPP", "A01", description="Opportunities")
    return NumberSeriesLine.objects.get()


def line_data(**facts):
    return {"starting_number": "A01", "increment_by": "1"} | facts


def test_the_list_shows_each_series_with_its_current_line(browser, line):
    a_number_series_line(line.series, "LATER-01", starting_date="2030-01-01")
    edit_number_series_line(line, last_number_used="A07")

    page = browser.get(LIST).content.decode()

    assert "Opportunities" in page
    assert "A07" in page
    assert "LATER-01" not in page


def test_a_new_series_gets_a_card(browser):
    answer = browser.post(LIST + "new/", {"code": "opp", "description": "Sales"})

    assert answer["Location"] == CARD
    series = NumberSeries.objects.get()
    assert (series.default_numbers, series.manual_numbers) == (False, True)
    page = browser.get(CARD).content.decode()
    assert "No lines yet" in page
    assert "Manual Nos. is switched on" in page


def test_lines_are_added_edited_and_deleted_on_the_card(browser, line):
    added = browser.post(
        CARD + "lines/new/", line_data(starting_number="B1", ending_number="B10")
    )
    assert added["Location"] == CARD
    assert "B01" in browser.get(CARD).content.decode()

    change = f"{LIST}lines/{line.pk}/edit/"
    assert 'value="A01"' in browser.get(change).content.decode()
    browser.post(change, line_data(ending_number="A99", version="1"))
    line.refresh_from_db()
    assert line.ending_number == "A99"

    browser.post(f"{LIST}lines/{line.pk}/delete/", {"version": "2"})
    assert [each.starting_number for each in NumberSeriesLine.objects.all()] == ["B01"]


def test_what_is_wrong_with_a_line_is_told_at_its_field(browser, line):
    answer = browser.post(CARD + "lines/new/", line_data(warning_number="A90"))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'id="id_ending_number_error"' in page
    assert "A warning number needs an ending number." in page
    assert NumberSeriesLine.objects.get() == line


def test_the_next_number_is_shown_and_not_used_up(browser, line):
    page = browser.get(CARD + "next/").content.decode()
    assert "The next number is A01." in page

    later = browser.post(CARD + "next/", {"on": "+1w"}).content.decode()
    assert "The next number is A01." in later
    line.refresh_from_db()
    assert line.last_number_used == ""


def test_that_there_is_no_next_number_is_said(browser, line):
    edit_number_series_line(line, ending_number="A01", last_number_used="A01")

    page = browser.get(CARD + "next/")

    assert "has no numbers left" in page.content.decode()


def test_a_series_in_the_set_up_is_not_deleted(browser, line):
    a_marketing_setup(opportunity_numbers=line.series)

    asked = browser.get(CARD + "delete/").content.decode()
    answer = browser.post(CARD + "delete/", {"version": "1"})

    assert "gives the numbers of Opportunity Nos." in asked
    assert answer.status_code == 422
    assert NumberSeries.objects.exists()


def test_a_series_is_deleted_after_a_question(browser, line):
    assert browser.get(CARD + "delete/").status_code == 200

    answer = browser.post(CARD + "delete/", {"version": "1"})

    assert answer["Location"] == LIST
    assert not NumberSeries.objects.exists()


def test_a_flag_edited_in_place_switches_the_other(browser, line):
    browser.post(CARD + "edit/", {"only": "default_numbers", "version": "1"})

    assert NumberSeries.objects.get().manual_numbers


def test_a_number_near_the_end_warns_who_created_the_contact(browser, line):
    a_marketing_setup(contact_numbers=line.series)
    edit_number_series_line(line, ending_number="A09", warning_number="A01")

    browser.post("/c/cronus/contacts/new/", {"type": "Company", "name": "Contoso"})

    number = Contact.objects.get().number
    page = browser.get(f"/c/cronus/contacts/{number}/").content.decode()
    assert f"Number {number} is given, but number series OPP ends at A09." in page
    assert 'data-toast="warning"' in page


def test_a_page_does_not_show_what_was_said_before_it(browser, line):
    a_marketing_setup(contact_numbers=line.series)
    edit_number_series_line(line, ending_number="A09", warning_number="A01")
    create_contact(type="Company", name="Contoso")

    browser.post(CARD + "edit/", {"description": "Deals", "default_numbers": "on"})

    assert take_notices() == ()
    assert "is given, but" not in browser.get(CARD).content.decode()


def test_who_reads_sees_the_series_but_changes_nothing(client, line):
    reader = a_membership(a_user("Rita"), role=a_role(level=Level.READER)).user
    client.force_login(reader)

    page = client.get(CARD).content.decode()

    assert "A01" in page
    assert "lines/new/" not in page.replace("number-series/OPP/lines/new/ ", "")
    assert client.post(CARD + "lines/new/", line_data()).status_code == 403


def test_tell_me_knows_the_page_by_its_other_names(browser, line):
    for asked in ("nummerreeksen", "numbering", "nr.-reeksen", "OPP"):
        found = browser.get("/c/cronus/tell-me/", {"q": asked}).content.decode()
        assert LIST in found
