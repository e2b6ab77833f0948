"""The texts of a printed document, in its language: all that the template sets."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from babel import Locale, dates, numbers
from django.utils import translation
from django.utils.translation import pgettext

from kans.sales.printing.content import LineKind, PrintedKind
from kans.sales.printing.widths import table_of

if TYPE_CHECKING:
    import datetime
    from decimal import Decimal

    from kans.sales.printing.content import Line, PrintedDocument, Recipient

LOCALES = {"nl": "nl_NL", "en": "en_US"}
# No letters: what a PDF refuses, and what would only be seen as a blank.
UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
UNNAMED = re.compile(r'[\x00-\x1f/\\:*?"<>|]+')  # what no file may be called
LONG = 1500  # characters of a description that may be parted by the end of a page


def worded(document: PrintedDocument) -> dict[str, Any]:
    """The document as texts, by the names that the template knows them by."""
    language = language_of(document)
    with translation.override(language):
        texts = _Wording(document, language).all()
    return {name: _printable(text) for name, text in texts.items()}


def file_name_of(document: PrintedDocument) -> str:
    """What the document is and its number, as a file is called."""
    with translation.override(language_of(document)):
        title = f"{_kind(document)} {document.number}"
    return f"{UNNAMED.sub('-', title)}.pdf"


def language_of(document: PrintedDocument) -> str:
    """Its own, without the country: nl of nl-BE."""
    language = document.language.partition("-")[0]
    return language if language in LOCALES else "en"


def _kind(document: PrintedDocument) -> str:
    match document.kind:
        case PrintedKind.QUOTE:
            return pgettext("printed", "Quote")
        case PrintedKind.ORDER:
            return pgettext("printed", "Order Confirmation")


def _printable(value: Any) -> Any:
    match value:
        case str():
            text = "\n".join(value.replace("\t", " ").splitlines())
            return UNPRINTABLE.sub("", text)
        case dict():
            return {key: _printable(one) for key, one in value.items()}
        case list() | tuple():
            return [_printable(one) for one in value]
        case _:
            return value


class _Wording:
    """Words a document in the language that is active."""

    def __init__(self, document: PrintedDocument, language: str) -> None:
        self.document = document
        self.language = language
        self.locale = Locale.parse(LOCALES[language])

    def all(self) -> dict[str, Any]:
        document = self.document
        lines = [self.line(line) for line in document.lines]
        columns = self.columns(lines)
        return {
            "language": self.language,
            "kind": _kind(document),
            "number": document.number,
            "title": f"{_kind(document)} {document.number}",
            "sender": self.sender(),
            "recipient": self.recipient(document.recipient),
            "facts": [fact for fact in self.facts() if fact[1]],
            "intro": document.intro.strip(),
            "closing": document.closing.strip(),
            "columns": columns,
            "table": table_of(columns, lines),
            "lines": lines,
            "totals": self.totals(),
            "page": pgettext("printed", "Page {page} of {pages}"),
        }

    def sender(self) -> dict[str, Any]:
        sender = self.document.sender
        registered = (
            (pgettext("printed", "Registration No."), sender.registration_number),
            (pgettext("printed", "VAT No."), sender.vat_number),
            ("IBAN", sender.iban),
        )
        return {
            "name": sender.name,
            "address": _filled(sender.address),
            "reached": _filled((sender.phone, sender.email, sender.home_page)),
            "registered": [f"{caption} {text}" for caption, text in registered if text],
        }

    def recipient(self, recipient: Recipient) -> list[str]:
        attention = recipient.attention.strip()
        if attention and attention != recipient.name.strip():
            attention = pgettext("printed", "Attn. %(name)s") % {"name": attention}
        else:
            attention = ""
        return _filled((recipient.name, attention, *recipient.address))

    def facts(self) -> list[tuple[str, str]]:
        document = self.document
        ours = document.our_reference
        return [
            (pgettext("printed", "Date"), self.day(document.date)),
            (pgettext("printed", "Valid Until"), self.day(document.valid_until)),
            (
                pgettext("printed", "Requested Delivery"),
                self.day(document.requested_delivery_date),
            ),
            (pgettext("printed", "Shipment Date"), self.day(document.shipment_date)),
            (pgettext("printed", "Your Reference"), document.your_reference.strip()),
            (pgettext("printed", "Account No."), document.recipient.number),
            (pgettext("printed", "Your VAT No."), document.recipient.vat_number),
            (
                pgettext("printed", "Our Reference"),
                "\n".join(_filled((ours.name, ours.email, ours.phone))),
            ),
            (pgettext("printed", "Payment Terms"), document.payment_terms.strip()),
        ]

    def columns(self, lines: list[dict[str, Any]]) -> list[dict[str, str]]:
        """The columns that some line fills; the description is always there."""
        amount = (
            pgettext("printed", "Amount\nincl. VAT")
            if self.document.prices_include_vat
            else pgettext("printed", "Amount")
        )
        declared = (
            ("number", pgettext("printed", "No.")),
            ("description", pgettext("printed", "Description")),
            ("quantity", pgettext("printed", "Quantity")),
            ("unit", pgettext("printed", "Unit")),
            ("price", pgettext("printed", "Unit Price")),
            ("discount", pgettext("printed", "Discount %")),
            ("amount", amount),
        )
        used = {"description", "amount"}
        for line in lines:
            used |= {name for name, text in line.items() if text}
        return [
            {"name": name, "caption": caption}
            for name, caption in declared
            if name in used
        ]

    def line(self, line: Line) -> dict[str, Any]:
        description = line.description.strip("\n")
        long = len(description) > LONG or description.count("\n") > LONG / 60
        if line.kind is LineKind.TEXT:
            return {"text": description, "long": long}
        return {
            "number": line.number,
            "description": description,
            "quantity": self.decimal(line.quantity, 0, 5),
            "unit": line.unit,
            "price": self.decimal(line.unit_price, self.document.minor_unit, 5),
            "discount": self.decimal(line.discount, 0, 5) if line.discount else "",
            "amount": self.amount(line.amount),
            "long": long,
        }

    def totals(self) -> list[list[str]]:
        totals = self.document.totals
        rows = []
        if totals.discount:
            rows.append((pgettext("printed", "Total of lines"), totals.lines))
            rows.append((pgettext("printed", "Discount"), -totals.discount))
        rows.append((pgettext("printed", "Total excl. VAT"), totals.excluding_vat))
        for vat in self.document.vat:
            facts = {
                "percent": self.decimal(vat.percent, 0, 5),
                "base": self.money(vat.base),
            }
            caption = pgettext("printed", "VAT %(percent)s%% over %(base)s") % facts
            rows.append((caption, vat.amount))
        if len(self.document.vat) != 1:
            rows.append((pgettext("printed", "Total VAT"), totals.vat))
        rows.append((pgettext("printed", "Total incl. VAT"), totals.including_vat))
        return [[caption, self.money(amount)] for caption, amount in rows]

    def day(self, day: datetime.date | None) -> str:
        """With the month as a word: in figures, not everybody reads the same day."""
        if day is None:
            return ""
        return dates.format_date(day, "d MMMM y", locale=self.locale)

    def decimal(self, value: Decimal | None, least: int, most: int) -> str:
        if value is None:
            return ""
        pattern = _pattern(f"#,##0.{'0' * least}{'#' * (most - least)}".rstrip("."))
        return str(pattern.apply(value, self.locale))

    def amount(self, value: Decimal | None) -> str:
        return self.decimal(value, self.document.minor_unit, self.document.minor_unit)

    def money(self, value: Decimal) -> str:
        """An amount with its currency, and the decimals that the document has."""
        usual = self.locale.currency_formats["standard"].pattern
        decimals = f".{'0' * self.document.minor_unit}".rstrip(".")
        pattern = _pattern(usual.replace(".00", decimals))
        currency = self.document.currency
        return str(
            pattern.apply(value, self.locale, currency=currency, currency_digits=False)
        )


# A document writes thousands of figures in five patterns.
_pattern = lru_cache(numbers.parse_pattern)


def _filled(texts: tuple[str, ...]) -> list[str]:
    return [text.strip() for text in texts if text.strip()]
