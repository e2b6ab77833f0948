"""What stands on a printed quote or order confirmation, before it is worded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime
    from decimal import Decimal


class PrintedKind(Enum):
    QUOTE = "quote"
    ORDER = "order"


class LineKind(Enum):
    ITEM = "item"
    TEXT = "text"


@dataclass(frozen=True)
class Logo:
    """A picture; its type is png, jpg or svg."""

    content: bytes
    type: str


@dataclass(frozen=True)
class Sender:
    """Who sends the document."""

    name: str
    address: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    home_page: str = ""
    vat_number: str = ""
    registration_number: str = ""
    iban: str = ""
    logo: Logo | None = None


@dataclass(frozen=True)
class Recipient:
    """Who gets it; the number is the customer's, else the contact's."""

    name: str
    attention: str = ""
    address: tuple[str, ...] = ()
    vat_number: str = ""
    number: str = ""


@dataclass(frozen=True)
class Reference:
    """Whom the recipient can ask."""

    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Line:
    """A line; of text there is only the description."""

    kind: LineKind
    description: str
    number: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    unit_price: Decimal | None = None
    discount: Decimal | None = None  # percent
    amount: Decimal | None = None


@dataclass(frozen=True)
class Vat:
    """What is paid at one rate."""

    percent: Decimal
    base: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Totals:
    """Sums; those of lines and the discount include VAT when the prices do."""

    lines: Decimal
    discount: Decimal
    excluding_vat: Decimal
    vat: Decimal
    including_vat: Decimal


@dataclass(frozen=True)
class PrintedDocument:
    """A document as it is to be read, in the language of who reads it."""

    kind: PrintedKind
    number: str
    date: datetime.date
    language: str
    currency: str
    minor_unit: int
    sender: Sender
    recipient: Recipient
    totals: Totals
    lines: tuple[Line, ...] = ()
    vat: tuple[Vat, ...] = ()
    prices_include_vat: bool = False
    valid_until: datetime.date | None = None
    shipment_date: datetime.date | None = None
    requested_delivery_date: datetime.date | None = None
    our_reference: Reference = Reference()
    your_reference: str = ""
    payment_terms: str = ""
    intro: str = ""
    closing: str = ""
