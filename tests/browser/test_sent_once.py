"""However often OK is pressed, it is done once; going back is beginning anew."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from kans.contacts.models import Contact
from kans.notes.models import Comment
from tests.browser.desk import Desk
from tests.builders import a_contact, a_marketing_setup, a_number_series

pytestmark = pytest.mark.django_db(transaction=True)

CARD = "/c/cronus/contacts/CON/"
NEW = "/c/cronus/contacts/new/"


@pytest.fixture
def desk(ann_the_user, open_browser):
    return Desk(open_browser(user=ann_the_user), {})


def write_comment(desk, text):
    desk.page.get_by_role("region", name="Comments").get_by_text("Add").click()
    desk.dialog.locator("textarea").fill(text)


def test_ok_is_busy_while_it_is_sent_and_sends_once(desk, ann):
    a_contact("Contoso", number="CON")
    desk.page.goto(CARD)
    held = []

    def hold(route):
        held.append(route)

    write_comment(desk, "By a double click.")
    desk.page.route("**/comments/new/", hold)
    desk.ok.dblclick()
    expect(desk.ok).to_have_attribute("aria-busy", "true")
    for _ in range(2):
        desk.page.keyboard.press("Control+Enter")
    assert [route.request.method for route in held] == ["POST"]
    held[0].continue_()
    desk.expect_no_dialog()
    desk.page.unroute("**/comments/new/")

    write_comment(desk, "By Ctrl+Enter twice.")
    for _ in range(2):
        desk.page.keyboard.press("Control+Enter")
    desk.expect_no_dialog()
    expect(desk.page.locator(".comment-text")).to_have_count(2)

    assert sorted(Comment.objects.values_list("text", flat=True)) == [
        "By Ctrl+Enter twice.",
        "By a double click.",
    ]


def test_a_page_that_one_goes_back_to_is_sent_as_another(desk, ann):
    a_marketing_setup(contact_numbers=a_number_series("CONT", "CT0001"))

    def press_ok():
        desk.page.get_by_label("Name", exact=False).first.fill("Contoso")
        desk.page.locator("main [data-ok]").dblclick()

    desk.page.goto(NEW)
    press_ok()
    desk.expect_title("Contoso")
    desk.page.go_back()
    press_ok()
    expect(desk.page).to_have_url(re.compile("CT0002/$"))

    assert Contact.objects.count() == 2
