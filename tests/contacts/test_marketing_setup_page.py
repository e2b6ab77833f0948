"""The page of the marketing set-up."""

from __future__ import annotations

import pytest

from kans.contacts.models import MarketingSetup
from kans.foundation.acting.permissions import Level
from kans.foundation.journal.journal import open_change
from kans.security.models import Membership
from tests.builders import (
    a_marketing_setup,
    a_number_series,
    a_role,
    a_sales_cycle,
    a_salesperson,
)
from tests.contacts.test_contact_pages import text_of

PAGE = "/c/cronus/marketing-setup/"
SWITCHES = {
    f"inherit_{name}": "on"
    for name in ("salesperson", "country", "language", "address", "communication")
} | {"search_duplicates": "on", "search_hit_percentage": "60"}


def test_the_page_is_there_before_anything_is_set_up(browser):
    page = text_of(browser.get(PAGE))

    assert "Marketing Setup" in page
    assert "Inherit Address" in page
    assert not MarketingSetup.objects.exists()


def test_saving_it_sets_it_up(browser):
    a_number_series("CONT")
    a_sales_cycle("Qualify", code="FIRM")

    answer = browser.post(
        PAGE + "edit/",
        {
            "version": "1",
            "contact_numbers": "CONT",
            "default_sales_cycle": "FIRM",
            "default_country": "NL",
            "default_language": "nl",
            **SWITCHES,
        },
    )

    setup = MarketingSetup.objects.get()
    assert answer["Location"] == PAGE
    assert (setup.contact_numbers.code, setup.default_sales_cycle.code) == (
        "CONT",
        "FIRM",
    )
    assert (setup.default_country, setup.inherit_address) == ("NL", True)


def test_one_field_is_edited_in_place(browser):
    a_marketing_setup(default_country="NL")

    browser.post(PAGE + "edit/", {"only": "inherit_address", "version": "1"})

    setup = MarketingSetup.objects.get()
    assert (setup.inherit_address, setup.default_country) == (False, "NL")


def test_a_blocked_salesperson_is_refused_at_the_field(browser):
    a_salesperson("JO", blocked=True)

    answer = browser.post(
        PAGE + "edit/", {"version": "1", "default_salesperson": "JO", **SWITCHES}
    )

    assert answer.status_code == 422
    assert 'id="id_default_salesperson_error"' in text_of(answer)
    assert not MarketingSetup.objects.exists()


@pytest.mark.parametrize("page", [PAGE, PAGE + "edit/"])
def test_the_setup_is_for_administrators(browser, ann_the_user, page):
    manager = a_role(level=Level.MANAGER)
    with open_change("test"):
        Membership.objects.filter(user=ann_the_user).update(role=manager)

    assert browser.get(page).status_code == 403
