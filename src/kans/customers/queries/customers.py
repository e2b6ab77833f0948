"""Which customer a contact is, and which templates there are for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kans.customers.models import Customer, CustomerTemplate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db import models

    from kans.contacts.models import Contact

TWO = 2  # enough to know that there are several


def buyer_of(contact: Contact) -> Contact:
    """Who would be the customer: of a person who works somewhere, the company."""
    return contact.the_company or contact


def customer_of(contact: Contact) -> Customer | None:
    """The customer that the contact is, else the one that its company is."""
    own = {contact.pk, contact.company_contact_id} - {None}
    found = {c.contact_id: c for c in Customer.objects.filter(contact__in=own)}
    of_company = found.get(contact.company_contact_id)
    customer: Customer | None = found.get(contact.pk, of_company)
    return customer


def templates_for(contact: Contact) -> models.QuerySet[CustomerTemplate]:
    """The templates of the type of who would be the customer (TPL-2)."""
    return templates_of(buyer_of(contact).type)


def templates_of(contact_type: str) -> models.QuerySet[CustomerTemplate]:
    """Return the templates for companies, or those for persons (TPL-2)."""
    rows = CustomerTemplate.objects.filter(contact_type=contact_type)
    return rows.order_by("code_key", "id")


def preset_template(contact: Contact) -> CustomerTemplate | None:
    """The template, if there is just one for the contact (TPL-2)."""
    return only_template_of(buyer_of(contact).type)


def only_template_of(contact_type: str) -> CustomerTemplate | None:
    """Return the template for companies, or for persons, if there is just one."""
    found = list(templates_of(contact_type)[:TWO])
    return found[0] if len(found) == 1 else None


def unlinked_customers() -> models.QuerySet[Customer]:
    """Those that no contact is yet."""
    rows: models.QuerySet[Customer] = Customer.objects.filter(contact=None)
    return rows


def to_be_judged(ids: Sequence[UUID]) -> list[Customer]:
    """These customers, with all that judging a change of them needs."""
    found = Customer.objects.filter(pk__in=ids)
    with_all = found.select_related("contact", "contact__company_contact")
    return list(with_all.order_by("pk"))
