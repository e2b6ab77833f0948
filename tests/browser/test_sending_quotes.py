"""The company's own data, its logo, and a quote that is sent under it."""

from __future__ import annotations

import pytest
from django.core import mail
from playwright.sync_api import expect

from kans.foundation.journal import open_change
from kans.sales.models import CompanyInformation, SalesDocument
from tests.browser.desk import DESK, PHONE
from tests.sales.common import a_quote
from tests.sales.printed import a_png

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_the_company_is_filled_in_and_gets_a_logo(
    open_browser, ann, ann_the_user, axe, viewport
):
    page = open_browser(user=ann_the_user, viewport=viewport)

    page.goto("/c/cronus/company-information/edit/")
    page.locator("#id_name").fill("Kantoor & Zo")
    page.locator("#id_quote_text_nl").fill("Op al onze leveringen.\n\nTot ziens.")
    assert axe(page) == []
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Op al onze leveringen.")).to_be_visible()
    assert axe(page) == []

    page.get_by_text("Change Logo").first.click()
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("#id_file")).to_be_visible()
    assert axe(page) == []
    file = {"name": "logo.png", "mimeType": "image/png", "buffer": a_png(60, 22)}
    dialog.locator("#id_file").set_input_files(file)
    dialog.locator("[data-ok]").click()

    expect(page.get_by_text("logo.png").first).to_be_visible()
    assert CompanyInformation.objects.get().logo == a_png(60, 22)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_quote_is_sent_from_its_card(open_browser, ann, ann_the_user, axe, viewport):
    quote = a_quote(2)
    quote.email = "clara@contoso.example"
    with open_change("test"):
        quote.save()
    page = open_browser(user=ann_the_user, viewport=viewport)

    page.goto(f"/c/cronus/sales/{quote.number}/send/")
    expect(page.locator("#id_to")).to_have_value("clara@contoso.example")
    assert axe(page) == []
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Document Version").first).to_be_visible()
    assert axe(page) == []
    assert mail.outbox == []
    page.locator("[data-ok]").click()

    expect(page.get_by_text("The message is sent.").first).to_be_visible()
    assert [message.to for message in mail.outbox] == [["clara@contoso.example"]]
    assert SalesDocument.objects.get().sent_at is not None
