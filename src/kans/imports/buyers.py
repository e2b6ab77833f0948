"""The contacts that rows of customers are about, and the customers they are already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from kans.contacts.models import Contact, ContactType
from kans.customers.models import Customer
from kans.customers.queries import buyer_of
from kans.foundation.errors import DomainError
from kans.foundation.strings import normalised
from kans.imports.known import known_among
from kans.imports.rules.buyers import (
    Asked,
    CalledLikeAnotherRow,
    Candidate,
    meant_by_name,
)
from kans.imports.rules.references import contact_meant
from kans.imports.words import chosen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from kans.imports.rows import NumberedRow
    from kans.imports.rules.mapping import Row
    from kans.imports.rules.whole_file import WholeFile


@dataclass(frozen=True)
class Buyer:
    """Whom a row is about: a customer, else a contact that is none, else nobody yet."""

    customer: Customer | None = None
    contact: Contact | None = None


class Buyers:
    """Whom some rows may be about, looked up in a few queries."""

    def __init__(self, rows: Sequence[NumberedRow], file: WholeFile) -> None:
        self.file = file
        every = Customer.objects.select_related("contact")
        self._known = known_among(every, rows, by="number")
        self._contacts = list(_named_in(row.fields for row in rows))
        linked = every.filter(
            contact__in={
                key for c in self._contacts for key in (c.pk, c.company_contact_id)
            }
            - {None}
        )
        self._customers: dict[UUID, Customer] = {c.contact_id: c for c in linked}
        self._named = self._named_elsewhere() if file.names_contacts else set()

    def of(self, row: NumberedRow) -> Buyer:
        """By external id or number, else by the contact, else by the name."""
        if row.line in self._known:
            return Buyer(self._known[row.line])
        asked = _asked(row.fields)
        contact = self.named(row.fields)
        if contact is None:
            contact = self._called(row.fields, asked)
        if contact is None:
            return Buyer()
        customer = self._customer_of(contact)
        if customer and asked.may_be(self._candidate(contact)):
            return Buyer(customer, contact)
        return Buyer(None, contact)

    def named(self, row: Row) -> Contact | None:
        """The contact that a row names: by number, external id or whole name."""
        text = row.get("contact", "")
        if not text:
            return None
        has_key = any(
            text.upper() == c.number or text == c.external_id for c in self._contacts
        )
        if not has_key and self.file.has_name(text):
            raise CalledLikeAnotherRow(name=text)  # which may make a contact
        foreign = self.file.is_foreign
        return contact_meant(text, self._contacts, is_foreign=foreign, at="contact")

    def _called(self, row: Row, asked: Asked) -> Contact | None:
        """The contact that bears the name of a row that names none."""
        name = normalised(asked.name)
        if not name:
            return None
        called_so = [
            c
            for c in self._contacts
            if c.name_key == name and _is_like(c, row) and c.pk not in self._named
        ]
        candidates = {c.number: self._candidate(c) for c in called_so}
        meant = meant_by_name(
            asked, list(candidates.values()), repeated=self.file.shares_name(name)
        )
        by_number = {c.number: c for c in called_so}
        return by_number[meant.contact] if meant else None

    def _named_elsewhere(self) -> set[UUID]:
        """Those that a row of the file is about by its own words, or by a person's."""
        own = {c.pk for c in self._contacts}
        persons = Contact.objects.filter(company_contact__in=own)
        return {
            key
            for c in (*self._contacts, *persons)
            if self.file.names_contact(c.number, c.external_id, c.name)
            for key in (c.pk, c.company_contact_id)
            if key
        }

    def _candidate(self, contact: Contact) -> Candidate:
        customer = self._customer_of(contact)
        if customer is None:
            return Candidate(contact.number)
        return Candidate(contact.number, customer.number, customer.external_id)

    def _customer_of(self, contact: Contact) -> Customer | None:
        own = self._customers.get(contact.pk)
        return own or self._customers.get(buyer_of(contact).pk)


def _asked(row: Row) -> Asked:
    return Asked(
        name=row.get("name", ""),
        number=row.get("number", ""),
        external_id=row.get("external_id", ""),
    )


def _is_like(contact: Contact, row: Row) -> bool:
    """Of its name alone a company is known, or a person who works for nobody."""
    try:
        type_ = chosen(row.get("type", "") or ContactType.COMPANY, ContactType)
    except DomainError:
        return False
    return bool(contact.type == type_) and contact.company_contact_id is None


def _named_in(rows: Iterable[Row]) -> Iterable[Contact]:
    """Every contact that these rows may mean."""
    texts: set[str] = set()
    names: set[str] = set()
    for row in rows:
        if text := row.get("contact", ""):
            texts.add(text)
        names.add(normalised(text or row.get("name", "")))
    numbers = {text.upper() for text in texts}
    meant: tuple[Q, ...] = (
        Q(number__in=numbers),
        Q(external_id__in=texts),
        Q(name_key__in=names - {""}),
    )
    found: dict[UUID, Any] = {}
    for each in meant:
        rows_ = Contact.objects.select_related("company_contact").filter(each)
        found.update({contact.pk: contact for contact in rows_.order_by("number")})
    return found.values()
