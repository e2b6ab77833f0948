"""A row of a file as an opportunity: its fields read, its references found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.translation import gettext_lazy as _

from kans.contacts.models import Contact
from kans.foundation.acting.clock import today, work_date
from kans.foundation.errors import DomainError, refuse_if_any
from kans.foundation.strings import normalised
from kans.foundation.text.date_entry import read_date
from kans.foundation.text.numbers import read_number
from kans.imports.rules.references import NotFound, contact_meant
from kans.imports.rules.whole_file import WholeFile
from kans.imports.words import chosen
from kans.opportunities.models import CloseOpportunityCode, SalesCycle
from kans.opportunities.rules.estimates import Estimate
from kans.team.models import Salesperson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date
    from decimal import Decimal

    from django.db.models import Choices, QuerySet

    from kans.foundation.records.records import CompanyRecord
    from kans.imports.rules.mapping import ColumnMapping, Row

R = TypeVar("R", bound="CompanyRecord")
V = TypeVar("V")
C = TypeVar("C", bound="Choices")

AT_ONCE = 1000  # names in a query


class RepeatedInFile(DomainError):
    message = _("%(text)s stands in the file twice. Remove or change one of the rows.")


class TextTooLong(DomainError):
    message = _("This text is too long. Shorten it to %(most)s characters.")


@dataclass(frozen=True)
class NumberedRow:
    """A row of the file, by our fields, with its line number as people count."""

    line: int
    fields: Row


class References:
    """The records that rows refer to, found by any of their names.

    The few of set-up are read once; of contacts and salespeople those that are named.
    """

    def __init__(self, mapping: ColumnMapping, file: WholeFile | None = None) -> None:
        self.mapping = mapping
        self.file = file or WholeFile()
        cycles = SalesCycle.objects.prefetch_related("stages")
        self.cycles = _by_names(cycles, "code", "description")
        self.codes = _by_names(CloseOpportunityCode.objects.all(), "code")
        self.contacts: dict[str, list[Contact]] = {}  # by all that one goes by
        self.salespeople: dict[str, Salesperson] = {}
        self._sought: set[tuple[str, str]] = set()

    def know(self, rows: Iterable[NumberedRow]) -> None:
        """Look up whom these rows name, in a few queries."""
        rows = list(rows)
        fallback = self.mapping.fallback.get("contact", "")
        contacts = {row.fields.get("contact", "") for row in rows} | {fallback}
        sellers = {row.fields.get("salesperson", "") for row in rows}
        if wanted := self._new("contact", contacts):
            found = Contact.objects.select_related("company_contact", "salesperson")
            self._keep(_named(found, "number", wanted))
        if wanted := self._new("salesperson", sellers):
            sold = _named(Salesperson.objects.all(), "code", wanted)
            names = ("external_id", "code", "name")
            for key, seller in _by_names(sold, *names).items():
                self.salespeople.setdefault(key, seller)

    def contact(self, row: RowReader) -> Contact | None:
        """The contact the row names; of a row that names none, the fallback."""
        named = row.read("contact", self._meant)
        if named or row.text("contact"):
            return named
        fallback = self.mapping.fallback.get("contact", "")
        return next(iter(self.contacts.get(normalised(fallback), ())), None)

    def _meant(self, text: str) -> Contact:
        return contact_meant(
            text,
            self.contacts.get(normalised(text), ()),
            is_foreign=self.file.is_foreign,
            id_first=True,
            at="contact",
        )

    def _keep(self, contacts: Iterable[Contact]) -> None:
        for contact in dict.fromkeys(contacts):
            texts = (contact.external_id, contact.number, contact.name)
            for key in {normalised(text) for text in texts} - {""}:
                known = self.contacts.setdefault(key, [])
                if contact not in known:
                    known.append(contact)

    def _new(self, kind: str, texts: set[str]) -> list[str]:
        """Those of these names that have not been looked up yet."""
        new = {text for text in texts - {""} if (kind, text) not in self._sought}
        self._sought |= {(kind, text) for text in new}
        return sorted(new)


@dataclass(frozen=True)
class RowReader:
    """Reads the fields of one row, and keeps every refusal with its field."""

    row: Row
    language: str
    refusals: list[DomainError]

    def text(self, name: str, *, most: int = 0) -> str:
        text = self.row.get(name, "")
        if most and len(text) > most:
            self.refusals.append(TextTooLong(most=most, at=name))
            return text[:most]
        return text

    def day(self, name: str, *, after: date | None = None) -> date | None:
        """A date; words and formulas such as +3M count from `after`."""

        def read(text: str) -> date:
            return read_date(
                text,
                today=today(),
                work_date=after or work_date(),
                language=self.language,
            )

        return self.read(name, read)

    def number(self, name: str) -> Decimal | None:
        return self.read(name, _number_in(self.language))

    def found(self, name: str, known: Mapping[str, R], model: type[R]) -> R | None:
        """The record that goes by that number, code or name."""

        def find(text: str) -> R:
            record = known.get(normalised(text))
            if record is None:
                raise NotFound(kind=model._meta.verbose_name, text=text)
            return record

        return self.read(name, find)

    def choice(self, name: str, choices: type[C]) -> C | None:
        """A choice by its caption, in any language."""
        return self.read(name, lambda text: chosen(text, choices))

    def estimate(self, on: date, *, closed: bool = False) -> Estimate:
        """What the row expects of the opportunity at that date.

        Of one that is closed, 0 or 100 % says how it ended and not what was expected.
        """
        chances = self.number("chances_of_success")
        return Estimate(
            value=self.number("estimated_value"),
            chances_of_success=None if closed and chances in {0, 100} else chances,
            close_date=self.day("estimated_close_date", after=on),
        )

    def must_be_read(self) -> None:
        """Refuse the row for all that could not be read so far."""
        refuse_if_any(self.refusals)

    def read(self, name: str, read: Callable[[str], V]) -> V | None:
        """Return what a text that is not blank is read as."""
        text = self.text(name)
        if not text:
            return None
        try:
            return read(text)
        except DomainError as error:
            error.field = name
            self.refusals.append(error)
            return None


def _number_in(language: str) -> Callable[[str], Decimal]:
    return lambda text: read_number(text, language, is_judged=True)


def about_columns(
    refusals: Iterable[DomainError], **columns: str
) -> Iterator[DomainError]:
    """The refusals, pointing to the column that a field of the dialog is here."""
    for refusal in refusals:
        refusal.field = columns.get(refusal.field or "", refusal.field)
        yield refusal


def _by_names(records: Iterable[R], *names: str) -> dict[str, R]:
    """The records by their names, those named first winning."""
    known: dict[str, Any] = {}
    every = list(records)
    for name in names:
        for record in every:
            if key := normalised(getattr(record, name)):
                known.setdefault(key, record)
    return known


def _named(rows: QuerySet[R], number: str, wanted: list[str]) -> list[R]:
    """Return the records that go by these external ids, numbers or names."""
    keys = sorted({normalised(text) for text in wanted})
    found: list[R] = []
    for part in (wanted[n : n + AT_ONCE] for n in range(0, len(wanted), AT_ONCE)):
        found += rows.filter(external_id__in=part).order_by("pk")
    for name in (f"{number}_key", "name_key"):
        for part in (keys[n : n + AT_ONCE] for n in range(0, len(keys), AT_ONCE)):
            found += rows.filter(**{f"{name}__in": part}).order_by("pk")
    return found
