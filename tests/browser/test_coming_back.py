"""What was typed on a page of its own is there after Back, and counts as typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)


def test_ok_is_there_for_what_the_browser_fills_in_again(ann_the_user, open_browser):
    page = open_browser(user=ann_the_user)
    # Not even asked whether to keep the page as it was left, the browser loads it anew.
    page.add_init_script("addEventListener('unload', () => {})")
    page.goto("/c/cronus/contacts/new/")
    page.locator("#id_name").fill("Harrow")
    page.goto("/c/cronus/contacts/")

    page.go_back()

    expect(page.locator("#id_name")).to_have_value("Harrow")
    expect(page.locator("[data-ok]")).to_be_enabled()
