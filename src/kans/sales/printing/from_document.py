"""What is printed of a quote or an order that is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel import Locale

from kans.sales.models import CompanyInformation
from kans.sales.printing.content import (
    Line,
    LineKind,
    Logo,
    PrintedDocument,
    PrintedKind,
    Recipient,
    Reference,
    Sender,
    Totals,
    Vat,
)
from kans.sales.rules.sender import picture_in

if TYPE_CHECKING:
    from kans.sales.models import SalesDocument, SalesLine
    from kans.sales.rules import amounts
    from kans.trade.models import UnitOfMeasure

LANGUAGES = ("nl", "en")
LONG_UNIT = 10  # letters: of a longer word for a unit, its code is printed


def printed(document: SalesDocument) -> PrintedDocument:
    """A quote or an order as its customer reads it."""
    information = CompanyInformation.current()
    language = language_of(document)
    reckoned = document.reckoned()
    kind = PrintedKind.QUOTE if document.is_quote else PrintedKind.ORDER
    return PrintedDocument(
        kind=kind,
        number=document.number,
        date=document.document_date,
        language=language,
        currency=document.currency_code,
        minor_unit=document.minor_unit,
        sender=_sender(document, information, language),
        recipient=_recipient(document, information, language),
        totals=_totals(reckoned),
        lines=tuple(_line(line) for line in document.lines_with_items),
        vat=tuple(
            Vat(rate.percent, rate.base, rate.vat)
            for rate in reckoned.vat
            if rate.base or rate.vat
        ),
        prices_include_vat=document.prices_include_vat,
        valid_until=document.valid_until if document.is_quote else None,
        shipment_date=None if document.is_quote else document.shipment_date,
        requested_delivery_date=document.requested_delivery_date,
        intro=document.work_description,
        our_reference=_our_reference(document),
        your_reference=document.your_reference,
        payment_terms=_payment_terms(document),
        closing=information.text(kind.value, language),
    )


def language_of(document: SalesDocument) -> str:
    """The recipient's, else the company's; English for one that we do not print."""
    named = (
        document.language,
        document.contact.language if document.contact else "",
        document.customer.language if document.customer else "",
        document.company.language,
    )
    language = next(filter(None, named), "").partition("-")[0]
    return language if language in LANGUAGES else "en"


def _sender(
    document: SalesDocument, information: CompanyInformation, language: str
) -> Sender:
    picture = picture_in(information.logo)
    place = f"{information.post_code} {information.city}"
    abroad = document.country and document.country != information.country
    country = _country(information.country, language) if abroad else ""
    return Sender(
        name=information.name or document.company.name,
        address=(information.address, information.address_2, place, country),
        phone=information.phone,
        email=information.email,
        home_page=information.home_page.removeprefix("https://"),
        vat_number=information.vat_number,
        registration_number=information.registration_number,
        iban=information.iban,
        logo=Logo(information.logo, picture.type) if picture else None,
    )


def _recipient(
    document: SalesDocument, information: CompanyInformation, language: str
) -> Recipient:
    place = f"{document.post_code} {document.city}"
    abroad = document.country != information.country
    country = _country(document.country, language) if abroad else ""
    known_as = document.customer or document.contact
    return Recipient(
        name=document.name,
        attention=document.attention,
        address=(
            document.address,
            document.address_2,
            place,
            document.county,
            country,
        ),
        vat_number=document.vat_number,
        number=known_as.number if known_as else "",
    )


def _country(code: str, language: str) -> str:
    return str(Locale.parse(language).territories.get(code, code)) if code else ""


def _our_reference(document: SalesDocument) -> Reference:
    ours = document.salesperson
    if ours is None:
        return Reference()
    return Reference(ours.name or ours.code, ours.email, ours.phone)


def _payment_terms(document: SalesDocument) -> str:
    terms = document.payment_terms
    return terms.description if terms else ""


def _totals(reckoned: amounts.Totals) -> Totals:
    excluding, including = reckoned.amount, reckoned.amount_including_vat
    return Totals(
        lines=reckoned.line_total,
        discount=reckoned.document_discount,
        excluding_vat=excluding,
        vat=including - excluding,
        including_vat=including,
    )


def _line(line: SalesLine) -> Line:
    if line.item is None:
        return Line(LineKind.TEXT, line.description)
    return Line(
        LineKind.ITEM,
        str(line),
        number=line.item.number,
        quantity=line.quantity,
        unit=_unit(line.unit),
        unit_price=line.unit_price,
        discount=line.discount_percent,
        amount=line.line_amount,
    )


def _unit(unit: UnitOfMeasure | None) -> str:
    if unit is None:
        return ""
    return unit.description if len(unit.description) <= LONG_UNIT else unit.code
