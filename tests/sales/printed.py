"""Documents to print, and what is read in their PDF."""

from __future__ import annotations

import struct
import zlib
from base64 import b64decode
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from pypdfium2 import PdfDocument

from kans.sales.printing.content import (
    Line,
    LineKind,
    PrintedDocument,
    PrintedKind,
    Recipient,
    Reference,
    Sender,
    Totals,
    Vat,
)

SENDER = Sender(
    name="Kantoor & Zo B.V.",
    address=("Keizersgracht 100", "1015 AA Amsterdam"),
    phone="+31 20 123 45 67",
    email="verkoop@kantoor.example",
    home_page="www.kantoor.example",
    vat_number="NL001234567B01",
    registration_number="12345678",
    iban="NL91 ABNA 0417 1643 00",
)
RECIPIENT = Recipient(
    name="Bakkerij De Graan",
    attention="Sanne de Jong",
    address=("Dorpsstraat 1", "5211 AB 's-Hertogenbosch"),
    vat_number="NL009999999B01",
    number="K00010",
)


def an_item(description: str = "Laserprinter", **facts: Any) -> Line:
    chosen = {
        "number": "1000",
        "quantity": Decimal("1.5"),
        "unit": "STUK",
        "unit_price": Decimal("1234.5"),
        "discount": Decimal(10),
        "amount": Decimal("1666.57"),
        **facts,
    }
    return Line(LineKind.ITEM, description, **chosen)


def a_text(text: str) -> Line:
    return Line(LineKind.TEXT, text)


def a_document(*lines: Line, **facts: Any) -> PrintedDocument:
    """A quote in English of one line, unless it is said otherwise."""
    quote = PrintedDocument(
        kind=PrintedKind.QUOTE,
        number="VO-1001",
        date=date(2026, 11, 28),
        language="en",
        currency="EUR",
        minor_unit=2,
        sender=SENDER,
        recipient=RECIPIENT,
        totals=Totals(
            lines=Decimal("1666.57"),
            discount=Decimal("66.57"),
            excluding_vat=Decimal(1600),
            vat=Decimal(336),
            including_vat=Decimal(1936),
        ),
        vat=(Vat(Decimal(21), Decimal(1600), Decimal(336)),),
        lines=lines or (an_item(),),
        valid_until=date(2026, 12, 28),
        our_reference=Reference("Ann de Vries", "ann@kantoor.example", "+31 6 12"),
        your_reference="PO 4711",
        payment_terms="30 days",
        intro="Dear Sanne,",
        closing="Kind regards,\n\nAnn",
    )
    return replace(quote, **facts)


def pages_of(pdf: bytes) -> list[list[str]]:
    """The lines of text of each page, in the order in which they are set."""
    read = [page.get_textpage().get_text_range() for page in PdfDocument(pdf)]
    return [page.splitlines() for page in read]


def text_of(pdf: bytes) -> str:
    return "\n".join(line for page in pages_of(pdf) for line in page)


A_JPEG = """
/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoK
rarYqMyP/L2u71////m8H////6/+b9//j/2wBDASstLTw1PHZBQXb4pYyl+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4
+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj/wAARCAAIABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAA
AAAAAAAAT/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAABP/EABQRAQAAAAAAAAAA
AAAAAAAAAAD/2gAMAwEAAhEDEQA/AJQCR3//2Q==
"""


def a_png(width: int = 60, height: int = 22) -> bytes:
    """A gray picture of that size."""
    rows = zlib.compress((b"\x00" + b"\x80" * width) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data))
        + kind
        + data
        + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def a_jpeg() -> bytes:
    """A blue picture of 16 by 8."""
    return b64decode(A_JPEG)
