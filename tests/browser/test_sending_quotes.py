"""The company's own data, its logo, and a quote that is sent under it."""

from __future__ import annotations

import pytest
from django.core import mail
from playwright.sync_api import expect

from kans.foundation.jobs import run_now
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Job
from kans.sales.actions.sending import send_document
from kans.sales.models import CompanyInformation
from tests.browser.desk import DESK, PHONE
from tests.effort import only_long
from tests.mail_server import Post, a_mail_server
from tests.sales.common import a_quote
from tests.sales.printed import a_png

pytestmark = pytest.mark.django_db(transaction=True)


SIZES = pytest.mark.parametrize(
    "viewport", [only_long(DESK), PHONE], ids=["desk", "phone"]
)


@SIZES
def test_the_company_is_filled_in_and_gets_a_logo(
    open_browser, ann, ann_the_user, axe, viewport
):
    page = open_browser(user=ann_the_user, viewport=viewport)

    page.goto("/c/cronus/company-information/edit/")
    page.locator("#id_name").fill("Kantoor & Zo")
    page.locator("#id_quote_text_nl").fill("Op al onze leveringen.\n\nTot ziens.")
    assert axe(page) == []
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Op al onze leveringen.").first).to_be_visible()
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


@SIZES
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

    expect(page.get_by_text("The message is on its way.").first).to_be_visible()
    run_now(Job.objects.get())
    assert [message.to for message in mail.outbox] == [["clara@contoso.example"]]
    page.goto(f"/c/cronus/opportunities/{quote.opportunity.number}/")
    page.locator("#card_below").get_by_role(
        "link", name="clara@contoso.example"
    ).click()
    expect(page.locator(".page-subtitle")).to_have_text("Sent")
    assert axe(page) == []
    page.get_by_role("link", name=quote.number).first.click()
    expect(page.locator("#fact_box_messages")).to_contain_text("clara@contoso.example")
    assert axe(page) == []


def test_what_did_not_go_is_sent_again(open_browser, ann, ann_the_user, axe):
    quote = a_quote(1)
    with a_mail_server(Post(refuses=("clara@contoso.example",))):
        send_document(quote, to="clara@contoso.example", subject="Quote", text="Dear")
        run_now(Job.objects.get())
    page = open_browser(user=ann_the_user)

    page.goto(f"/c/cronus/sales/{quote.number}/")
    expect(page.get_by_text("1 row was refused").first).to_be_visible()
    page.locator("#fact_box_messages a").click()
    expect(page.locator(".page-subtitle")).to_have_text("Not Sent")
    page.get_by_role("link", name="Send Again").click()
    expect(page.locator("dialog[open]")).to_be_visible()
    assert axe(page) == []
    page.locator("[data-ok]").click()
    expect(page.get_by_text("The message is on its way.").first).to_be_visible()
    run_now(Job.objects.get(ended_at=None))

    page.reload()
    expect(page.locator(".page-subtitle")).to_have_text("Sent")
    assert len(mail.outbox) == 1
