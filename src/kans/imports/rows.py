"""A row of a file as an opportunity: its fields read, its references found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.translation import gettext_lazy as _

from kans.contacts.models import Contact
from kans.foundation.clock import today, work_date
from kans.foundation.errors import DomainError, refuse_if_any
from kans.foundation.rules.date_entry import read_date
from kans.foundation.rules.numbers import read_number
from kans.foundation.rules.text import normalised
from kans.opportunities.models import CloseOpportunityCode, Priority, SalesCycle
from kans.opportunities.rules.estimates import Estimate
from kans.team.models import Salesperson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date
    from decimal import Decimal

    from kans.foundation.records import CompanyRecord
    from kans.imports.rules.mapping import ColumnMapping, Row

R = TypeVar("R", bound="CompanyRecord")
V = TypeVar("V")

FIELDS = (
    "external_id",
    "number",
    "description",
    "contact",
    "salesperson",
    "sales_cycle",
    "priority",
    "creation_date",
    "stage",
    "last_stage",
    "date_of_change",
    "estimated_value",
    "chances_of_success",
    "estimated_close_date",
    "close_code",
    "date_closed",
    "sales_value",
)


class NotFound(DomainError):
    message = _("There is no %(kind)s %(text)s. Import or create it first.")


class RepeatedInFile(DomainError):
    message = _("%(text)s stands in the file twice. Remove or change one of the rows.")


class ChoiceUnknown(DomainError):
    message = _("%(text)s is not one of %(choices)s.")


class TextTooLong(DomainError):
    message = _("This text is too long. Shorten it to %(most)s characters.")


@dataclass(frozen=True)
class NumberedRow:
    """A row of the file, by our fields, with its line number as people count."""

    line: int
    fields: Row


class References:
    """The records that rows refer to, read once and found by any of their names."""

    def __init__(self, mapping: ColumnMapping) -> None:
        self.mapping = mapping
        self.contacts = _by_names(
            Contact.objects.select_related("company_contact", "salesperson"),
            "external_id",
            "number",
            "name",
        )
        people = Salesperson.objects.all()
        self.salespeople = _by_names(people, "external_id", "code", "name")
        cycles = SalesCycle.objects.prefetch_related("stages")
        self.cycles = _by_names(cycles, "code", "description")
        self.codes = _by_names(CloseOpportunityCode.objects.all(), "code")

    def contact(self, row: RowReader) -> Contact | None:
        """The contact the row names; of a row that names none, the fallback."""
        named = row.found("contact", self.contacts, Contact)
        fallback = self.mapping.fallback.get("contact", "")
        return named or self.contacts.get(normalised(fallback))


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

        return self._read(name, read)

    def number(self, name: str) -> Decimal | None:
        return self._read(name, lambda text: read_number(text, self.language))

    def found(self, name: str, known: Mapping[str, R], model: type[R]) -> R | None:
        """The record that goes by that number, code or name."""

        def find(text: str) -> R:
            record = known.get(normalised(text))
            if record is None:
                raise NotFound(kind=model._meta.verbose_name, text=text)
            return record

        return self._read(name, find)

    def priority(self) -> Priority:
        def read(text: str) -> Priority:
            for choice in Priority:
                if normalised(text) in {
                    choice.name.lower(),
                    normalised(str(choice.label)),
                }:
                    return choice
            labels = ", ".join(str(choice.label) for choice in Priority)
            raise ChoiceUnknown(text=text, choices=labels)

        return self._read("priority", read) or Priority.NORMAL

    def estimate(self, on: date) -> Estimate:
        """What the row expects of the opportunity at that date."""
        return Estimate(
            value=self.number("estimated_value"),
            chances_of_success=self.number("chances_of_success"),
            close_date=self.day("estimated_close_date", after=on),
        )

    def must_be_read(self) -> None:
        """Refuse the row for all that could not be read so far."""
        refuse_if_any(self.refusals)

    def _read(self, name: str, read: Callable[[str], V]) -> V | None:
        text = self.text(name)
        if not text:
            return None
        try:
            return read(text)
        except DomainError as error:
            error.field = name
            self.refusals.append(error)
            return None


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
