"""The bar above every page keeps its end on the screen, however long names are."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kans.foundation.acting.actors import acting_as
from tests.browser.desk import PHONE
from tests.browser.looks import what_sticks_out
from tests.builders import a_company, a_membership, an_actor

pytestmark = pytest.mark.django_db(transaction=True)
SMALL_DESK = {"width": 1280, "height": 720}


@pytest.fixture
def of_two_companies(ann_the_user):
    """Ann, whose own name is as long as those of the companies she works for."""
    other = a_company("Harrow & Finch Trading Company", slug="harrow")
    with acting_as(an_actor(other, name="System")):
        a_membership(ann_the_user)
    ann_the_user.name = "Annemarie-Wilhelmina van den Broekhuizen-Oosterhoudt"
    ann_the_user.save()
    return ann_the_user


@pytest.mark.parametrize("size", [SMALL_DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("locale", ["en-US", "nl-NL"])
def test_the_end_of_the_bar_stays_on_the_screen(
    of_two_companies, open_browser, size, locale
):
    page = open_browser(user=of_two_companies, viewport=size, locale=locale)
    page.goto("/c/harrow/contacts/")
    menu = page.locator("#user_menu")

    for end in (page.locator("a.bell"), menu.locator("summary")):
        expect(end).to_be_in_viewport(ratio=1)
    menu.locator("summary").click()
    expect(menu.locator(".menu-list")).to_be_in_viewport(ratio=1)
    page.locator(".company-menu > summary").click()
    expect(page.locator(".company-menu .menu-list")).to_be_in_viewport(ratio=1)
    assert list(what_sticks_out(page, size["width"])) == []
