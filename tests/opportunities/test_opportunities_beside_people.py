"""What opportunities add to salespeople and contacts: on their cards, in their lists.

The seed: select the salesperson in the list, choose Opportunities, then List.
"""

from __future__ import annotations

import re
from dataclasses import astuple

import pytest

from kans.foundation.acting.actors import acting_as
from kans.opportunities.queries.people import statistics_of_contact
from kans.team.models import Salesperson
from kans.web.additions import Additions, additions_to
from tests.builders import (
    a_contact,
    a_salesperson,
    a_stage,
    an_estimate,
    an_opportunity,
    ann_without,
)
from tests.opportunities.common import lost, won

OF_JO = "/c/cronus/opportunities/of-salesperson/JO/"
OF_CONTOSO = "/c/cronus/opportunities/of-contact/CT9/"


@pytest.fixture
def jo(ann):
    jo = a_salesperson("JO")
    an_opportunity(contact=a_contact("Contoso", number="CT9"), salesperson=jo)
    a_salesperson("ABE")
    return jo


@pytest.mark.parametrize(
    ("place", "opportunities"),
    [
        ("/c/cronus/salespeople/JO/", OF_JO),
        ("/c/cronus/salespeople/?selected=JO", OF_JO),
        ("/c/cronus/contacts/CT9/", OF_CONTOSO),
        ("/c/cronus/contacts/?selected=CT9", OF_CONTOSO),
    ],
)
def test_the_opportunities_of_who_is_selected_are_at_hand(
    browser, jo, place, opportunities
):
    page = browser.get(place).content.decode()

    assert f'href="{opportunities}"' in page
    assert 'data-verb="create_opportunity"' in page
    assert "Fifty desks" in browser.get(opportunities).content.decode()


def test_they_follow_the_row_that_is_selected(browser, jo):
    htmx = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "list_actions"}

    part = browser.get("/c/cronus/salespeople/?selected=ABE", **htmx).content.decode()

    assert OF_JO.replace("JO", "ABE") in part
    assert OF_JO not in part
    assert "<h1>" not in part


def test_the_list_of_contacts_tells_the_figures_once(browser, jo):
    page = browser.get("/c/cronus/contacts/?selected=CT9").content.decode()

    assert len(re.findall(r'id="beside_opportunities"', page)) == 1


def test_who_may_not_see_opportunities_is_not_led_to_them(jo):
    unseen = ("opportunities.view_opportunity", "sales.view_salesdocument")
    with acting_as(ann_without(*unseen)):
        added = additions_to(Salesperson.objects.get(code="JO"))

    assert added == Additions()


def test_a_contact_shows_what_is_possible_and_what_was_won(ann):
    """Scenario 39; DEF-3, DEF-20: what is lost counts in no sum."""
    contact = a_contact("Contoso")
    opportunity = an_opportunity(
        a_stage("Qualify", completed=50),
        contact=contact,
        standing_on="Qualify",
        estimate=an_estimate(1000, 50),
    )
    an_opportunity(contact=contact)
    lost(an_opportunity("Sign", contact=contact, standing_on="Sign"))
    assert figures_of(contact) == (3, 2, 1000, 250, 0, 0)

    won(opportunity, sales=800)

    assert figures_of(contact) == (3, 1, 0, 0, 1, 800)
    entry = opportunity.entries.get(active=True)
    assert (entry.action_taken, entry.calculated_current_value) == ("Won", 800)


def figures_of(contact):
    return astuple(statistics_of_contact(contact))
