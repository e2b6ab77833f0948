"""What is printed of quotes and orders that are stored, and who gets to see it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kans.contacts.actions import edit_contact
from kans.foundation.journal.journal import open_change
from kans.sales.actions import add_lines, edit_document
from kans.sales.actions.sender import change_logo, edit_company_information
from kans.sales.models import SalesDocument
from kans.sales.printing.content import PrintedKind
from kans.sales.printing.from_document import language_of, printed
from tests.builders import APRIL_1
from tests.sales.common import a_quote
from tests.sales.printed import a_png, text_of

D = Decimal


def changed(document: SalesDocument, **facts: object) -> SalesDocument:
    for name, value in facts.items():
        setattr(document, name, value)
    with open_change("test"):
        document.save()
    return document


def test_a_quote_says_who_offers_what_to_whom(ann):
    edit_company_information(
        name="Kantoor & Zo B.V.",
        address="Keizersgracht 100",
        post_code="1015 AA",
        city="Amsterdam",
        country="NL",
        iban="NL91ABNA0417164300",
        quote_text_en="All prices exclude delivery.",
    )
    quote = changed(
        a_quote(3),
        language="en",
        address="Grote Markt 1",
        post_code="2000",
        city="Antwerpen",
        country="BE",
        attention="Clara Smit",
        your_reference="PO 4711",
        requested_delivery_date=APRIL_1,
        work_description="A desk for each of you.",
    )

    content = printed(quote)

    assert (content.kind, content.number) == (PrintedKind.QUOTE, quote.number)
    assert content.sender.name == "Kantoor & Zo B.V."
    assert content.sender.address[-2:] == ("1015 AA Amsterdam", "Netherlands")
    assert content.recipient.address[-1] == "Belgium"
    assert content.recipient.attention == "Clara Smit"
    assert content.requested_delivery_date == APRIL_1
    assert content.intro == "A desk for each of you."
    assert content.closing == "All prices exclude delivery."
    [line] = content.lines
    assert (line.number, line.quantity, line.unit_price) == ("DESK", D(3), D(100))
    assert content.totals.excluding_vat == D(300)
    assert content.totals.including_vat == D(363)
    assert [(vat.percent, vat.base, vat.amount) for vat in content.vat] == [
        (D(21), D(300), D(63))
    ]


def test_a_text_between_the_lines_and_a_discount_of_the_whole(ann):
    quote = a_quote(1)
    add_lines(quote, [{"description": "Delivery in March"}])
    quote = edit_document(
        SalesDocument.objects.get(), version=None, discount_percent=D(10)
    )

    content = printed(quote)

    assert [line.description for line in content.lines][-1] == "Delivery in March"
    assert content.lines[-1].quantity is None
    assert (content.totals.lines, content.totals.discount) == (D(100), D(10))
    assert [vat.percent for vat in content.vat] == [D(21)]


@pytest.mark.parametrize(
    ("of_document", "of_contact", "language"),
    [
        ("", "", "nl"),  # the company's
        ("en", "nl", "en"),
        ("", "en", "en"),
        ("nl-BE", "en", "nl"),
        ("de", "nl", "en"),
    ],
)
def test_it_is_written_in_the_language_of_who_reads_it(
    ann, of_document, of_contact, language
):
    quote = a_quote(1)
    edit_contact(quote.contact, version=None, language=of_contact)
    quote = changed(SalesDocument.objects.get(), language=of_document)

    assert language_of(quote) == language


def test_the_name_stands_for_a_company_that_told_nothing_of_itself(ann):
    content = printed(a_quote(1))

    assert content.sender.name == "CRONUS"
    assert content.sender.logo is None


def test_the_pdf_is_shown_under_a_name_of_its_own(browser):
    quote = changed(a_quote(2), language="nl")
    change_logo(picture=a_png(60, 22), name="logo.png")

    answer = browser.get(f"/c/cronus/sales/{quote.number}/pdf/")

    assert answer["Content-Type"] == "application/pdf"
    named = f'inline; filename="Offerte {quote.number}.pdf"'
    assert answer["Content-Disposition"] == named
    text = text_of(answer.content)
    assert f"Offerte {quote.number}" in text
    assert "Totaal incl. btw €\xa0242,00" in text


def test_the_card_leads_to_the_pdf(browser):
    quote = a_quote(1)

    page = browser.get(f"/c/cronus/sales/{quote.number}/").text

    assert f'href="/c/cronus/sales/{quote.number}/pdf/"' in page
