"""Customers out of a file: of contacts that are there, or new ones with a contact."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.forms import CharField, TypedChoiceField

from kans.contacts.models import Contact
from kans.customers.actions import (
    create_as_customer,
    create_customer,
    edit_customer,
    link_customer,
)
from kans.customers.models import SHARED, Block, Customer, CustomerTemplate
from kans.customers.queries import buyer_of
from kans.customers.rules.becoming import CustomerHasContact
from kans.customers.rules.keeping import PrimaryContactNotRelated
from kans.foundation.errors import DomainError
from kans.imports.buyers import Buyers
from kans.imports.known import changed, differences, snapshot
from kans.imports.outcomes import Outcomes, Taken
from kans.imports.people import Kept, each, must_stay, once_each, row_form, type_field
from kans.team.models import Salesperson
from kans.trade.models import Currency, PaymentTerms, VatCustomerGroup
from kans.web.form_fields import CodeEntryField, PercentEntryField, RecordField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.forms import Field

    from kans.imports.buyers import Buyer
    from kans.imports.rows import NumberedRow
    from kans.imports.rules.mapping import ColumnMapping
    from kans.imports.rules.whole_file import WholeFile


def _coded(model: type[Any]) -> Field:
    return RecordField(model.objects.all, by="code", name="description", required=False)


CUSTOMERS = Kept(
    Customer,
    "number",
    row_form(
        Customer,
        *("address", "address_2", "post_code", "city", "county", "country"),
        *("phone", "mobile_phone", "email", "home_page", "language", "vat_number"),
        *("prices_include_vat", "privacy_blocked"),
        name=CharField(max_length=100, required=False),
        number=CodeEntryField(max_length=20, required=False),
        type=type_field(),
        template=_coded(CustomerTemplate),
        salesperson=RecordField(Salesperson.objects.all, by="code", required=False),
        primary_contact=RecordField(
            Contact.objects.all, lookup="contacts:lookup", required=False
        ),
        payment_terms=_coded(PaymentTerms),
        currency=_coded(Currency),
        vat_group=_coded(VatCustomerGroup),
        line_discount=PercentEntryField(required=False),
        document_discount=PercentEntryField(required=False),
        blocked=TypedChoiceField(
            choices=Block.choices,
            coerce=Block,
            empty_value=Block.NONE,
            required=False,
        ),
    ),
    create_customer,
    edit_customer,
)
ONLY_OF_NEW_ONES = {"template"}
SHOWN = ("contact", *(n for n in CUSTOMERS.fields if n not in ONLY_OF_NEW_ONES))


class CustomerRows:
    """Loads rows of customers, knowing what the whole file says of its contacts."""

    def __init__(
        self, mapping: ColumnMapping, file: WholeFile, *, update: bool = False
    ) -> None:
        self.language = mapping.language
        self.file = file
        self.update = update

    def load(self, rows: Sequence[NumberedRow]) -> Outcomes:
        """Create the new ones of a chunk; edit the known ones, or leave them."""
        outcomes = Outcomes()
        buyers = Buyers(rows, self.file)
        meant = _meant(rows, buyers, outcomes)
        new = [r for r in rows if r.line in meant and not meant[r.line].customer]
        old = [r for r in rows if r.line in meant and meant[r.line].customer]
        create = partial(self._create, meant=meant, seen=set(), told=outcomes)
        outcomes.created = len(new) - each(create_customer, create, new, outcomes)
        if self.update:
            edit = partial(self._edit, meant=meant, buyers=buyers, told=outcomes)
            each(edit_customer, edit, old, outcomes)
        else:
            outcomes.known = len(old)
        return outcomes

    def _create(
        self,
        row: NumberedRow,
        *,
        meant: dict[int, Buyer],
        seen: set[str],
        told: Outcomes,
    ) -> None:
        facts = CUSTOMERS.told(row.fields, self.language, self.file)
        contact = meant[row.line].contact
        with once_each(row, seen):
            if contact is None:
                _create_with_contact(facts)
            else:
                told.taken.append(self._taken(row, contact, facts))

    def _taken(
        self, row: NumberedRow, contact: Contact, facts: dict[str, Any]
    ) -> Taken:
        """Make a customer of a contact that is there.

        Unless known records are to change, the row tells only what it leaves blank.
        """
        buyer = buyer_of(contact)
        must_stay(buyer, facts.pop("type", None))
        before = snapshot(buyer, SHARED)
        if not self.update:
            facts = {n: v for n, v in facts.items() if not _is_told(buyer, n)}
        create_as_customer(contact, terms_are_told=True, **facts)
        after = snapshot(Contact.objects.get(pk=buyer.pk), SHARED)
        text = f"{buyer.number} {buyer.name}"
        return Taken(row.line, text, differences(before, after))

    def _edit(
        self,
        row: NumberedRow,
        *,
        meant: dict[int, Buyer],
        buyers: Buyers,
        told: Outcomes,
    ) -> None:
        """Change what the row tells; what it leaves blank stays."""
        customer = meant[row.line].customer
        assert customer is not None
        facts = CUSTOMERS.changes(row.fields, self.language, self.file)
        for name in ONLY_OF_NEW_ONES & facts.keys():
            del facts[name]
        must_stay(customer, facts.pop("type", None))
        before = snapshot(customer, SHOWN)
        _link(customer, buyers.named(row.fields))
        after = snapshot(edit_customer(customer, **facts), SHOWN)
        told.edited(changed(row.line, str(customer), before, after))


def _meant(
    rows: Sequence[NumberedRow], buyers: Buyers, outcomes: Outcomes
) -> dict[int, Buyer]:
    """Whom each row is about, by its line; of the others it is told why not."""
    meant: dict[int, Buyer] = {}
    for row in rows:
        try:
            meant[row.line] = buyers.of(row)
        except DomainError as error:
            outcomes.refuse(row.line, error)
    return meant


def _create_with_contact(facts: dict[str, Any]) -> None:
    """Nobody works yet where nothing was before (CUS-6)."""
    primary = facts.pop("primary_contact", None)
    if primary is not None:
        number = facts.get("number") or facts.get("name", "")
        raise PrimaryContactNotRelated(contact=primary.name, number=number)
    create_customer(terms_are_told=True, **facts)


def _is_told(buyer: Contact, name: str) -> bool:
    return name in SHARED and bool(getattr(buyer, name))


def _link(customer: Customer, contact: Contact | None) -> None:
    """Let it be the contact that the row names; once it is one, it stays that one."""
    if contact is None:
        return
    if customer.contact is None:
        link_customer(buyer_of(contact), customer)
    elif customer.contact not in {contact, buyer_of(contact)}:
        named = {"number": customer.number, "contact": customer.contact.name}
        raise CustomerHasContact(**named, at="contact")
