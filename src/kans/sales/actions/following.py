"""What becomes of documents when their contact moves, or is one with another."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.db.models import JSONField, Q, TextField, Value
from django.db.models.functions import Cast, Replace

from kans.contacts.models import Contact
from kans.customers.queries import customer_of
from kans.foundation.errors import refuse_if_any
from kans.opportunities.models import Opportunity, OpportunityEntry
from kans.sales.actions.editing import may_take
from kans.sales.actions.terms import go_to, sell_to
from kans.sales.models import DocumentVersion, SalesDocument

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import Func

    from kans.customers.models import Customer
    from kans.sales.models.documents import DocumentQuerySet


def keep_documents_at_former_company(person: Contact, former_id: object) -> None:
    """Documents stay with the company at which they were made (CON-17, CON-18).

    Unless the person is the customer: then they are the person's own.
    """
    former = Contact.objects.filter(pk=former_id).first()
    company = former or person.company_contact
    if company is not None:
        made = SalesDocument.objects.filter(contact=person).order_by("pk")
        made.exclude(customer__contact=person).update(contact=company)


def move_documents_on_merge(kept: Contact, other: Contact) -> None:
    """Documents of two contacts are those of the one that they become (DUP-4).

    Of two persons, what was made at a company where the kept one does not work stays
    there, as when a person moves; and with it the opportunity that it is of.
    """
    made = SalesDocument.objects.filter(contact__in=(kept, other)).order_by("pk")
    opportunities = _held_opportunities(made)
    related = ("contact__company_contact", "customer")
    for document in made.select_related(*related).select_for_update(of=("self",)):
        home = _home_of(document, kept)
        if document.contact != home:
            document.contact = home
            document.save()
        if home != kept and document.opportunity_id in opportunities:
            _stay_with(opportunities[document.opportunity_id], home)
    rename_in_versions("contact", other.number, kept.number)
    if (customer := customer_of(kept)) is not None:
        quotes = SalesDocument.objects.quotes()
        be_for(customer, quotes.of_contact(kept) | quotes.of_contact(other))


def copy_contact_to_quotes(opportunity: Opportunity) -> None:
    """A quote has the contact of its opportunity (OPP-6).

    Should that be a customer of its own, prices and terms stay as they were offered,
    as where a contact becomes one (C2C-9).
    """
    contact = opportunity.contact
    if contact is None:
        return
    quotes = SalesDocument.objects.quotes().filter(opportunity=opportunity)
    for document in quotes.select_for_update():
        document.opportunity = opportunity
        refuse_if_any(may_take(document, {"contact": contact}))
        go_to(document, contact)
        if document.customer is None and (customer := customer_of(contact)):
            sell_to(document, customer)
        document.save()


def be_for(customer: Customer, quotes: DocumentQuerySet) -> None:
    """Quotes of who became a customer are for that customer (C2C-9).

    Their prices and terms stay as they were offered, and so does who made them.
    """
    waiting = quotes.filter(customer=None).order_by("pk")
    waiting.update(customer=customer, customer_template=None)


def rename_in_versions(field: str, was: str, number: str) -> None:
    """Versions name who they are for by number: have them name the one of now."""
    naming = DocumentVersion.objects.filter((f"content__header__{field}", was))
    for version in naming.select_for_update():
        header = {**version.content["header"], field: number}
        version.content = {**version.content, "header": header}
        version.save()


def call_item_otherwise(was: str, number: str) -> None:
    """The same of what versions sell: in all lines of all that name it at once."""
    told: Func = Cast("content", TextField())
    naming, renamed = Q(), told
    for before, after in zip(_naming(was), _naming(number), strict=True):
        naming |= Q(told__contains=before)
        renamed = Replace(renamed, Value(before), Value(after))
    versions = DocumentVersion.objects.alias(told=told).filter(naming)
    versions.update(content=Cast(renamed, JSONField()))


def _naming(item: str) -> tuple[str, str]:
    """How content names an item as it is stored: on SQLite in ASCII, else as it is."""
    in_ascii, as_it_is = json.dumps(item), json.dumps(item, ensure_ascii=False)
    return f'"item": {in_ascii}', f'"item": {as_it_is}'


def _home_of(document: SalesDocument, kept: Contact) -> Contact:
    """Whose a document is: the kept one's, else that of the company it was made at."""
    made_at = document.contact.company_contact if document.contact else None
    is_own = document.customer and document.customer.contact_id == kept.pk
    return kept if is_own or made_at in (None, kept.company_contact) else made_at


def _held_opportunities(documents: DocumentQuerySet) -> dict[UUID, Opportunity]:
    """Those of these documents, held before them, as wherever both are changed."""
    rows = Opportunity.objects.filter(sales_documents__in=documents).order_by("pk")
    return {one.pk: one for one in rows.select_for_update(of=("self",))}


def _stay_with(opportunity: Opportunity, company: Contact) -> None:
    """The opportunity of a document has the same contact; so have its entries."""
    opportunity.assign(company)
    opportunity.save()
    entries = OpportunityEntry.objects.filter(opportunity=opportunity)
    entries.update(contact=company, contact_company=company)
