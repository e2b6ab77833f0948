"""What quotes and orders answer about what they are for, and add to its cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from kans.contacts.models import Contact, ContactType
from kans.customers.models import Customer, CustomerTemplate
from kans.foundation.acting.actors import held_now
from kans.foundation.acting.addresses import address
from kans.foundation.acting.clock import on_the_calendar
from kans.foundation.actions.verdicts import verdict
from kans.foundation.history import who_created
from kans.foundation.records.contributions import Answers, answer
from kans.opportunities.models import Opportunity
from kans.opportunities.queries.story import Happening, tells_of_opportunities
from kans.sales.actions.following import (
    be_for,
    call_item_otherwise,
    copy_contact_to_quotes,
    keep_documents_at_former_company,
    move_documents_on_merge,
    rename_in_versions,
)
from kans.sales.actions.quoting import may_be_quoted
from kans.sales.models import DocumentMessage, SalesDocument, SalesLine
from kans.sales.queries.assigning import has_quotes_to_choose
from kans.sales.rules.assigning import may_change_quote
from kans.sales.rules.references import (
    CompanyHasDocuments,
    ContactHasDocuments,
    CustomerHasDocuments,
    InUseByDocument,
)
from kans.sales.rules.sending import MessageStatus
from kans.team.models import Salesperson
from kans.trade.models import (
    Currency,
    Item,
    PaymentTerms,
    UnitOfMeasure,
    VatCustomerGroup,
    VatItemGroup,
)
from kans.web.cards import Related, Verb, adds_to_card

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from kans.foundation.errors import DomainError
    from kans.foundation.records.records import CompanyRecord


class DocumentsOfAnOpportunity(Answers[Opportunity]):
    """Deleting an opportunity frees its document; its contact is the quote's."""

    foreign_keys: ClassVar = (
        "sales.SalesDocument.opportunity",
        "sales.DocumentMessage.opportunity",
    )

    def release(
        self, records: Collection[Opportunity], replacement: Opportunity | None
    ) -> None:
        for rows in (SalesDocument.objects, DocumentMessage.objects):
            rows.filter(opportunity__in=records).update(opportunity=replacement)

    def follow(self, record: Opportunity, before: Mapping[str, Any]) -> None:
        """The quote is for whom the opportunity is (OPP-6)."""
        if "contact_id" in before:
            copy_contact_to_quotes(record)


class DocumentsOfAContact(Answers[Contact]):
    """A contact with quotes or orders stays; who it becomes one with has them."""

    foreign_keys: ClassVar = ("sales.SalesDocument.contact",)

    def may_delete(self, records: Collection[Contact]) -> Iterable[DomainError]:
        for found in self.may_delete_each([records]):
            yield from found

    def may_delete_each(
        self, groups: Sequence[Collection[Contact]]
    ) -> Iterable[Iterable[DomainError]]:
        for found in _first_of_each("contact", groups):
            yield [
                ContactHasDocuments(document=one.number, contact=one.contact.name)
                for one in found
            ]

    def merge(self, kept: Contact, other: Contact) -> None:
        move_documents_on_merge(kept, other)

    def may_change(
        self, record: Contact, changes: Mapping[str, Any]
    ) -> Iterable[DomainError]:
        """A company that is offered to stays one (QUO-2)."""
        if changes.get("type") == ContactType.PERSON:
            made = SalesDocument.objects.filter(contact=record).order_by("number_key")
            for document in made[:1]:
                yield CompanyHasDocuments(document=document.number, contact=record.name)

    def follow(self, record: Contact, before: Mapping[str, Any]) -> None:
        if "company_contact_id" in before:
            keep_documents_at_former_company(record, before["company_contact_id"])
        if "number" in before:
            rename_in_versions("contact", before["number"], record.number)


class DocumentsOfACustomer(Answers[Customer]):
    foreign_keys: ClassVar = ("sales.SalesDocument.customer",)

    def may_delete(self, records: Collection[Customer]) -> Iterable[DomainError]:
        """Quotes count as orders do (CUS-8)."""
        for found in self.may_delete_each([records]):
            yield from found

    def may_delete_each(
        self, groups: Sequence[Collection[Customer]]
    ) -> Iterable[Iterable[DomainError]]:
        for found in _first_of_each("customer", groups):
            yield [
                CustomerHasDocuments(document=one.number, customer=one.customer.name)
                for one in found
            ]

    def follow(self, record: Customer, before: Mapping[str, Any]) -> None:
        if "contact_id" in before and record.contact is not None:
            be_for(record, SalesDocument.objects.quotes().of_contact(record.contact))
        if "number" in before:
            rename_in_versions("customer", before["number"], record.number)


def _first_of_each(
    field: str, groups: Sequence[Collection[CompanyRecord]]
) -> Iterator[list[Any]]:
    """Of each group the first document that is of one of them, if any: in one query."""
    everyone = {record.pk for group in groups for record in group}
    told = SalesDocument.objects.filter((f"{field}__in", everyone))
    last_first = told.select_related(field).order_by("-number_key")
    of_whom = {getattr(d, f"{field}_id"): d for d in last_first}
    for group in groups:
        yield [of_whom[each.pk] for each in group if each.pk in of_whom][:1]


class DocumentsRefer(Answers[Any]):
    """What a document or a line of one refers to stays."""

    def __init__(self, *keys: str) -> None:
        self.keys = keys
        self.foreign_keys = tuple(f"sales.{key}" for key in keys)  # type: ignore[misc]

    def may_delete(self, records: Collection[CompanyRecord]) -> Iterable[DomainError]:
        for key in self.keys:
            model, field = key.split(".")
            rows = SalesLine if model == "SalesLine" else SalesDocument
            row = rows.objects.filter((f"{field}__in", records)).first()
            if row is not None:
                document = row.document if isinstance(row, SalesLine) else row
                record = str(getattr(row, field))
                yield InUseByDocument(document=document.number, record=record)
                return


class LinesOfAnItem(DocumentsRefer):
    """Lines point to their item, and those of versions name it by its number."""

    def follow(self, record: Item, before: Mapping[str, Any]) -> None:
        if "number" in before:
            call_item_otherwise(before["number"], record.number)


def _may_see() -> bool:
    return "sales.view_salesdocument" in held_now()


@adds_to_card(Opportunity)
def _to_an_opportunity(opportunity: Opportunity) -> Iterable[Verb | Related]:
    """Create Sales Quote or, once there is one, that quote or order (QUO-1)."""
    if not _may_see():
        return
    number = opportunity.sales_document_number
    if number and opportunity.order_number:
        to = address("sales:card", number=number)
        yield Related(f"{_('Sales Order')} {number}", to, icon="shopping-cart")
    else:
        yield _quote_of(opportunity, number)
    yield Verb(
        verdict("assign_quote", _may_choose(opportunity)),
        address("sales:assign_quote", number=opportunity.number),
        icon="link",
        synonyms=("koppelen", "link", "assign"),
    )


def _may_choose(opportunity: Opportunity) -> tuple[DomainError, ...]:
    return may_change_quote(opportunity, others=has_quotes_to_choose(opportunity))


def _quote_of(opportunity: Opportunity, number: str) -> Verb:
    judged = () if number else may_be_quoted(opportunity.contact, opportunity)
    page, named = ("card", number) if number else ("quote", opportunity.number)
    return Verb(
        verdict("create_quote", judged),
        address(f"sales:{page}", number=named),
        icon="file-text",
        dialog=not number,
        synonyms=(_("Show Sales Quote"), "offerte maken", "quote", "proposal"),
    )


TONES_OF_MESSAGES = {
    MessageStatus.WAITING: "warn",
    MessageStatus.SENT: "neutral",
    MessageStatus.NOT_SENT: "bad",
    MessageStatus.UNCERTAIN: "warn",
}


@tells_of_opportunities
def _messages_of(opportunity: Opportunity) -> Iterable[Happening]:
    """Which quotes and orders went to the customer."""
    if not _may_see():
        return
    messages = list(opportunity.messages.defer("pdf_base64", "text").order_by("pk"))
    made = who_created(messages)
    for message in messages:
        status = MessageStatus(message.status)
        sent = status is MessageStatus.SENT
        who, _at = made.get(message.pk, ("", None))
        yield Happening(
            on=on_the_calendar(message.written_at),
            caption=_("E-Mail") if sent else status.label,
            tone=TONES_OF_MESSAGES[status],
            text=str(message),
            who=who,
            at=message.written_at,
            to=address("sales:message", message_id=message.pk),
        )


@adds_to_card(Contact)
def _to_a_contact(contact: Contact) -> Iterable[Verb | Related]:
    if not _may_see():
        return
    yield Verb(
        verdict("create_quote", may_be_quoted(contact)),
        f"{address('sales:create_quote')}?{urlencode({'contact': contact.number})}",
        icon="file-text",
    )
    yield from _lists("contact", number=contact.number)


@adds_to_card(Customer)
def _to_a_customer(customer: Customer) -> Iterable[Related]:
    yield from _lists("customer", number=customer.number)


@adds_to_card(Salesperson)
def _to_a_salesperson(seller: Salesperson) -> Iterable[Related]:
    yield from _lists("salesperson", code=seller.code)


def _lists(whose: str, **named: str) -> Iterable[Related]:
    if not _may_see():
        return
    quotes = address(f"sales:quotes_of_{whose}", **named)
    orders = address(f"sales:orders_of_{whose}", **named)
    yield Related(_("Sales Quotes"), quotes, icon="file-text")
    yield Related(_("Sales Orders"), orders, icon="shopping-cart")


answer(Opportunity, DocumentsOfAnOpportunity())
answer(Contact, DocumentsOfAContact())
answer(Customer, DocumentsOfACustomer())
answer(Salesperson, DocumentsRefer("SalesDocument.salesperson"))
answer(Currency, DocumentsRefer("SalesDocument.currency"))
answer(PaymentTerms, DocumentsRefer("SalesDocument.payment_terms"))
answer(CustomerTemplate, DocumentsRefer("SalesDocument.customer_template"))
answer(Item, LinesOfAnItem("SalesLine.item"))
answer(UnitOfMeasure, DocumentsRefer("SalesLine.unit"))
answer(VatCustomerGroup, DocumentsRefer("SalesDocument.vat_group"))
answer(VatItemGroup, DocumentsRefer("SalesLine.vat_group"))
