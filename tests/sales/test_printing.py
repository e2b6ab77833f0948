"""A quote and an order confirmation, as they are sent to a customer."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kans.sales.printing.content import Logo, PrintedKind, Recipient, Totals, Vat
from kans.sales.printing.pdf import pdf_of
from tests.sales.printed import (
    RECIPIENT,
    SENDER,
    a_document,
    a_text,
    an_item,
    pages_of,
    text_of,
)

IBAN = "IBAN NL91 ABNA 0417 1643 00"
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 4
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"></svg>'
HOSTILE = (
    '#set text(red) *bold* _it_ $x^2$ \\ "quotes"',
    "= head <a> @ref `raw` // no /* comment */ #panic()",
    "https://example.com/#[x]?{page}={pages}",
    "'s-Hertogenbosch -- ... € ë ĳ ß",
    "Emoji 😀 ✓ Ελλάδα Україна",
    "שלום",
    "مرحبا",
)


def test_a_quote_in_english():
    [page] = pages_of(pdf_of(a_document()))

    assert page == [
        "Kantoor & Zo B.V. Keizersgracht 100",
        "1015 AA Amsterdam",
        "+31 20 123 45 67",
        "verkoop@kantoor.example",
        "www.kantoor.example",
        "Bakkerij De Graan",
        "Attn. Sanne de Jong",
        "Dorpsstraat 1",
        "5211 AB 's-Hertogenbosch",
        "Date 28 November 2026",
        "Valid Until 28 December 2026",
        "Your Reference PO 4711",
        "Account No. K00010",
        "Your VAT No. NL009999999B01",
        "Our Reference Ann de Vries",
        "ann@kantoor.example",
        "+31 6 12",
        "Payment Terms 30 days",
        "Quote VO-1001",
        "Dear Sanne,",
        "No. Description Quantity Unit Unit Price Discount % Amount",
        "1000 Laserprinter 1.5 STUK 1,234.50 10 1,666.57",
        "Total of lines €1,666.57",
        "Discount -€66.57",
        "Total excl. VAT €1,600.00",
        "VAT 21% over €1,600.00 €336.00",
        "Total incl. VAT €1,936.00",
        "Kind regards,",
        "Ann",
        f"Registration No. 12345678 · VAT No. NL001234567B01 · {IBAN} Page 1 of 1",
    ]


def test_an_order_confirmation_in_dutch_with_prices_that_include_vat():
    order = a_document(
        an_item(),
        a_text("Los\ntwee"),
        language="nl",
        kind=PrintedKind.ORDER,
        valid_until=None,
        shipment_date=date(2026, 12, 1),
        requested_delivery_date=date(2026, 12, 24),
        prices_include_vat=True,
        vat=(
            Vat(Decimal(21), Decimal(1000), Decimal(210)),
            Vat(Decimal("5.5"), Decimal(200), Decimal(11)),
        ),
        totals=Totals(*map(Decimal, ("1421", "0", "1200", "221", "1421"))),
    )

    [page] = pages_of(pdf_of(order))

    assert page[9:] == [
        "Datum 28 november 2026",
        "Gewenste levering 24 december 2026",
        "Verzenddatum 1 december 2026",
        "Uw referentie PO 4711",
        "Relatienummer K00010",
        "Uw btw-nummer NL009999999B01",
        "Onze referentie Ann de Vries",
        "ann@kantoor.example",
        "+31 6 12",
        "Betalingsconditie 30 days",
        "Orderbevestiging VO-1001",
        "Dear Sanne,",
        "Nr. Omschrijving Aantal Eenheid Prijs Korting %",
        "Bedrag",
        "incl. btw",
        "1000 Laserprinter 1,5 STUK 1.234,50 10 1.666,57",
        "Los",
        "twee",
        "Totaal excl. btw €\xa01.200,00",
        "Btw 21% over €\xa01.000,00 €\xa0210,00",
        "Btw 5,5% over €\xa0200,00 €\xa011,00",
        "Totaal btw €\xa0221,00",
        "Totaal incl. btw €\xa01.421,00",
        "Kind regards,",
        "Ann",
        f"KvK-nr. 12345678 · Btw-nr. NL001234567B01 · {IBAN} Pagina 1 van 1",
    ]


@pytest.mark.parametrize(
    ("currency", "minor_unit", "language", "written"),
    [
        ("JPY", 0, "en", "-¥1,235"),
        ("JPY", 0, "nl", "JP¥\xa0-1.235"),
        ("BHD", 3, "en", "-BHD1,234.568"),
        ("USD", 2, "de", "-$1,234.57"),
        ("USD", 2, "nl", "US$\xa0-1.234,57"),
    ],
)
def test_money_has_the_decimals_of_its_currency(
    currency, minor_unit, language, written
):
    figure = Decimal("-1234.5678")
    totals = Totals(figure, Decimal(0), figure, Decimal(0), figure)
    quote = a_document(
        currency=currency,
        minor_unit=minor_unit,
        language=language,
        totals=totals,
        vat=(),
    )

    assert f" {written}\n" in text_of(pdf_of(quote))


def test_what_nobody_filled_in_takes_no_place():
    quote = a_document(
        an_item(number="", discount=None, unit=""),
        recipient=Recipient("Bakkerij De Graan", attention="Bakkerij De Graan"),
        sender=replace(SENDER, vat_number="", iban=""),
        your_reference=" ",
        payment_terms="",
        intro="\n",
    )

    text = text_of(pdf_of(quote))

    assert "Description Quantity Unit Price Amount" in text
    for absent in ("Attn.", "Your Reference", "Payment", "Account", "IBAN", "VAT No."):
        assert absent not in text


def test_a_document_without_lines():
    zero = Decimal(0)
    quote = replace(a_document(), lines=(), totals=Totals(zero, zero, zero, zero, zero))

    text = text_of(pdf_of(quote))

    assert "Description Amount\nTotal excl. VAT €0.00" in text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_texts_come_through_as_they_were_typed(hostile):
    quote = a_document(
        an_item(hostile),
        a_text(hostile),
        intro=hostile,
        closing=hostile,
        recipient=replace(RECIPIENT, name=hostile),
        payment_terms=hostile,
    )

    text = text_of(pdf_of(quote)).replace("\n", " ")

    # The end of a line in a narrow column is where a blank was.
    assert text.replace(" ", "").count(hostile.replace(" ", "")) == 6


def test_letters_that_no_paper_knows_are_left_out():
    quote = a_document(a_text("a\x00b\x07c\ufeffd\ufffee\tf\x0bg\u2028h"))

    assert "\nabcde f\ng\nh\n" in text_of(pdf_of(quote))


def test_a_letter_of_which_no_font_is_known_is_a_box_and_is_logged(caplog):
    quote = a_document(an_item("\U000e01f0 Tangut \U00017000"), intro="Before")

    with caplog.at_level(logging.WARNING):
        text = text_of(pdf_of(quote))

    assert "Tangut □" in text
    assert "Before" in text
    assert "VO-1001: no font" in caplog.text
    assert "\U00017000" in caplog.text


def test_a_word_wider_than_its_column_is_parted_and_loses_nothing():
    quote = a_document(
        an_item(LONG_WORD),
        a_text(LONG_WORD),
        recipient=replace(RECIPIENT, name=LONG_WORD, number=LONG_WORD),
        closing=LONG_WORD,
    )

    text = text_of(pdf_of(quote))

    assert max(map(len, text.splitlines())) < 130
    lines = [line for line in text.splitlines() if "1.5 STUK" not in line]
    assert "".join(lines).count(LONG_WORD[60:]) >= 3


def test_huge_figures_leave_room_for_the_description():
    quote = a_document(
        an_item(
            "A description of some words",
            number="ABCDEFGHIJKLMNOPQRST",
            quantity=Decimal("-123456789.12345"),
            unit="WWWWWWWWWW",
            unit_price=Decimal("9999999999.99999"),
            discount=Decimal("33.33333"),
            amount=Decimal("-1234567890123.45"),
        )
    )

    text = text_of(pdf_of(quote))

    for figure in (
        "-123,456,789.12345",
        "9,999,999,999.99999",
        "33.33333",
        "-1,234,567,890,123.45",
        "A description",
    ):
        assert figure in text


def test_a_description_of_several_pages_is_cut_nowhere():
    words = " ".join(f"word{n}" for n in range(2000))

    text = text_of(pdf_of(a_document(an_item(words), a_text(words))))

    for n in range(2000):
        assert text.count(f"word{n} ") + text.count(f"word{n}\n") >= 2, n


def test_each_of_500_lines_is_there_and_each_page_has_the_head():
    quote = a_document(*(an_item(f"Item {n}.") for n in range(500)))

    pages = pages_of(pdf_of(quote))

    text = "\n".join(line for page in pages for line in page)
    assert all(f" Item {n}. " in text for n in range(500))
    assert all("No. Description Quantity" in "\n".join(page) for page in pages)
    assert all(page[0] == "Quote VO-1001 Kantoor & Zo B.V." for page in pages[1:])
    for n, page in enumerate(pages, 1):
        assert page[-1].endswith(f"Page {n} of {len(pages)}")
    assert len(pages) > 10


@pytest.mark.parametrize(
    "marker",
    [
        b"<pdfaid:part>3</pdfaid:part>",
        b"<pdfaid:conformance>B</pdfaid:conformance>",
        b"<pdfuaid:part>1</pdfuaid:part>",
        b"/Lang(nl",
    ],
)
def test_it_is_for_archives_and_can_be_read_aloud(marker):
    pdf = pdf_of(a_document(language="nl"))

    assert marker in pdf.replace(b"/Lang (", b"/Lang(")


def test_the_same_document_gives_the_same_bytes():
    first = pdf_of(a_document())
    pdf_of(a_document(an_item("Another")))

    assert pdf_of(a_document()) == first


def test_several_at_once_do_not_get_into_each_others_way():
    texts = [f"Only in {n}." for n in range(24)]
    quotes = [
        a_document(an_item(text), language=("nl", "en")[n % 2])
        for n, text in enumerate(texts)
    ]

    with ThreadPoolExecutor(4) as pool:
        read = [text_of(pdf) for pdf in pool.map(pdf_of, quotes)]

    for n, text in enumerate(read):
        assert [one for one in texts if one in text] == [texts[n]]
        assert (("Offerte", "Quote")[n % 2]) in text


def test_a_logo_takes_the_place_of_the_name_and_says_it():
    plain = pdf_of(a_document())
    with_logo = pdf_of(a_document(sender=replace(SENDER, logo=Logo(SVG, "svg"))))

    assert "Kantoor & Zo B.V.\nKeizersgracht" in text_of(with_logo)
    assert b"/Alt" in with_logo
    assert b"/Alt" not in plain
